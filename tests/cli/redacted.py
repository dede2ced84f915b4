#!/usr/bin/python3
# redacted.py: a covered picture handed over: the copy goes along, the original does not
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: redacted.py CLI. Prints TAP."""
import hashlib
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from blackbox import Box, Tap  # noqa: E402

WIDTH, HEIGHT = 96, 64


def chunk(kind, body):
    return (struct.pack('>I', len(body)) + kind + body +
            struct.pack('>I', zlib.crc32(kind + body)))


def make_png(text=b''):
    """Two halves of a strong colour each; the rows are not compressed."""
    row = b'\0' + b'\xe0\x10\x20' * (WIDTH // 2) + b'\x20\x10\xe0' * (WIDTH // 2)
    return (b'\x89PNG\r\n\x1a\n' +
            chunk(b'IHDR', struct.pack('>IIBBBBB', WIDTH, HEIGHT, 8, 2, 0, 0, 0)) +
            (chunk(b'tEXt', text) if text else b'') +
            chunk(b'IDAT', zlib.compress(row * HEIGHT, 0)) + chunk(b'IEND', b''))


class Bundles:
    def __init__(self, box):
        self.box, self.work, self.case = box, box.work, box.template
        self.original = make_png(b'parameters\0a lighthouse at dawn\nSteps: 20, '
                                 b'Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 96x64, '
                                 b'Model hash: 0123456789, Model: m')
        (self.work / 'picture.png').write_bytes(self.original)
        self.copy = None

    def run(self, *arguments):
        done = self.box.run(list(arguments))
        if done.returncode != 0:
            raise SystemExit('Bail out! %s: %s' % (arguments, done.stderr))
        return done.stdout

    def export(self, name, *more):
        path = self.work / name
        said = self.run('export', self.case, '-o', str(path), *more)
        with zipfile.ZipFile(path) as archive:
            return said, {one: archive.read(one) for one in archive.namelist()}

    def say_text(self, name):
        path = self.work / 'report.pdf'
        path.write_bytes(name)
        return subprocess.run(['pdftotext', '-layout', str(path), '-'], check=True,
                              capture_output=True, text=True).stdout


def holds(members, payload):
    """Whether any file of the bundle is or holds @payload, or its picture's rows."""
    rows = payload[payload.index(b'IDAT') + 4:][:400]
    return [name for name, body in members.items() if payload in body or rows in body]


def check_redacted(tap, bundles):
    digest = hashlib.sha256(bundles.original).hexdigest()
    said, members = bundles.export('redacted.zip', '--redacted', '--lang', 'en')
    tap.check('no byte of the original is in it',
              str(holds(members, bundles.original)) if holds(members, bundles.original) else
              None)
    record = json.loads(members['data/meta/000003.json'])
    tap.check("the original's record and digest are",
              None if record['digests']['sha256'] == digest and
              digest in ' '.join(bundles.say_text(members['report.pdf']).split())
              .replace(' ', '') else str(record))
    copy = json.loads(members['data/meta/%06d.json' % bundles.copy])
    body = members.get('data/' + copy['path'], b'')
    tap.check('the covered copy is',
              None if hashlib.sha256(body).hexdigest() == copy['digests']['sha256'] and
              copy['derived_from'] == 3 else str(copy))
    choice = json.loads(members['data/choice.json'])
    tap.check('and it says so',
              None if choice['redacted'] and choice['payloads'] == [2, bundles.copy] and
              choice['records_only'] == [1, 3] and 'Redacted' in said else
              said + str(choice))
    done = bundles.box.run(['verify', str(bundles.work / 'redacted.zip')])
    tap.check('it verifies', None if done.returncode == 0 else done.stdout + done.stderr)


def check_again(tap, bundles):
    """A copy of the copy takes its place, and other things made from an item are none."""
    number = json.loads(bundles.run('redact', bundles.case, str(bundles.copy), '--grey',
                                    '--json'))['item']
    _, members = bundles.export('again.zip', '--redacted', '--items', '3')
    choice = json.loads(members['data/choice.json'])
    tap.check('of copies made from one another the last one',
              None if choice['payloads'] == [number] and
              choice['records_only'] == [3] else str(choice))


def check_two(tap, bundles):
    """Two copies of one original: the last one, or those that were named."""
    last = json.loads(bundles.run('redact', bundles.case, '3', '--box', '0,0,96,64',
                                  '--json'))['item']
    _, members = bundles.export('two.zip', '--redacted', '--items', '3')
    choice = json.loads(members['data/choice.json'])
    tap.check('of copies made apart from one original the last one',
              None if choice['payloads'] == [last] else str(choice))
    _, members = bundles.export('named.zip', '--redacted', '--items',
                                '3,%d' % bundles.copy)
    choice = json.loads(members['data/choice.json'])
    tap.check('or the one that was named',
              None if choice['payloads'] == [bundles.copy] else str(choice))


def check_whole(tap, bundles):
    _, members = bundles.export('whole.zip', '--lang', 'ja')
    choice = json.loads(members['data/choice.json'])
    tap.check('otherwise both are there',
              None if members['data/items/000003.png'] == bundles.original and
              choice['payloads'] == [1, 2, 3, bundles.copy] else str(choice))
    found = {one['item']: one for one in json.loads(members['data/findings.json'])['items']}
    marks = [one.get('generator') for one in found.get(3, {}).get('marks', [])]
    report = ''.join(bundles.say_text(members['report.pdf']).split())
    missing = [one['ja'] for one in found.get(3, {}).get('findings', [])
               if ''.join(one['ja'].split()) not in report]
    tap.check('what the file says of itself is told, and what that proves',
              None if sorted(found) == [3, bundles.copy] and marks and not missing and
              '本物であるとは限りません' in report else str((found, missing)))
    done = bundles.box.run(['verify', str(bundles.work / 'whole.zip')])
    tap.check('it verifies', None if done.returncode == 0 else done.stdout + done.stderr)


def check_pictures(tap, bundles):
    """Small, and never as they are: rows of "page num type width height color comp …"."""
    for how, side in (('grey', 320), ('blurred', 8)):
        _, members = bundles.export(how + '.zip', '--pictures', how)
        (bundles.work / 'report.pdf').write_bytes(members['report.pdf'])
        listed = subprocess.run(['pdfimages', '-list', str(bundles.work / 'report.pdf')],
                                check=True, capture_output=True, text=True).stdout
        rows = [line.split() for line in listed.splitlines()[2:]]
        colours = shows_colours(bundles.work / 'report.pdf')
        tap.check('pictures in the report: ' + how,
                  None if len(rows) == 2 and not colours and not
                  [row for row in rows if max(int(row[3]), int(row[4])) > side] and not
                  holds(dict(report=members['report.pdf']), bundles.original)
                  else listed + str(colours))


def shows_colours(path):
    """Whether dots of the pages are as strong in colour as the picture is."""
    drawn = subprocess.run(['pdftoppm', '-r', '40', str(path)], check=True,
                           capture_output=True).stdout
    dots = drawn[len(drawn) % 3:]
    return sum(max(dots[i:i + 3]) - min(dots[i:i + 3]) > 150
               for i in range(0, len(dots) - 3, 3)) > 100


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        bundles = Bundles(Box(sys.argv[1], pathlib.Path(folder)))
        bundles.run('add', bundles.case, str(bundles.work / 'picture.png'))
        bundles.copy = json.loads(bundles.run('redact', bundles.case, '3', '--box',
                                              '8,8,60,40', '--json'))['item']
        check_redacted(tap, bundles)
        check_whole(tap, bundles)
        check_pictures(tap, bundles)
        check_again(tap, bundles)
        check_two(tap, bundles)
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
