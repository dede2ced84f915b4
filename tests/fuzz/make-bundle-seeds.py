#!/usr/bin/python3
# make-bundle-seeds.py: seeds for the fuzz targets that read bundles
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: make-bundle-seeds.py FOLDER. Writes FOLDER/{zip-directory,manifest,bundle-record}/."""
import hashlib
import json
import pathlib
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'interop'))
import bundle_forge as forge  # noqa: E402

BODY = b'payload ' * 20


def archives(folder):
    def entries():
        return [forge.Entry(b'bagit.txt', b'x'), forge.Entry(b'data/items/000001.txt', BODY)]

    def save(name, made, **more):
        forge.write(str(folder / name), made, **more)
    save('stored', entries())
    packed = entries()
    packed[1].method = 8
    save('deflated', packed)
    described = entries()
    described[1].flags = 8
    described[1].settle()
    described[1].descriptor = struct.pack('<LLLL', 0x08074b50, described[1].crc,
                                          len(BODY), len(BODY))
    save('descriptor', described)
    large = entries()
    large[1].extra = large[1].local_extra = struct.pack('<HHQQ', 1, 16, len(BODY), len(BODY))
    large[1].size = large[1].stored = 0xffffffff
    save('large', large)
    save('end64', entries(), end64={}, end=dict(count=65535, total=65535))
    save('comment', entries(), end=dict(comment=b'PK\5\6' + b'\0' * 18))
    over = entries()
    over[1].offset = 0
    save('overlap', over)
    save('none', [])
    link = entries()
    link[1].attributes = 0o120777 << 16
    save('link', link)


def manifests(folder):
    for kind in ('sha256', 'sha512'):
        digest = hashlib.new(kind, BODY).hexdigest()
        lines = ''.join('%s  %s\n' % (digest, name) for name in (
            'data/items/000001.txt', 'data/custody.jsonl', 'seals/seal-0001.head.json'))
        (folder / kind).write_text(lines)
        (folder / (kind + '-upper')).write_text(lines.upper())
        (folder / (kind + '-cut')).write_text(lines[:-1])
        (folder / (kind + '-bare')).write_text(digest + '  ../x\n')
    for number, path in enumerate(('items/con.txt', '../x', 'a/./b', 'x/y.', '/etc')):
        (folder / ('path-%d' % number)).write_text(path)


def records(folder):
    record = {'schema': 'hikae-item/1', 'number': 1, 'kind': 'web-page', 'name': 'x',
              'media_type': 'text/plain', 'size': 3, 'path': 'items/000001.txt',
              'captured_at': '2026-11-25T16:18:44.000000Z', 'zone': 'UTC', 'clock': 'system',
              'program': 'hikae 1', 'facts': {'credentials': 1},
              'digests': {'sha256': '0' * 64, 'sha512': '0' * 128}}
    event = {'actor': 'owner', 'body': {'item': 1, 'path': 'items/000001.txt'},
             'clock': 'system', 'kind': 'item.kept', 'prev': '0' * 64, 'program': 'hikae 1',
             'seq': 1, 'time': '2026-11-25T16:18:44.000000Z'}
    for name, value in (('item', record), ('event', event),
                        ('derived', dict(record, kind='derived', derived_from=1)),
                        ('odd', dict(event, seq=-1, body=[])),
                        ('path', dict(record, path='items/../x'))):
        (folder / name).write_text(json.dumps(value, sort_keys=True, separators=(',', ':')))


def main():
    for name, make in (('zip-directory', archives), ('manifest', manifests),
                       ('bundle-record', records)):
        folder = pathlib.Path(sys.argv[1]) / name
        folder.mkdir(parents=True, exist_ok=True)
        make(folder)


if __name__ == '__main__':
    main()
