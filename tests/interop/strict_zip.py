# strict_zip.py: what app/bundle/README.md, section 1, asks of an archive
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
import struct

MAX_FILES = 250000


class Refused(Exception):
    pass


def extras(data):
    """No other name for some readers (0x7075), nothing that ends inside a field."""
    while len(data) >= 4:
        kind, size = struct.unpack('<HH', data[:4])
        if kind == 0x7075 or size > len(data) - 4:
            return False
        data = data[4 + size:]
    return not data


def descriptors(e):
    for kind in ('<LQQ', '<LLL') if e.file_size < 1 << 32 else ('<LQQ',):
        plain = struct.pack(kind, e.CRC, e.compress_size, e.file_size)
        yield from (plain, b'PK\7\x08' + plain)


def list_entries(opened, path):
    """The entries of a ZipFile, one after the other, nothing before, between or behind."""
    entries = sorted(opened.infolist(), key=lambda e: e.header_offset)
    at = 0
    with open(path, 'rb') as raw:
        for e in entries:
            raw.seek(at)
            (mark, flags, method, crc, packed, size, name, extra) = struct.unpack(
                '<4s2xHH4xLLLHH', raw.read(30))
            pairs = ((crc, e.CRC), (packed, e.compress_size), (size, e.file_size))
            unix = e.external_attr >> 28
            if (at, mark, flags, method) != (e.header_offset, b'PK\3\4', e.flag_bits,
                                             e.compress_type) or \
                    raw.read(name) != e.orig_filename.encode() or flags & ~0x80e or \
                    not extras(raw.read(extra)) or not extras(e.extra) or \
                    method not in (0, 8) or unix not in (0, 4 if e.is_dir() else 8) or \
                    e.external_attr & 16 and not e.is_dir() or \
                    not all(a in (b, 0xffffffff) or flags & 8 and a == 0 for a, b in pairs):
                raise Refused('%r: its headers disagree, or it is odd' % e.filename)
            at += 30 + name + extra + e.compress_size
            if flags & 8:
                raw.seek(at)
                tail = raw.read(24)
                at += max((len(n) for n in descriptors(e) if tail.startswith(n)), default=99)
    if at != opened.start_dir or len(entries) > MAX_FILES or opened.comment or \
            sum(e.file_size for e in entries if e.compress_type) > max(1 << 30, 200 * at):
        raise Refused('bytes that no entry accounts for, too many, or a bomb')
    return entries
