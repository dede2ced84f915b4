#!/usr/bin/python3
# test-check-words.py: the window knows every sentence that the check of a bundle says
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: test-check-words.py SOURCE-FOLDER. Prints TAP."""
import pathlib
import re
import sys

STRING = r'"((?:[^"\\]|\\.)*)"'
# The line of a time stamp is taken apart, and a line of bag-info.txt is no sentence.
OTHER = {'time stamp of {x}: {x}', 'evidence record of {x}: {x}', 'Payload-Oxum: %'}
# What ends the whole check with an error is worded by hikae-error-text.c.
FAILURES = {'reading the bundle', 'the compression library does not start',
            'a folder of it cannot be read, or there are too many files',
            'the bundle needs its passphrase'}


def read_strings(path):
    """String literals, neighbours joined, comments and includes taken out."""
    text = re.sub(r'/\*.*?\*/|#include[^\n]*', '', path.read_text(), flags=re.S)
    joined = re.sub(r'"\s*\n\s*"', '', text)
    return [re.sub(r'%0?[0-9]*[us]', '{x}', one) for one in re.findall(STRING, joined)]


def is_sentence(text):
    return len(re.findall(r"[a-z']+", text.replace('{x}', ''))) > 1 and ' ' in text and \
        text not in OTHER


def main():
    top = pathlib.Path(sys.argv[1])
    known = set(read_strings(top / 'app/ui/hikae-check-words.c'))
    said = [part for path in sorted((top / 'app/bundle').glob('hikae-bundle-check-*.c'))
            for text in read_strings(path) if is_sentence(text)
            for part in text.split('; ') if part != '{x}']
    said += [text for name in ('bundle/hikae-bundle-source.c', 'bundle/hikae-zip-local.c',
                               'tsa/hikae-tsa-verdict.c')
             for text in read_strings(top / 'app' / name)
             if is_sentence(text) and text not in FAILURES]
    for path in (top / 'app/tsa').glob('*.c'):
        joined = re.sub(r'"\s*\n\s*"', '', path.read_text())
        said += re.findall(r'hikae_tsa_verdict_add\s*\([^;]*?' + STRING, joined, re.S)
    unknown = sorted(set(said) - known)
    print('1..1')
    print('%sok 1 %d sentences' % ('not ' if unknown or len(said) < 40 else '', len(said)))
    for one in unknown:
        print('# ' + one)
    return 1 if unknown or len(said) < 40 else 0


if __name__ == '__main__':
    sys.exit(main())
