#!/usr/bin/python3
# reuploads.py: a picture found again inside web archives, and the second time at once
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: reuploads.py CLI. Prints TAP.

The archives are made here, as other programs make them: a WARC, plain and in gzip members,
and a WACZ; bodies as they are, in chunks, packed, and with fields that no longer hold."""
import gzip
import io
import json
import pathlib
import random
import struct
import sys
import tempfile
import zipfile
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from blackbox import Box, Tap  # noqa: E402


def chunk(kind, body):
    return (struct.pack('>I', len(body)) + kind + body +
            struct.pack('>I', zlib.crc32(kind + body)))


def make_png(side, seed, scale=1, level=6):
    """Soft blots, the same for each seed whatever the scale."""
    spots = random.Random(seed)
    blots = [(spots.random(), spots.random(), 0.05 + spots.random() / 6,
              spots.randrange(40, 256)) for _ in range(24)]
    rows = b''
    size = side * scale
    for y in range(size):
        row = bytearray(b'\0')
        for x in range(size):
            grey = 20
            for cx, cy, radius, light in blots:
                if (x / size - cx) ** 2 + (y / size - cy) ** 2 < radius ** 2:
                    grey = light
            row += bytes((grey, grey, grey))
        rows += bytes(row)
    return (b'\x89PNG\r\n\x1a\n' +
            chunk(b'IHDR', struct.pack('>IIBBBBB', size, size, 8, 2, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(rows, level)) + chunk(b'IEND', b''))


def record(kind, address, block, media='application/http; msgtype=response'):
    return (b'WARC/1.1\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nContent-Type: %s\r\n'
            b'Content-Length: %d\r\n\r\n' % (kind.encode(), address.encode(),
                                             media.encode(), len(block)) +
            block + b'\r\n\r\n')


def answer(body, *fields):
    return b'HTTP/1.1 200 OK\r\n' + b''.join(f + b'\r\n' for f in fields) + b'\r\n' + body


def in_chunks(body):
    parts = [body[at:at + 700] for at in range(0, len(body), 700)]
    return b''.join(b'%x;x=y\r\n%s\r\n' % (len(p), p) for p in parts) + b'0\r\n\r\n'


def make_records(again, other):
    chunked, packed = b'Transfer-Encoding: chunked', b'Content-Encoding: gzip'
    return [
        record('warcinfo', 'urn:x', b'software: test\r\n', 'application/warc-fields'),
        record('request', 'https://a.example/p', b'GET /p HTTP/1.1\r\n\r\n'),
        record('response', 'https://a.example/page', answer(b'<html>hello</html>')),
        record('response', 'https://a.example/other.png', answer(other)),
        record('response', 'https://a.example/again.png',
               answer(in_chunks(gzip.compress(again)), chunked, packed)),
    ]


def make_wacz(records):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as archive:
        archive.writestr('datapackage.json', '{}', zipfile.ZIP_DEFLATED)
        archive.writestr('archive/rec.warc.gz', b''.join(gzip.compress(r) for r in records))
    return out.getvalue()


def make_streamed_wacz(records):
    """Sizes behind the content, as a program writes that cannot seek."""
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.bytes = b''

        def writable(self):
            return True

        def write(self, data):
            self.bytes += bytes(data)
            return len(data)
    pipe = Pipe()
    with zipfile.ZipFile(pipe, 'w') as archive:
        archive.writestr('archive/rec.warc', b''.join(records), zipfile.ZIP_DEFLATED)
    return pipe.bytes


class Search:
    def __init__(self, box):
        self.box, self.case = box, box.template

    def run(self, *words):
        done = self.box.run(list(words))
        if done.returncode != 0:
            raise SystemExit('Bail out! %s: %s' % (words, done.stderr))
        return done.stdout

    def add(self, name, content):
        path = self.box.work / name
        path.write_bytes(content)
        return json.loads(self.run('--json', 'add', self.case, str(path)))['items'][0]

    def similar(self, item):
        return json.loads(self.run('--json', 'similar', self.case, str(item)))


def make_archives(original, small):
    records = make_records(small, make_png(64, 2))
    lying = [record('response', 'https://b.example/x',
                    answer(small, b'Transfer-Encoding: chunked', b'Content-Encoding: br')),
             record('resource', 'https://b.example/y', original, 'image/png')]
    whole = b''.join(gzip.compress(one) for one in records)
    return {'plain.warc': b''.join(records), 'members.warc.gz': whole,
            'other.wacz': make_wacz(records), 'stream.wacz': make_streamed_wacz(records),
            'lying.warc': b''.join(lying), 'broken.warc.gz': whole[:-40],
            'nothing.warc': record('response', 'https://c.example/', answer(b'text')),
            'none.warc': b'something else'}


def check(tap, search):
    original = make_png(64, 1, 2)
    number = {'original': search.add('original.png', original)}
    for name, content in make_archives(original, make_png(64, 1)).items():
        number[name] = search.add(name, content)
    found = search.similar(number['original'])
    by_item = {one['item']: one for one in found['similar']}
    for name in ('plain.warc', 'members.warc.gz', 'other.wacz', 'stream.wacz'):
        one = by_item.get(number[name], {})
        fits = (one.get('sure') and not one.get('same_bytes') and
                one.get('address') == 'https://a.example/again.png')
        tap.check(name, None if fits else str(one))
    one = by_item.get(number['lying.warc'], {})
    fits = one.get('same_bytes') and one.get('address') == 'https://b.example/y'
    tap.check('fields that do not hold; the same file is known', None if fits else str(one))
    tap.check('an archive without pictures', number['nothing.warc'] in by_item or None)
    named = {number['broken.warc.gz'], number['none.warc']}
    tap.check('what breaks off, and what is none, is named',
              None if set(found['unreadable']) == named else str(found))
    before = search.run('info', search.case)
    again = search.similar(number['original'])
    tap.check('the kept fingerprints say the same',
              None if again['similar'] == found['similar'] else str(again))
    tap.check('the log has no line of it',
              before != search.run('info', search.case) or None)
    said = search.run('similar', search.case, str(number['original']))
    tap.check('said in words', None if 'at https://a.example/again.png' in said else said)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        check(tap, Search(Box(sys.argv[1], pathlib.Path(folder))))
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
