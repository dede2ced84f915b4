#!/usr/bin/python3
# hostile-bundles.py: archives that lie: each refused, in bounded time and memory
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: hostile-bundles.py CLI VERIFY-BUNDLE.PY. Prints TAP.

Every archive is made of the files of a good bundle, so that whoever believes the wrong half
of it would call it good.
"""
import importlib.util
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'cli')]
import bundle_forge as forge  # noqa: E402
from blackbox import Box, Tap  # noqa: E402
from bundle_forge import Entry  # noqa: E402

SECONDS, MEGABYTES = 20, 300
LINK = 0o120777 << 16
# Python's zipfile does not look; what it then reads is the same.
TOLERATED = {'deflated: more behind', 'Zip64: field without need'}
VICTIM = 'data/items/000001.txt'


def added(files, name, body=b'x', listed=True, **more):
    """The bundle with one more entry, which the manifests name when they can."""
    plain = dict(files)
    if listed:
        try:
            plain = forge.renew(dict(files, **{name: body}))
        except UnicodeError:
            pass
        plain.pop(name, None)
    return forge.plain(plain) + [Entry(name.encode('utf-8', 'surrogateescape'), body, **more)]


def large(*values):
    return struct.pack('<HH', 1, 8 * len(values)) + struct.pack('<%dQ' % len(values), *values)


def other_name(name):
    return struct.pack('<HHBL', 0x7075, len(name) + 5, 1, 0) + name


def change(files, **more):
    """The bundle, with fields of one entry set."""
    entries = forge.plain(files)
    for e in entries:
        if e.name == VICTIM.encode():
            for key, value in more.items():
                setattr(e, key, value)
    return entries


def descriptor(body, crc=None, size=None, wide='<LLLL'):
    size = len(body) if size is None else size
    return struct.pack(wide, 0x08074b50, zlib.crc32(body) if crc is None else crc, size, size)


def names(files):
    body = files[VICTIM]
    nfc = 'data/letters/' + unicodedata.normalize('NFC', 'が') + '.txt'
    nfd = 'data/letters/' + unicodedata.normalize('NFD', 'が') + '.txt'
    odd = ['../evil.txt', 'data/../../evil.txt', '/etc/passwd', 'C:/evil.txt', 'C:evil.txt',
           '..\\evil.txt', 'data\\items\\x.txt', 'data//letters/x.txt', './bagit2.txt',
           'data/letters/.hidden', 'data/letters/x.', 'data/letters/con.txt',
           'data/letters/NUL', 'data/letters/lpt1.pdf', 'data/letters/a b.txt',
           'data/letters/%2e%2e', 'data/letters/x\n.txt', 'data/letters/\u202egpj.exe',
           'data/letters/' + 'x' * 230, 'data/letters/' + '/'.join('abcdefghijkl'), nfc, nfd,
           'data/letters/\udcff.txt', 'evil.exe', 'fetch.txt', 'data/evil.html',
           'data/seals/notes.txt', 'data/items/000009.txt', 'data/meta/7.json',
           'tagmanifest-md5.txt', 'desktop.ini', '__MACOSX/evil.txt', '__MACOSX/../._x',
           'data/items/._../x', '._con.txt', '._', 'data/letters/._x.', 'data/.DS_Store/x',
           'data/../.DS_Store', '__MACOSX/._a b']
    for name in odd:
        if name.count('/') < 12:
            yield 'name ' + ascii(name), added(files, name)
    yield 'a folder that leaves', added(files, '../../evil/', b'', listed=False)
    yield 'what a Mac left, with other bytes', added(
        files, '.DS_Store', b'Bud1', listed=False, crc=7)
    yield 'what a Mac left, under another name here', added(
        files, '._x', b'Bud1', listed=False, local={'name': b'._y'})
    yield 'a folder that is a file', added(files, VICTIM + '/', b'', listed=False)
    yield 'a file that is a folder', added(files, 'data/items')
    yield 'the same name twice', forge.plain(files) + [Entry(VICTIM.encode(), body)]
    yield 'the same name twice, another body', \
        [Entry(VICTIM.encode(), b'another')] + forge.plain(files)
    yield 'upper case twin', added(files, 'data/letters/A.txt') + \
        added(files, 'data/letters/a.txt')[-1:]
    yield 'upper case folder', added(files, 'data/Letters/a.txt')
    yield 'bagit in another case', added(files, 'BAGIT.TXT')
    yield 'no entry at all', []
    yield 'two bundles', [Entry(b'a/' + e.name, e.body) for e in forge.plain(files)] + \
        [Entry(b'b/' + e.name, e.body) for e in forge.plain(files)]


def kinds(files):
    body = files[VICTIM]
    yield 'a link', change(files, attributes=LINK, body=b'/etc/passwd')
    yield 'a link of a Mac', change(files, attributes=LINK, made_by=19 << 8 | 20)
    yield 'a link that claims to be of DOS', change(files, attributes=LINK, made_by=20)
    yield 'an added link', added(files, 'data/letters/l', b'../../../etc/passwd',
                                 attributes=LINK)
    yield 'a device', change(files, attributes=0o020644 << 16)
    yield 'a pipe', change(files, attributes=0o010644 << 16)
    yield 'a folder by its mark only', change(files, attributes=0x10, made_by=20)
    yield 'encrypted flag', change(files, flags=1)
    yield 'strong encryption flag', change(files, flags=0x41)
    yield 'hidden headers flag', change(files, flags=0x2000)
    yield 'patch flag', change(files, flags=0x20)
    for method in (1, 6, 9, 12, 14, 93, 95, 98, 99, 65535):
        yield 'method %d' % method, change(files, method=method, raw=body)
    yield 'deflated, says stored', change(
        files, raw=zlib.compress(body)[2:-4], local={'method': 8})
    yield 'other name for some readers', change(files, extra=other_name(b'data/items/x'))
    yield 'other name in the local header', change(files, local_extra=other_name(b'x'))


def lies(files):
    body = files[VICTIM]
    size = len(body)
    for key, value in (('name', b'data/items/000001.bin'), ('crc', 1), ('size', size + 1),
                       ('stored', size - 1), ('flags', 8), ('method', 8)):
        yield 'local header: other ' + key, change(files, local={key: value})
    yield 'checksum', change(files, crc=zlib.crc32(body) ^ 1)
    yield 'size too small', change(files, size=size - 1, stored=size - 1, raw=body)
    yield 'size too large', change(files, size=size + 1)
    yield 'stored size too large', change(files, stored=size + 100)
    yield 'size of 4 GB', change(files, size=0xfffffffe, stored=0xfffffffe)
    yield 'offset beyond the end', change(files, offset=0x7fffffff)
    yield 'gap after an entry', change(files, gap=b'hidden bytes')
    yield 'another file in a gap', change(files, gap=b'PK\3\4' + b'\0' * 26 + b'hidden')
    yield 'descriptor: other checksum', change(
        files, flags=8, descriptor=descriptor(body, crc=7))
    yield 'descriptor: other size', change(files, flags=8, descriptor=descriptor(body, size=7))
    yield 'descriptor without its flag', change(files, descriptor=descriptor(body))
    yield 'flag without a descriptor', change(files, flags=8)
    yield 'deflated: more behind', change(
        files, method=8, raw=zlib.compress(body)[2:-4] + b'junk', body=body)
    yield 'deflated: cut', change(files, method=8, raw=zlib.compress(body)[2:-8], body=body)
    yield 'deflated: says less', change(files, method=8, size=size - 1)
    yield 'deflated: says more', change(files, method=8, size=size + 1)
    yield 'Zip64: other size', change(files, size=0xffffffff, stored=0xffffffff,
                                      extra=large(size + 1, size))
    yield 'Zip64: size of 2^63', change(files, size=0xffffffff, stored=0xffffffff,
                                        extra=large(1 << 63, 1 << 63))
    yield 'Zip64: field missing', change(files, size=0xffffffff, stored=0xffffffff)
    yield 'Zip64: field cut', change(files, size=0xffffffff, extra=large(size)[:9])
    yield 'Zip64: field without need', change(files, extra=large(size + 5))
    yield 'Zip64: offset of 2^64 - 1', change(files, offset=0xffffffff,
                                              extra=large((1 << 64) - 1))


def overlaps(files):
    """Quoted and overlapping entries: many files out of the same bytes."""
    kernel = zlib.compress(b'\0' * (1 << 20), 9)[2:-4]
    entries = forge.plain(files)
    first = Entry(b'data/letters/0', b'\0' * (1 << 20), method=8, raw=kernel)
    entries.append(first)
    for n in range(1, 400):
        entries.append(Entry(b'data/letters/%d' % n, b'\0' * (1 << 20), method=8, raw=b'',
                             stored=len(kernel), offset=30))
    yield 'entries over the same bytes', entries
    yield 'two entries at one place', change(files, offset=0)


class Maker:
    """Writes the archives that need more than a list of entries."""

    def __init__(self, files):
        self.files = files

    def cases(self):
        whole = {'prefix': dict(prefix=b'MZ' + b'\0' * 100), 'suffix': dict(suffix=b'junk'),
                 'a second end in the comment': dict(end=dict(
                     comment=b'PK\5\6' + b'\0' * 18)),
                 'the mark of an end in the comment': dict(end=dict(
                     comment=b'see PK\5\6')),
                 'a comment longer than it says': dict(
                     end=dict(comment=b'a comment'), suffix=b'!'),
                 'junk before the directory': dict(between=b'hidden'),
                 'count too small': dict(end=dict(count=3, total=3)),
                 'count too large': dict(end=dict(count=99, total=99)),
                 'two counts': dict(end=dict(count=3)),
                 'directory elsewhere': dict(end=dict(start=0)),
                 'directory beyond': dict(end=dict(start=0x7fffffff)),
                 'directory size': dict(end=dict(size=46)),
                 'Zip64 end: other count': dict(end64=dict(count=3),
                                                end=dict(count=65535, total=65535)),
                 'Zip64 end: count of 2^63': dict(end64=dict(count=1 << 63),
                                                  end=dict(count=65535, total=65535)),
                 'Zip64 end: record elsewhere': dict(end64=dict(at=0),
                                                     end=dict(start=0xffffffff)),
                 'Zip64 end: size of 2^64 - 1': dict(end64=dict(size=(1 << 64) - 1),
                                                     end=dict(size=0xffffffff)),
                 'Zip64 end: start of 2^63': dict(end64=dict(start=1 << 63),
                                                  end=dict(start=0xffffffff)),
                 'Zip64 end beside a plain one': dict(end64=dict(count=3)),
                 'no Zip64 end': dict(end=dict(start=0xffffffff))}
        for name, more in whole.items():
            yield name, lambda path, more=more: forge.write(
                path, forge.plain(self.files), **more)
        yield '10^6 entries', self.million
        yield '10^6 entries, told as 16,960', lambda path: self.million(path, 1000000 & 0xffff)
        yield 'a bomb of 40 GB', self.bomb
        yield 'a bomb in a description', self.description
        yield 'a bundle in a folder of links', self.many_findings
        yield 'empty', lambda path: open(path, 'wb').close()
        yield 'only an end', lambda path: forge.write(path, [])
        yield 'not a ZIP', lambda path: pathlib.Path(path).write_bytes(os.urandom(100000))
        yield 'many ends', lambda path: pathlib.Path(path).write_bytes(
            b'PK\5\6' * 500000)
        yield 'deep JSON', self.deep
        yield '40,000 stamps', self.stamps

    def million(self, path, told=None):
        count = 1000000
        names = [b'data/letters/%06d' % n for n in range(count)]
        body = b''.join(struct.pack('<LHHHHHLLLHH', 0x04034b50, 20, 0, 0, 0, 0x5a21, 0, 0, 0,
                                    len(n), 0) + n for n in names)
        directory = b''.join(struct.pack(
            '<LHHHHHHLLLHHHHHLL', 0x02014b50, 788, 20, 0, 0, 0, 0x5a21, 0, 0, 0, len(n), 0, 0,
            0, 0, 0, (30 + len(n)) * i) + n for i, n in enumerate(names))
        end64 = struct.pack('<LQHHLLQQQQ', 0x06064b50, 44, 45, 45, 0, 0, count, count,
                            len(directory), len(body)) + struct.pack(
                                '<LLQL', 0x07064b50, 0, len(body) + len(directory), 1)
        end = struct.pack('<LHHHHLLH', 0x06054b50, 0, 0, told or 65535, told or 65535,
                          len(directory), len(body), 0)
        with open(path, 'wb') as out:
            out.write(body + directory + (b'' if told else end64) + end)

    def bomb(self, path):
        raw = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = b''.join(raw.compress(bytes(1 << 20)) for _ in range(64)) + raw.flush()
        entries = forge.plain(self.files)
        for n in range(640):
            entries.append(Entry(b'data/letters/%d' % n, b'', method=8, raw=packed,
                                 size=64 << 20, crc=0))
        forge.write(path, entries)

    def description(self, path):
        files = {n: b for n, b in self.files.items() if n != 'data/custody.jsonl'}
        forge.write(path, forge.plain(files) + [
            Entry(b'data/custody.jsonl', bytes(100 << 20), method=8)])

    def many_findings(self, path):
        forge.write(path, forge.plain(self.files) + [
            Entry(b'data/letters/../%05d' % n, b'') for n in range(60000)])

    def deep(self, path):
        forge.save(path, forge.renew(dict(self.files, **{
            'data/meta/000001.json': b'[' * 200000 + b']' * 200000,
            'data/choice.json': b'{"a":' * 100000 + b'1' + b'}' * 100000})))

    def stamps(self, path):
        more = {'data/seals/seal-0001.a-%d.tst' % n: b'0\x82' for n in range(40000)}
        forge.save(path, forge.renew(dict(self.files, **more)))


# What a child used is asked for by a small process: a child of this one would begin with
# all that was gathered here.
LAUNCH = """
import os, subprocess, sys, time
started = time.monotonic()
process = subprocess.Popen(sys.argv[1:], stderr=subprocess.STDOUT, stdout=subprocess.PIPE)
said = process.stdout.read(4000)
while process.stdout.read(1 << 16):
    pass
_, status, usage = os.wait4(process.pid, 0)
print(os.waitstatus_to_exitcode(status), time.monotonic() - started, usage.ru_maxrss // 1024)
sys.stdout.flush()
sys.stdout.buffer.write(said)
"""


def judge(arguments):
    """Exit code, seconds, megabytes and words of one run."""
    done = subprocess.run([sys.executable, '-S', '-c', LAUNCH] + arguments, check=True,
                          stdout=subprocess.PIPE, timeout=300)
    numbers, said = done.stdout.decode('utf-8', 'replace').split('\n', 1)
    code, took, size = numbers.split()
    return int(code), float(took), int(size), said


def refuse(cli, path, other):
    code, took, size, said = judge([cli, 'verify', path])
    if code not in (1, 4):
        return 'exit %d: %s' % (code, said)
    if took > SECONDS or size > MEGABYTES:
        return '%.1f s, %d MB' % (took, size)
    if any(ord(c) < 32 and c != '\n' or c == '\u202e' for c in said):
        return 'foreign characters as they are: %r' % said
    if other is not None and other.judge(path, None)[0] != 'damaged':
        return 'verify-bundle.py does not refuse it'
    return None


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        box = Box(sys.argv[1], pathlib.Path(folder))
        good = str(box.work / 'good.zip')
        made = box.run(['export', box.template, '-o', good])
        files = forge.read(good) if made.returncode == 0 else {}
        path = str(box.work / 'again.zip')
        forge.save(path, forge.renew(files))
        for name in (good, path):
            code, _, _, said = judge([sys.argv[1], 'verify', name])
            tap.check('the good one is good', None if code == 0 else said)
        for method, flags in ((8, 0), (0, 8), (8, 8)):
            entries = forge.plain(files)
            for e in entries:
                e.method, e.flags = method, flags
                if flags:
                    e.settle()
                    e.descriptor = struct.pack('<LLLL', 0x08074b50, e.crc, e.stored, e.size)
                    e.local = {'crc': 0, 'size': 0, 'stored': 0}
            forge.write(path, entries)
            code, _, _, said = judge([sys.argv[1], 'verify', path])
            tap.check('packed again by others (method %d, flags %d)' % (method, flags),
                      None if code == 0 else said)
        for comment in (b'a comment', bytes(65535), 'コメント'.encode()):
            forge.write(path, forge.plain(files), end=dict(comment=comment))
            code, _, _, said = judge([sys.argv[1], 'verify', path])
            tap.check('a comment of %d bytes is said, and not shown' % len(comment),
                      None if code == 0 and 'archive: it has a comment' in said and
                      'a comment\n' not in said else said)
        entries = change(files, extra=large(*[len(files[VICTIM])] * 2))
        forge.write(path, entries)
        code, _, _, said = judge([sys.argv[1], 'verify', path])
        tap.check('a Zip64 field that repeats the sizes', None if code == 0 else said)
        left = [Entry(name, b'Bud1') for name in (
            b'__MACOSX/._bagit.txt', b'__MACOSX/data/items/._000001.txt', b'.DS_Store',
            b'._.DS_Store', b'data/Thumbs.db', b'desktop.ini',
            b'data/items/._000001.txt')]
        of_mac = Entry(b'__MACOSX/', b'', attributes=0o040755 << 16)
        forge.write(path, [of_mac] + forge.plain(files) + left)
        code, _, _, said = judge([sys.argv[1], 'verify', path])
        tap.check('what systems leave behind is no damage',
                  None if code == 0 and '8 such files' in said else said)
        spec = importlib.util.spec_from_file_location('verify_bundle', sys.argv[2])
        other = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(other)
        tap.check('nor is it to verify-bundle.py', None if other.judge(path, None)[0] !=
                  'damaged' else '\n'.join(other.judge(path, None)[1]))
        for group in (names, kinds, lies, overlaps):
            for name, entries in group(files):
                forge.write(path, entries)
                tap.check(name, refuse(sys.argv[1], path,
                                       None if name in TOLERATED else other))
        for name, make in Maker(files).cases():
            make(path)
            tap.check(name, refuse(sys.argv[1], path, None))
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
