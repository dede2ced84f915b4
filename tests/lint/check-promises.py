#!/usr/bin/python3
# check-promises.py: every promise of SECURITY.md names a test that is there
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: check-promises.py ROOT. Prints TAP.

A name is a GLib test path ("/tsa/rules/mutations"), a file below tests, or such a file and
what stands in it ("cli/hostile.py:killed", "cli/refusals.case:wrong passphrase").
"""
import pathlib
import re
import sys


def read_promises(text):
    """(promise, [names]) of each row of each two-column table."""
    for row in re.findall(r'^\| (.+?) \| (.+?) \|$', text, re.M):
        if row[0] != 'promise' and not row[0].startswith('-'):
            yield row[0], re.findall(r'`([^`]+)`', row[1])


def is_there(root, sources, name):
    if name.startswith('/'):
        return any('"%s"' % name in source for source in sources)
    path, _, inside = name.partition(':')
    places = [root / 'tests' / path, root / path,
              root / 'tests/cli/cases' / pathlib.Path(path).name]
    for place in places:
        if place.is_file():
            text = place.read_text(encoding='utf-8')
            return not inside or re.search(
                r'^( *def |== )?%s\b' % re.escape(inside), text, re.M) is not None
    return False


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    sources = [path.read_text(encoding='utf-8') for path in (root / 'tests').rglob('*.c')]
    results = [
        ('refuses an invented test', not is_there(root, sources, '/no/such/test')),
        ('refuses an invented file', not is_there(root, sources, 'cli/no-such.py')),
        ('refuses an invented part', not is_there(root, sources, 'lint/tap.sh:no_such')),
        ('knows a part that is there', is_there(root, sources, 'lint/tap.sh:refused')),
    ]
    for promise, names in read_promises((root / 'SECURITY.md').read_text(encoding='utf-8')):
        missing = [name for name in names if not is_there(root, sources, name)]
        results.append(('%s %s' % (promise, missing or ''), bool(names) and not missing))
    for number, (name, good) in enumerate(results, 1):
        print('%sok %d %s' % ('' if good else 'not ', number, name.replace('#', '')))
    print('1..%d' % len(results))
    return 0 if all(good for _, good in results) else 1


if __name__ == '__main__':
    sys.exit(main())
