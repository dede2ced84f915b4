#!/usr/bin/env python3
# make-btree-seeds.py: small databases as SQLite itself writes them, for fuzz-btree
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: make-btree-seeds.py regress/btree: pages of 1024 bytes with 40 reserved, as the
fuzz target reads them. SQLite keeps the reserve that byte 20 of an empty database has."""
import os
import sqlite3
import sys
import tempfile

SCRIPTS = {
    'rows': ['CREATE TABLE chunk (id INTEGER PRIMARY KEY, sha256 BLOB, bytes BLOB)'] + [
        'INSERT INTO chunk VALUES (%d, zeroblob (32), zeroblob (%d))' % (i << 24, i * 300)
        for i in range(1, 6)],
    'kinds': ['CREATE TABLE t (a, b, c, d, e)',
              "INSERT INTO t VALUES (NULL, 1, 1.5, 'text', x'00ff')",
              'INSERT INTO t VALUES (-1, 300, -70000, 5000000000, 9223372036854775807)'],
    'index': ['CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID'] + [
        "INSERT INTO meta VALUES ('name %d', '%s')" % (i, 'v' * i * 40) for i in range(9)],
}


def make(path, statements):
    db = sqlite3.connect(path, isolation_level=None)
    db.execute('PRAGMA page_size = 1024')
    db.execute('CREATE TABLE first (a)')
    db.execute('DROP TABLE first')
    db.execute('VACUUM')
    db.close()
    with open(path, 'r+b') as file:
        file.seek(20)
        file.write(bytes([40]))
        file.seek(105)
        file.write((1024 - 40).to_bytes(2, 'big'))
    db = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        db.execute(statement)
    db.close()


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for name, statements in SCRIPTS.items():
        with tempfile.TemporaryDirectory() as work:
            path = os.path.join(work, name)
            make(path, statements)
            with open(path, 'rb') as file:
                pages = file.read()
        with open(os.path.join(folder, name), 'wb') as file:
            file.write(pages)
        with open(os.path.join(folder, name + '-turned'), 'wb') as file:
            half = len(pages) // 2048 * 1024
            file.write(pages[half:] + pages[:half])


main()
