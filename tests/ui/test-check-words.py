#!/usr/bin/python3
# test-check-words.py: the window knows every sentence of a bundle's check, and every event
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: test-check-words.py SOURCE-FOLDER. Prints TAP."""
import pathlib
import re
import sys

STRING = r'"((?:[^"\\]|\\.)*)"'
# The line of a time stamp is taken apart, and a line of bag-info.txt is no sentence.
OTHER = {'time stamp of {x}: {x}', 'evidence record of {x}: {x}', 'Payload-Oxum: %'}
ARCHIVE = 'reading the archive: '
# What ends the whole check with an error is worded by hikae-error-text.c.
KIND = (r'(case|item|seal|stamp|revocation|record|request|contacts|bundle|key|recheck)'
        r'\.[a-z][a-z-]*')
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


def check_events(top):
    """Whatever is written into the log has words in the window and in the report."""
    kinds = {text for folder in ('store', 'case', 'workflow')
             for path in (top / 'app' / folder).glob('*.c') for text in read_strings(path)
             if re.fullmatch(KIND, text)}
    window = set(read_strings(top / 'app/ui/hikae-wording.c'))
    report = set(read_strings(top / 'app/bundle/hikae-bundle-log.c'))
    words = (top / 'data/report/words.ini').read_text()
    lacking = [kind for kind in sorted(kinds)
               if kind not in window or kind not in report or
               not all('\nevent_%s%s=' % (kind, language) in words for language in ('', '[ja]'))]
    good = not lacking and len(kinds) >= 15
    print('%sok 2 %d kinds of events' % ('' if good else 'not ', len(kinds)))
    for one in lacking:
        print('# no words: ' + one)
    return good


def main():
    top = pathlib.Path(sys.argv[1])
    known = set(read_strings(top / 'app/ui/hikae-check-words.c'))
    said = [part for path in sorted((top / 'app/bundle').glob('hikae-bundle-check-*.c'))
            for text in read_strings(path) if is_sentence(text)
            for part in text.split('; ') if part != '{x}']
    said += [part for name in ('bundle/hikae-bundle-source.c', 'bundle/hikae-zip-local.c',
                               'tsa/hikae-tsa-verdict.c')
             for text in read_strings(top / 'app' / name)
             if is_sentence(text) and text not in FAILURES
             for part in (text[len(ARCHIVE):].split('; ') if text.startswith(ARCHIVE)
                          else [text])]
    for path in (top / 'app/tsa').glob('*.c'):
        joined = re.sub(r'"\s*\n\s*"', '', path.read_text())
        said += re.findall(r'hikae_tsa_verdict_add\s*\([^;]*?' + STRING, joined, re.S)
    unknown = sorted(set(said) - known)
    print('1..2')
    print('%sok 1 %d sentences' % ('not ' if unknown or len(said) < 40 else '', len(said)))
    for one in unknown:
        print('# ' + one)
    return 0 if check_events(top) and not unknown and len(said) >= 40 else 1


if __name__ == '__main__':
    sys.exit(main())
