#!/usr/bin/env python3
# make-vfs-seeds.py: first inputs for the fuzz targets of the case file
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: make-vfs-seeds.py REGRESS: writes vfs-page, vfs-record and vfs-case below it."""
import os
import struct
import sys


def page_seeds():
    yield 'plain', bytes([0, 0]) + bytes(range(256)) * 2
    yield 'flipped', bytes([9, 0]) + b'p' * 512
    yield 'moved', bytes([0, 1]) + b'm' * 512
    yield 'note', bytes([0, 2]) + b'Hikae write note' + struct.pack('>IQ', 0, 41)


def operation(kind, offset, count, value=7):
    """0 write, 2 read, 4 truncate, 5 sync; offsets are in units of three."""
    return struct.pack('>BHBB', kind, offset // 3, count, value)


def record_seeds():
    header = operation(0, 0, 27) + operation(5, 0, 0)
    page = operation(8, 16383, 255) + operation(2, 16383, 64) + operation(10, 0, 200)
    cut = operation(4, 16380, 0) + operation(8, 49152, 40) + operation(10, 0, 255)
    for role in range(3):
        yield 'file-%d' % role, bytes([role]) + header + page + cut
        yield 'blocks-%d' % role, bytes([0x80 + role]) + b'\0' * 40 + struct.pack(
            '>I', 100) + header + page
        yield 'bytes-%d' % role, bytes([0x40 + role]) + b'Hikae records 1\n' + page


def damage(kind, place, value, page=0):
    return struct.pack('>BIHB', kind, place, value, page)


def case_seeds():
    for start in range(4):
        every = [damage(kind, 70000 + kind, 0x0101, 1) for kind in (6, 2, 3, 4, 0, 7, 5)]
        yield 'every-%d' % start, bytes([start]) + b''.join(every)
    below = [damage(0, 3 + 5 * page, 0xff01, page) for page in range(12)]
    yield 'below', bytes([0]) + b''.join(below)


def main():
    for name, seeds in (('page', page_seeds), ('record', record_seeds),
                        ('case', case_seeds)):
        folder = os.path.join(sys.argv[1], 'vfs-' + name)
        os.makedirs(folder, exist_ok=True)
        for seed, content in seeds():
            with open(os.path.join(folder, seed), 'wb') as file:
                file.write(content)


main()
