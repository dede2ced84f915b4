#!/usr/bin/python3
# sample-picture.py: a harmless picture for the demonstration
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: sample-picture.py OUT.png. A 320×200 gradient, written with nothing but zlib."""
import struct
import sys
import zlib


def chunk(kind, body):
    return (struct.pack('>I', len(body)) + kind + body
            + struct.pack('>I', zlib.crc32(kind + body)))


def main():
    width, height = 320, 200
    rows = b''.join(
        b'\0' + bytes(part for x in range(width) for part in (x * 255 // width, 120, y))
        for y in range(height))
    with open(sys.argv[1], 'wb') as out:
        out.write(b'\x89PNG\r\n\x1a\n')
        out.write(chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)))
        out.write(chunk(b'IDAT', zlib.compress(rows, 9)))
        out.write(chunk(b'IEND', b''))


if __name__ == '__main__':
    main()
