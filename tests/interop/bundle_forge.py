# bundle_forge.py: ZIP archives with every field under control, and bundles made anew
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
import dataclasses
import hashlib
import struct
import zipfile
import zlib

MANIFESTS = ('manifest-sha256.txt', 'manifest-sha512.txt',
             'tagmanifest-sha256.txt', 'tagmanifest-sha512.txt')


@dataclasses.dataclass
class Entry:
    """What the directory says; @local and @descriptor override what stands in the file."""
    name: bytes
    body: bytes
    method: int = 0
    flags: int = 0
    attributes: int = 0o100644 << 16
    made_by: int = 3 << 8 | 20
    crc: int = None
    size: int = None
    stored: int = None
    offset: int = None
    extra: bytes = b''
    local: dict = dataclasses.field(default_factory=dict)
    local_extra: bytes = b''
    descriptor: bytes = b''
    gap: bytes = b''
    raw: bytes = None  # stored bytes when not made from @body

    def settle(self):
        if self.raw is None:
            self.raw = self.body
            if self.method == 8:
                packer = zlib.compressobj(9, zlib.DEFLATED, -15)
                self.raw = packer.compress(self.body) + packer.flush()
        self.crc = zlib.crc32(self.body) if self.crc is None else self.crc
        self.size = len(self.body) if self.size is None else self.size
        self.stored = len(self.raw) if self.stored is None else self.stored


def write(path, entries, prefix=b'', suffix=b'', end=None, between=b'', end64=None):
    """@end: overrides of the end record: count, total, size, start, comment."""
    out = bytearray(prefix)
    directory = bytearray()
    for e in entries:
        e.settle()
        at = len(out)
        said = dict(name=e.name, method=e.method, flags=e.flags, crc=e.crc, size=e.size,
                    stored=e.stored)
        said.update(e.local)
        out += struct.pack('<LHHHHHLLLHH', 0x04034b50, 20, said['flags'], said['method'], 0,
                           0x5a21, said['crc'], said['stored'] & 0xffffffff,
                           said['size'] & 0xffffffff, len(said['name']), len(e.local_extra))
        out += said['name'] + e.local_extra + e.raw + e.descriptor + e.gap
        where = at if e.offset is None else e.offset
        directory += struct.pack('<LHHHHHHLLLHHHHHLL', 0x02014b50, e.made_by, 20, e.flags,
                                 e.method, 0, 0x5a21, e.crc, e.stored & 0xffffffff,
                                 e.size & 0xffffffff, len(e.name), len(e.extra), 0, 0, 0,
                                 e.attributes, where & 0xffffffff)
        directory += e.name + e.extra
    out += between
    start = len(out)
    told = dict(count=len(entries) & 0xffff, total=len(entries) & 0xffff,
                size=len(directory), start=start, comment=b'')
    told.update(end or {})
    out += directory
    if end64 is not None:
        large = dict(count=len(entries), size=len(directory), start=start, at=len(out))
        large.update(end64)
        record = struct.pack('<LQHHLLQQQQ', 0x06064b50, 44, 45, 45, 0, 0, large['count'],
                             large['count'], large['size'], large['start'])
        out += record + struct.pack('<LLQL', 0x07064b50, 0, large['at'], 1)
    out += struct.pack('<LHHHHLLH', 0x06054b50, 0, 0, told['count'], told['total'],
                       told['size'] & 0xffffffff, told['start'] & 0xffffffff,
                       len(told['comment'])) + told['comment'] + suffix
    with open(path, 'wb') as target:
        target.write(out)


def read(path):
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def lines(files, names, kind):
    return ''.join('%s  %s\n' % (hashlib.new(kind, files[n]).hexdigest(), n)
                   for n in names).encode()


def renew(files):
    """All manifests and the count anew, as a forger does who knows BagIt."""
    files = {n: b for n, b in files.items() if n not in MANIFESTS}
    data = [n for n in files if n.startswith('data/')]
    info = files.get('bag-info.txt', b'').decode().split('\n')
    oxum = 'Payload-Oxum: %d.%d' % (sum(len(files[n]) for n in data), len(data))
    files['bag-info.txt'] = '\n'.join(
        oxum if line.startswith('Payload-Oxum') else line for line in info).encode()
    for kind in ('sha256', 'sha512'):
        files['manifest-%s.txt' % kind] = lines(files, data, kind)
    tags = [n for n in files if not n.startswith('data/')]
    for kind in ('sha256', 'sha512'):
        files['tagmanifest-%s.txt' % kind] = lines(files, tags, kind)
    return files


def plain(files):
    return [Entry(name.encode(), body) for name, body in files.items()]


def save(path, files):
    write(path, plain(files))
