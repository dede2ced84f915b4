#!/usr/bin/python3
# alter-bundle.py: tampers with a bundle, to show that it is noticed
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: alter-bundle.py payload|lists IN.zip OUT.zip

payload: flips one bit in the middle of the first item. lists: writes the digests that the
files now have into every list of digests, as a forger would.
"""
import hashlib
import re
import sys
import zipfile

LINE = re.compile(rb'^([0-9a-f]{64}|[0-9a-f]{128}) ([ *])(.+)$')


def flip_payload(files):
    name = min(name for name in files if '/items/' in '/' + name and files[name])
    body = bytearray(files[name])
    body[len(body) // 2] ^= 1
    files[name] = bytes(body)
    print('   altered: ' + name)


def find(files, lister, name):
    """Paths in a list are relative to the bag's root or to its data folder."""
    for end in ('data/' + name, name):
        for path in files:
            if path == end or path.endswith('/' + end):
                return path
    raise SystemExit('%s names %s, which is absent' % (lister, name))


def forge_lists(files):
    # Innermost first: seal lists are themselves named in the manifests, those in the tag
    # manifest.
    def depth(name):
        return 0 if '/seals/' in '/' + name else 2 if 'tagmanifest' in name else 1
    lists = [n for n in files if re.search(r'(\.sha256|manifest-sha(256|512)\.txt)$', n)]
    for lister in sorted(lists, key=depth):
        lines = []
        for line in files[lister].splitlines():
            match = LINE.match(line)
            if match:
                target = find(files, lister, match.group(3).decode())
                kind = 'sha256' if len(match.group(1)) == 64 else 'sha512'
                digest = hashlib.new(kind, files[target]).hexdigest().encode()
                line = digest + b' ' + match.group(2) + match.group(3)
            lines.append(line)
        files[lister] = b'\n'.join(lines) + b'\n'


def main():
    what, source, target = sys.argv[1:]
    with zipfile.ZipFile(source) as bundle:
        infos = bundle.infolist()
        files = {info.filename: bundle.read(info) for info in infos}
    {'payload': flip_payload, 'lists': forge_lists}[what](files)
    with zipfile.ZipFile(target, 'w', zipfile.ZIP_STORED) as bundle:
        for info in infos:
            bundle.writestr(info, files[info.filename])


if __name__ == '__main__':
    main()
