#!/usr/bin/python3
# check-hardening.py: the programs as built: RELRO, PIE, stack, FORTIFY, protector, CET
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: check-hardening.py BUILD PROGRAM... Prints TAP.

Looks at the files, not at the flags of the build. A small program built without any of it
must be refused by each check, else the check is blind.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SOFT = ['-O0', '-no-pie', '-fno-stack-protector', '-U_FORTIFY_SOURCE', '-fcf-protection=none',
        '-Wl,-z,norelro', '-Wl,-z,lazy', '-Wl,-z,execstack', '-Wl,-rpath,/tmp']
SOURCE = '#include <string.h>\nint main (int c, char **v)\n{\n  char b[64];\n' \
    '  strcpy (b, v[0]);\n  return b[c];\n}\n'


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
    """Calls of the checking kind of what glibc has two kinds of. A module may have no such
    call at all."""
    symbols = read_elf('--dyn-syms', path)
    names = re.findall(r'UND __(\w+)_chk\b', symbols)
    return any(name not in ('stack', 'longjmp') for name in names) or (
        path.suffix == '.so' and not re.search(r'UND (mem(cpy|move)|st[rp]n?c(py|at)|v?sn?printf)',
                                               symbols))


def has_no_path(path):
    return not re.search(r'\((RPATH|RUNPATH|TEXTREL)\)', read_elf('-d', path))


def has_cet(path):
    """Of every object of ours. The whole program carries the mark only where the start
    files of the C library do; Debian 12's do not."""
    return 'IBT, SHSTK' in read_elf('-n', path)


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


def judge(build, programs):
    for program in programs:
        for name, check in CHECKS:
            yield '%s: %s' % (program.name, name), check(program)
    if 'x86' in read_elf('-h', programs[0]).lower():
        objects = sorted((build / 'app').rglob('*.c.o'))
        plain = [path.name for path in objects if not has_cet(path)]
        yield '%d objects: control-flow protection %s' % (len(objects), plain[:5]), \
            not plain and len(objects) > 100


def main():
    build, programs = pathlib.Path(sys.argv[1]), [pathlib.Path(p) for p in sys.argv[2:]]
    if not shutil.which('readelf') or not shutil.which('cc'):
        print('1..0 # SKIP readelf or cc is not installed')
        return 0
    with tempfile.TemporaryDirectory() as folder:
        soft, soft_object = build_soft(pathlib.Path(folder))
        results = [('refuses a program without: ' + name, not check(soft))
                   for name, check in CHECKS]
        results.append(('refuses an object without control-flow protection',
                        not has_cet(soft_object)))
    results += list(judge(build, programs))
    for number, (name, good) in enumerate(results, 1):
        print('%sok %d %s' % ('' if good else 'not ', number, name))
    print('1..%d' % len(results))
    return 0 if all(good for _, good in results) else 1


if __name__ == '__main__':
    sys.exit(main())
