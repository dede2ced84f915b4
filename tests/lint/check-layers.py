#!/usr/bin/python3
# check-layers.py: the one-way rule and the headers, tried with the build's own flags
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: check-layers.py ROOT BUILD

For each module of app/meson.build: each of its headers must compile alone, each header of
the modules its row names must be found, and no header of any other module may be. The
include paths are those of the build, taken from compile_commands.json: this judges what
really compiles and not what the table says. Prints TAP.
"""
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

PROGRAMS = ('cli', 'web', 'ui')


def read_rows(root):
    text = (root / 'app/meson.build').read_text(encoding='utf-8')
    text = re.sub(r'#[^\n]*', '', text)
    rows = re.findall(r"\['(\w+)',\s*\[([^\]]*)\],", text)
    return {name: re.findall(r'\w+', below) for name, below in rows}


def read_commands(root, build):
    """One compiler line of each module, without its source and output."""
    commands = {}
    for entry in json.loads((build / 'compile_commands.json').read_text()):
        source = (pathlib.Path(entry['directory']) / entry['file']).resolve()
        parts = source.parts[len(root.parts):]
        if len(parts) > 2 and parts[0] == 'app' and source.suffix == '.c' \
                and source.is_relative_to(root) and not source.is_relative_to(build):
            words = shlex.split(entry['command'])
            keep, skip = [], False
            for word in words:
                if skip or word in ('-c', '-MD', entry['file']):
                    skip = False
                elif word in ('-o', '-MF', '-MQ', '-MT'):
                    skip = True
                else:
                    keep.append(word)
            # A quoted include is first looked for beside the file that has it.
            keep += ['-iquote', str(source.parent)]
            commands.setdefault(parts[1], (keep, entry['directory']))
    return commands


class Tap:
    def __init__(self):
        self.number = self.failures = 0

    def line(self, passed, name, detail=''):
        self.number += 1
        self.failures += not passed
        print('%sok %d %s' % ('' if passed else 'not ', self.number, name))
        for text in detail.splitlines()[:8] if not passed else ():
            print('# ' + text)


def compile_text(command, text, scratch, only_preprocess):
    source = pathlib.Path(scratch) / 'try.c'
    source.write_text(text, encoding='utf-8')
    words, folder = command
    last = ['-E', '-o', '/dev/null'] if only_preprocess else ['-fsyntax-only', '-Werror']
    done = subprocess.run(words + last + [str(source)], cwd=folder, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return done.returncode == 0, done.stderr


def check_module(name, rows, command, headers, scratch, tap):
    for header in headers[name]:
        passed, errors = compile_text(
            command, '#include "config.h"\n#include "%s"\n' % header, scratch, False)
        tap.line(passed, '%s: %s compiles alone' % (name, header), errors)
    allowed = set(rows[name]) | {name}
    for other in sorted(headers):
        # One header stands for its folder: an include path opens a folder or does not.
        if other == name or not headers[other]:
            continue
        found, errors = compile_text(
            command, '#include "%s"\n' % headers[other][0], scratch, True)
        if other in allowed:
            tap.line(found, '%s may include %s' % (name, other), errors)
        else:
            refused = not found and re.search('No such file|file not found', errors)
            tap.line(bool(refused), '%s cannot include %s' % (name, other),
                     errors or headers[other][0] + ' was found')


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    build = pathlib.Path(sys.argv[2]).resolve()
    rows, commands, tap = read_rows(root), read_commands(root, build), Tap()
    headers = {folder.name: sorted(path.name for path in folder.glob('*.h'))
               for folder in sorted((root / 'app').iterdir()) if folder.is_dir()}
    for names in headers.values():
        names.sort(key=lambda header: (header.endswith('-private.h'), header))
    with tempfile.TemporaryDirectory() as scratch:
        for name in rows:
            if name in commands:
                check_module(name, rows, commands[name], headers, scratch, tap)
            else:
                tap.number += 1
                print('ok %d %s # SKIP no source yet' % (tap.number, name))
        for name in PROGRAMS:
            for header in headers.get(name, ()) if name in commands else ():
                text = '#include "config.h"\n#include "%s"\n' % header
                passed, errors = compile_text(commands[name], text, scratch, False)
                tap.line(passed, '%s: %s compiles alone' % (name, header), errors)
    print('1..%d' % tap.number)
    return 1 if tap.failures or not tap.number else 0


if __name__ == '__main__':
    sys.exit(main())
