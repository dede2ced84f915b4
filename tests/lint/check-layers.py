#!/usr/bin/python3
# check-layers.py: the one-way rule and the headers, tried with the build's own flags
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: check-layers.py ROOT BUILD

For each module of app/meson.build: each of its headers must compile alone, each header of
the modules its row names must be found, and no header of any other module may be. The
include paths are those of the build, taken from compile_commands.json: this judges what
really compiles and not what the table says. Prints TAP.

A header with which a source of the build begins has compiled alone there: the build is the
proof, when it took every warning for an error. Only the others are compiled here.
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
    """One compiler line of each module, without its source and output; and the headers, as
    module and name, that the build compiled alone."""
    commands, proved = {}, set()
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
            if '-Werror' in keep:
                proved.add((parts[1], first_header(source.read_text(encoding='utf-8'))))
    return commands, proved


def first_header(text):
    """What a source includes before all else but config.h, which only defines; or None."""
    found = re.match(r'(?:/\*.*?\*/|\s)*#include "config\.h"\s+#include "([^"/]+)"\s', text,
                     re.S)
    return found.group(1) if found else None


class Tap:
    def __init__(self):
        self.number = self.failures = 0

    def line(self, passed, name, detail=''):
        self.number += 1
        self.failures += not passed
        print('%sok %d %s' % ('' if passed else 'not ', self.number, name))
        for text in detail.splitlines()[:8] if not passed else ():
            print('# ' + text)


def run_compiler(command, text, scratch, last):
    source = pathlib.Path(scratch) / 'try.c'
    source.write_text(text, encoding='utf-8')
    words, folder = command
    return subprocess.run(words + last + [str(source)], cwd=folder, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)


def compile_alone(command, header, scratch):
    done = run_compiler(command, '#include "config.h"\n#include "%s"\n' % header, scratch,
                        ['-fsyntax-only', '-Werror'])
    return done.returncode == 0, done.stderr


def find_headers(command, names, scratch):
    """Those of names that the module's include path finds: one question for all of them."""
    text = ''.join('#if __has_include("%s")\nfound %s\n#endif\n' % (name, name)
                   for name in names)
    done = run_compiler(command, text, scratch, ['-E', '-P', '-o', '-'])
    return set(re.findall(r'^found (\S+)$', done.stdout, re.M)), done.stderr


def check_alone(name, command, headers, proved, scratch, tap):
    for header in headers:
        passed, errors = True, ''
        if (name, header) not in proved:
            passed, errors = compile_alone(command, header, scratch)
        tap.line(passed, '%s: %s compiles alone' % (name, header), errors)


def check_examples(command, scratch, tap):
    """Headers that must be refused, else this is blind."""
    header = pathlib.Path(scratch) / 'needy.h'
    header.write_text('HikaeNobody *hikae_nobody_new (void);\n', encoding='utf-8')
    passed, _ = compile_alone(command, str(header), scratch)
    tap.line(not passed, 'refuses a header that needs another')
    for name, text in (
            ('second', '#include "config.h"\n#include "other.h"\n#include "needy.h"\n'),
            ('without config.h', '#include "needy.h"\n'),
            ('after code', '#include "config.h"\ntypedef int HikaeNobody;\n'
                           '#include "needy.h"\n'),
            ('after a definition', '#include "config.h"\n#define HikaeNobody int\n'
                                   '#include "needy.h"\n')):
        tap.line(first_header(text) != 'needy.h', 'a header that comes %s is not proved' % name)
    text = '/* what it is */\n#include "config.h"\n\n#include "needy.h"\n\n#include "other.h"\n'
    tap.line(first_header(text) == 'needy.h', 'a header that comes first is')


def check_module(name, rows, command, headers, scratch, tap):
    # One header stands for its folder: an include path opens a folder or does not.
    others = [other for other in sorted(headers) if other != name and headers[other]]
    found, errors = find_headers(command, [headers[other][0] for other in others], scratch)
    for other in others:
        may = other in rows[name]
        tap.line(not errors and (headers[other][0] in found) == may, '%s %s include %s' % (
            name, 'may' if may else 'cannot', other), errors or headers[other][0])


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    build = pathlib.Path(sys.argv[2]).resolve()
    rows, tap = read_rows(root), Tap()
    commands, proved = read_commands(root, build)
    headers = {folder.name: sorted(path.name for path in folder.glob('*.h'))
               for folder in sorted((root / 'app').iterdir()) if folder.is_dir()}
    for names in headers.values():
        names.sort(key=lambda header: (header.endswith('-private.h'), header))
    with tempfile.TemporaryDirectory() as scratch:
        for name in rows:
            if name in commands:
                check_alone(name, commands[name], headers[name], proved, scratch, tap)
                check_module(name, rows, commands[name], headers, scratch, tap)
            else:
                tap.number += 1
                print('ok %d %s # SKIP no source yet' % (tap.number, name))
        for name in PROGRAMS:
            if name in commands:
                check_alone(name, commands[name], headers.get(name, ()), proved, scratch, tap)
        check_examples(commands['base'], scratch, tap)
    print('1..%d' % tap.number)
    return 1 if tap.failures or not tap.number else 0


if __name__ == '__main__':
    sys.exit(main())
