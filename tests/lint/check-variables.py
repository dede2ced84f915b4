#!/usr/bin/python3
# check-variables.py: each environment variable that is read has a row in tests/README.md
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: check-variables.py ROOT. Prints TAP.

Read is what follows getenv, os.environ or a dollar sign in app, tests, build-aux and .ci. A
row that nothing reads is as wrong as a variable without a row.
"""
import pathlib
import re
import sys

READ = re.compile(r'''(?:VARIABLE |getenv \(|environ(?:\.get)?[\[(]|\$\{?)["']?'''
                  r'((?:HIKAE|BENCH)_[A-Z0-9_]+)')
LEAVE = ('.md', '.txt', '.hikae', '.zip', '.png')


def find_read(root):
    """{name: file} of the variables read below the root."""
    found, here = {}, pathlib.Path(__file__).name
    for folder in ('app', 'tests', 'build-aux', '.ci'):
        for path in sorted((root / folder).rglob('*')):
            if path.is_file() and path.suffix not in LEAVE and path.name != here:
                text = path.read_bytes().decode('utf-8', 'replace')
                found.update((name, path.name) for name in READ.findall(text))
    return found


def find_rows(text):
    rows = re.findall(r'^\| ((?:`[A-Z0-9_]+`(?:, )?)+) \|', text, re.M)
    return {name for row in rows for name in re.findall(r'`(\w+)`', row)}


def main():
    root = pathlib.Path(sys.argv[1])
    read = find_read(root)
    rows = find_rows((root / 'tests/README.md').read_text(encoding='utf-8'))
    seen = READ.findall('getenv ("HIKAE_A") environ.get(\'HIKAE_B\') ${HIKAE_C:-} $HIKAE_D')
    tests = [
        ('finds C, Python and shell',
         [] if seen == ['HIKAE_A', 'HIKAE_B', 'HIKAE_C', 'HIKAE_D'] else seen),
        ('there are variables and rows', [] if min(len(read), len(rows)) > 20 else ['few']),
        ('each variable has a row',
         ['%s of %s' % one for one in sorted(read.items()) if one[0] not in rows]),
        ('each row is of a variable', sorted(rows - set(read))),
    ]
    for number, (name, wrong) in enumerate(tests, 1):
        print('%sok %d %s' % ('not ' if wrong else '', number, name))
        for line in wrong:
            print('# ' + line)
    print('1..%d' % len(tests))
    return 1 if any(wrong for _, wrong in tests) else 0


if __name__ == '__main__':
    sys.exit(main())
