#!/usr/bin/python3
# check-hardening.py: the programs as built: RELRO, PIE, stack, FORTIFY, protector, CET
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: check-hardening.py BUILD PROGRAM... Prints TAP.

Looks at the files, not at the flags of the build. A small program built without any of it
must be refused by each check, else the check is blind.

Only FORTIFY leaves no trace in an object where the compiler can prove every size, or none:
a module's calls may all be such. So a copy into room of a known size is compiled with each
set of flags that an object of ours was compiled with, and must come out as the checking kind.
"""
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

SOFT = ['-O0', '-no-pie', '-fno-stack-protector', '-U_FORTIFY_SOURCE', '-fcf-protection=none',
        '-Wl,-z,norelro', '-Wl,-z,lazy', '-Wl,-z,execstack', '-Wl,-rpath,/tmp']
SOURCE = '#include <string.h>\nint main (int c, char **v)\n{\n  char b[64];\n' \
    '  strcpy (b, v[0]);\n  return b[c];\n}\n'
COPY = '#include <stdlib.h>\n#include <string.h>\nchar fixed[64];\n' \
    'char *copy (const char *text, size_t room, size_t size)\n{\n' \
    '  char *made = malloc (room);\n  strcpy (fixed, text);\n' \
    '  if (made != NULL)\n    memcpy (made, text, size);\n  return made;\n}\n'


def read_elf(*arguments):
    return subprocess.run(['readelf', '-W', *map(str, arguments)], check=True, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def has_pie(path):
    """A module that a program loads is so by its kind; it has no interpreter to name."""
    return 'DYN (' in read_elf('-h', path) and (
        path.suffix == '.so' or 'INTERP' in read_elf('-l', path))


def has_relro(path):
    return 'GNU_RELRO' in read_elf('-l', path) and 'BIND_NOW' in read_elf('-d', path)


def has_plain_stack(path):
    return re.search(r'GNU_STACK .* RW +0x', read_elf('-l', path)) is not None


def has_protector(path):
    return '__stack_chk_fail' in read_elf('--dyn-syms', path)


def has_fortify(path):
    """Calls of the checking kind of what glibc has two kinds of. A module may have none; its
    objects are judged by their flags."""
    names = re.findall(r'UND __(\w+)_chk\b', read_elf('--dyn-syms', path))
    return path.suffix == '.so' or any(name not in ('stack', 'longjmp') for name in names)


def has_no_path(path):
    return not re.search(r'\((RPATH|RUNPATH|TEXTREL)\)', read_elf('-d', path))


def has_cet(path):
    """Of every object of ours. The whole program carries the mark only where the start
    files of the C library do; Debian 12's do not."""
    return 'IBT, SHSTK' in read_elf('-n', path)


def flags_of(command):
    """The compiler and what decides how it translates; not what is found where."""
    words, kept = iter(shlex.split(command)), []
    for word in words:
        if word in ('-c', '-o', '-MF', '-MQ', '-iquote', '-isystem'):
            next(words)
        elif not re.match(r'-[IM]|-D(?!_FORTIFY_SOURCE)|-W(?!p,)', word):
            kept.append(word)
    return tuple(kept)


def fortifies(flags, folder):
    """Whether they make a call check that it stays in room whose size is known (1, 2), and
    in room whose size is reckoned when the program runs (3)."""
    source, made = folder / 'copy.c', folder / 'copy.o'
    source.write_text(COPY, encoding='ascii')
    subprocess.run([*flags, '-c', '-o', str(made), str(source)], check=True, cwd=folder)
    return len(re.findall(r'UND __(?:strcpy|memcpy)_chk\b', read_elf('-s', made))) == 2


def bare_objects(commands, folder):
    """The objects that were compiled with flags that do not fortify."""
    flags = {path: flags_of(command) for path, command in commands.items()}
    good = {each: fortifies(each, folder) for each in set(flags.values())}
    return [path for path, each in flags.items() if not good[each]]


CHECKS = [
    ('position independent', has_pie),
    ('full RELRO', has_relro),
    ('no executable stack', has_plain_stack),
    ('stack protector', has_protector),
    ('FORTIFY', has_fortify),
    ('no library path, no text relocation', has_no_path),
]


def build_soft(folder):
    source, program = folder / 'soft.c', folder / 'soft'
    source.write_text(SOURCE, encoding='ascii')
    subprocess.run(['cc', *SOFT, '-o', str(program), str(source)], check=True)
    subprocess.run(['cc', '-c', *SOFT[:5], '-o', str(folder / 'soft.o'), str(source)],
                   check=True)
    return program, folder / 'soft.o'


def read_commands(build):
    """By object of ours, the command that made it."""
    entries = json.loads((build / 'compile_commands.json').read_text(encoding='utf-8'))
    return {entry['output']: entry['command'] for entry in entries
            if entry['output'].startswith('app/')}


def judge(build, programs, folder):
    for program in programs:
        for name, check in CHECKS:
            yield '%s: %s' % (program.name, name), check(program)
    commands = read_commands(build)
    objects = [build / name for name in commands]
    bare = bare_objects(commands, folder)
    yield '%d objects: FORTIFY %s' % (len(objects), bare[:5]), not bare and len(objects) > 100
    if 'x86' in read_elf('-h', programs[0]).lower():
        plain = [path.name for path in objects if not has_cet(path)]
        yield '%d objects: control-flow protection %s' % (len(objects), plain[:5]), \
            not plain and len(objects) > 100


def refusals(build, folder):
    soft, soft_object = build_soft(folder)
    for name, check in CHECKS:
        yield 'refuses a program without: ' + name, not check(soft)
    yield 'refuses an object without control-flow protection', not has_cet(soft_object)
    name, command = next(iter(read_commands(build).items()))
    for worse in ('-U_FORTIFY_SOURCE', '-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2', '-O0'):
        bare = bare_objects({name: '%s %s' % (command, worse)}, folder)
        yield 'refuses an object built with ' + worse, bare == [name]


def main():
    build, programs = pathlib.Path(sys.argv[1]), [pathlib.Path(p) for p in sys.argv[2:]]
    if not shutil.which('readelf') or not shutil.which('cc'):
        print('1..0 # SKIP readelf or cc is not installed')
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        results = [*refusals(build, folder), *judge(build, programs, folder)]
    for number, (name, good) in enumerate(results, 1):
        print('%sok %d %s' % ('' if good else 'not ', number, name))
    print('1..%d' % len(results))
    return 0 if all(good for _, good in results) else 1


if __name__ == '__main__':
    sys.exit(main())
