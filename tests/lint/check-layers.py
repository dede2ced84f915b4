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


def check_module(name, rows, command, headers, scratch, tap):
    for header in headers[name]:
        passed, errors = compile_alone(command, header, scratch)
        tap.line(passed, '%s: %s compiles alone' % (name, header), errors)
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
                passed, errors = compile_alone(commands[name], header, scratch)
                tap.line(passed, '%s: %s compiles alone' % (name, header), errors)
    print('1..%d' % tap.number)
    return 1 if tap.failures or not tap.number else 0


if __name__ == '__main__':
    sys.exit(main())
