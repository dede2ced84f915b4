#!/usr/bin/python3
# check-options.py: man page and completions know the options of hikae-cli, and no others
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: check-options.py ROOT HIKAE-CLI. Prints TAP.

What `hikae-cli COMMAND --help` lists is the truth.
"""
import pathlib
import re
import subprocess
import sys

TSA = ['verify', 'list', 'add', 'remove', 'check', 'record', 'renew', 'verify-record']
EVERYWHERE = {'help', 'json', 'passphrase-file', 'output'}


def run(*command):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def read_help(cli, verb):
    """The long options of a command."""
    lines = [[verb]] if verb != 'tsa' else [[verb, part] for part in TSA]
    texts = ''.join(run(cli, *line, '--help') for line in lines)
    return set(re.findall(r'^  (?:-\w, )?--([a-z-]+)', texts, re.M)) - EVERYWHERE


def read_man(text, verbs):
    """{command: options}; what follows a command belongs to it."""
    found = {}
    for entry in text.replace('\\-', '-').split('\n.TP\n'):
        head = re.match(r'\.B[IR]* "?([a-z]+)', entry)
        if head and head[1] in verbs:
            found.setdefault(head[1], set()).update(re.findall(r'--([a-z-]+)', entry))
    return found


def read_bash(text, verbs):
    rows = dict(re.findall(r"^    (\w+)\) options='([^']*)'", text, re.M))
    return {verb: set(re.findall(r'--([a-z-]+)', rows.get(verb, ''))) for verb in verbs}


def read_fish(text, verbs):
    found = {verb: set() for verb in verbs}
    for of, option in re.findall(r"seen_subcommand_from ([^']+)' -l ([a-z-]+)", text):
        for verb in of.split():
            found.setdefault(verb, set()).add(option)
    return found


def read_zsh(text, verbs):
    rows = dict(re.findall(r'^      (\w+)\) _arguments (.*)', text, re.M))
    return {verb: set(re.findall(r"'\*?--([a-z-]+)", rows.get(verb, ''))) for verb in verbs}


def compare(options, found):
    """What is missing, or there without being an option, one word each."""
    wrong = ['%s:--%s' % (verb, name) for verb in options
             for name in sorted(options[verb] ^ (found.get(verb, set()) - EVERYWHERE))]
    return wrong + sorted(set(found) - set(options))


def main():
    root, cli = pathlib.Path(sys.argv[1]) / 'data', sys.argv[2]
    verbs = re.findall(r'^  ([a-z]+) ', run(cli, '--help'), re.M)
    options = {verb: read_help(cli, verb) for verb in verbs}
    results = [('hikae-cli has commands', [] if len(verbs) > 20 else ['too few']),
               ('refuses an option left out', [] if compare({'a': {'b'}}, {}) else ['b']),
               ('refuses one that is not', [] if compare({'a': set()}, {'a': {'b'}}) else ['b'])]
    for path, read in (('man/hikae-cli.1', read_man),
                       ('completions/hikae-cli.bash', read_bash),
                       ('completions/hikae-cli.fish', read_fish),
                       ('completions/hikae-cli.zsh', read_zsh)):
        text = (root / path).read_text(encoding='utf-8')
        results.append((path, compare(options, read(text, verbs))))
        unknown = [verb for verb in verbs if not re.search(r'\b%s\b' % verb, text)]
        results.append(('%s: commands' % path, unknown))
    for number, (name, wrong) in enumerate(results, 1):
        print('%sok %d %s' % ('not ' if wrong else '', number, ' '.join([name] + wrong)))
    print('1..%d' % len(results))
    return 1 if any(wrong for _, wrong in results) else 0


if __name__ == '__main__':
    sys.exit(main())
