#!/usr/bin/python3
# read-case.py: a second reader of case files, written from app/vfs/README.md
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: read-case.py CASE < SECRET: lists the items of a case as JSON, one a line.

SECRET is a passphrase or the recovery code. Nothing of Hikae is used, and nothing is written:
python3-cryptography, libargon2, sqlite3. Exit: 0 listed, 3 wrong secret, 4 damaged."""
import ctypes
import hashlib
import hmac
import json
import pathlib
import sqlite3
import sys
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

REGION, COPY, SLOTS, SLOT, RESERVED = 65536, 8192, 128, 256, 40
RECOVERY, SCRYPT, FROM_CODE = 2, 2, 3


class Damaged(Exception):
    pass


def number(data, offset, size):
    return int.from_bytes(data[offset:offset + size], 'big')


def hkdf(key, salt, info):
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)


def open_sealed(key, bound, sealed, trailer):
    """XAES-256-GCM (C2SP): the key of this nonce by CMAC, then AES-256-GCM."""
    nonce, tag = trailer[:24], trailer[24:]
    block = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    first = int.from_bytes(block.update(bytes(16)), 'big')
    sub = (first << 1 & (1 << 128) - 1) ^ (0x87 if first >> 127 else 0)
    derived = b''
    for half in (1, 2):
        message = bytes([0, half]) + b'X\0' + nonce[:12]
        mixed = int.from_bytes(message, 'big') ^ sub
        derived += block.update(mixed.to_bytes(16, 'big'))
    try:
        return AESGCM(derived).decrypt(nonce[12:], sealed + tag, bound)
    except InvalidTag:
        return None


def argon2id(secret, salt, memory, passes, lanes):
    library = ctypes.CDLL('libargon2.so.1')
    out = ctypes.create_string_buffer(32)
    u32, size = ctypes.c_uint32, ctypes.c_size_t
    status = library.argon2id_hash_raw(
        u32(passes), u32(memory), u32(lanes), secret, size(len(secret)), salt,
        size(len(salt)), out, size(32))
    if status != 0:
        raise Damaged('Argon2id: %d' % status)
    return out.raw


def read_code(text):
    """The 16 bytes of a recovery code, or None."""
    consonant, vowel = ('bdfghjklmnprstvz', 4), ('aiou', 2)
    letters = [c for c in unicodedata.normalize('NFKC', text).lower() if c.isalnum()]
    if len(letters) != 45:
        return None
    code = b''
    for word in range(9):
        value = 0
        for i, (row, bits) in enumerate((consonant, vowel, consonant, vowel, consonant)):
            place = row.find(letters[word * 5 + i])
            if place < 0:
                return None
            value = value << bits | place
        code += value.to_bytes(2, 'big')
    check = hashlib.sha256(b'hikae recovery check\0' + code[:16]).digest()[:2]
    return code[:16] if check == code[16:] else None


class Case:
    def __init__(self, path, secret):
        self.data = pathlib.Path(path).read_bytes()
        self.journal = pathlib.Path(path + '-journal')
        for self.header in self.find_headers():
            self.file_id, self.page_size = self.header[32:48], number(self.header, 64, 4)
            self.data_key = self.unlock(secret)
            if self.data_key is None:
                return
            if hmac.compare_digest(self.mac(self.header[:8160], b'hikae header'),
                                   self.header[8160:]):
                break
        else:
            raise Damaged('the header was altered')
        self.check_notes()

    def find_headers(self):
        copies = [self.data[offset:offset + COPY] for offset in (0, REGION // 2)]
        whole = [copy for copy in copies if copy[:16] == b'Hikae case file\n' and
                 hashlib.sha256(copy[:8128]).digest() == copy[8128:8160]]
        if not whole:
            raise Damaged('no header holds')
        whole.sort(key=lambda copy: number(copy, 24, 8), reverse=True)
        if [number(whole[0], at, 4) for at in (16, 20, 68)] != [1, 1, RESERVED]:
            raise Damaged('another version, suite or number of reserved bytes')
        return whole

    def role(self, info):
        return hkdf(self.data_key, self.file_id, info)

    def mac(self, data, info):
        return hmac.new(self.role(info), data, 'sha256').digest()

    def unlock(self, secret):
        code = read_code(secret)
        text = unicodedata.normalize('NFC', secret).encode()
        slots = [self.header[SLOTS + index * SLOT:SLOTS + (index + 1) * SLOT]
                 for index in range(16)]
        # A code is tried where it is quick first.
        for index, slot in sorted(enumerate(slots), key=lambda pair: pair[1][0] != RECOVERY):
            kind, algorithm = slot[0], slot[1]
            if kind == 0 or (kind == RECOVERY and code is None):
                continue
            costs = [number(slot, at, 4) for at in (4, 8, 12)]
            salt = slot[96:128]
            if algorithm == FROM_CODE:
                key = hkdf(code, salt, b'hikae recovery code')
            elif algorithm == SCRYPT:
                key = Scrypt(salt, 32, 2 ** 17, 8, 1).derive(text)
            else:
                key = argon2id(text, salt, *costs)
            bound = b'slot' + index.to_bytes(4, 'big') + self.file_id + slot[:128]
            data_key = open_sealed(key, bound, slot[128:160], slot[160:200])
            if data_key is not None:
                return data_key
        return None

    def check_notes(self):
        numbers = []
        for kind in (0, 1):
            note = self.data[16384 + kind * 32768:][:512]
            holds = (note[:16] == b'Hikae write note' and number(note, 16, 4) == kind and
                     note[28:44] == self.file_id and
                     hmac.compare_digest(self.mac(note[:44], b'hikae note'), note[44:76]))
            numbers.append(number(note, 20, 8) if holds else None)
        if None not in numbers and numbers[0] != numbers[1]:
            raise Damaged('a change was cut off half-way: its journal must be played back')
        if self.journal.exists() and self.journal_counts(self.journal.read_bytes(), numbers):
            raise Damaged('a journal lies there: let Hikae open the case once')

    def journal_counts(self, journal, numbers):
        """Whether it is of this session and number, and protects a change that was not
        finished: before the first page is written, and when all is done, it begins with
        zeros."""
        key = self.role(b'hikae journal')
        known = [one for one in numbers if one is not None]
        if journal[:36] != b'Hikae records 1\n' + bytes([0, 0, 0, 1]) + self.file_id or \
                journal[36:52] != self.header[48:64] or not hmac.compare_digest(
                    hmac.new(key, journal[:76], 'sha256').digest(), journal[76:108]) or \
                (known and number(journal, 52, 8) - max(known) not in (0, 1)):
            return False
        count = number(journal, 4136, 4)
        plain = open_sealed(key, bytes([0, 0, 0, 1]) + journal[60:76] + bytes(8) +
                            count.to_bytes(4, 'big'), journal[4140:4140 + count],
                            journal[4096:4136])
        return plain is not None and plain.startswith(bytes.fromhex('d9d505f920a163d7'))

    def pages(self):
        key = self.role(b'hikae database')
        count, rest = divmod(len(self.data) - REGION, self.page_size)
        if rest or count < 1:
            raise Damaged('a piece of a page')
        for page in range(1, count + 1):
            sealed = self.data[REGION + (page - 1) * self.page_size:][:self.page_size]
            plain = open_sealed(key, b'page' + self.file_id + page.to_bytes(4, 'big'),
                                sealed[:-RESERVED], sealed[-RESERVED:])
            if plain is None:
                raise Damaged('page %d' % page)
            yield plain + bytes(RESERVED)


def list_items(case):
    database = sqlite3.connect(':memory:')
    database.deserialize(b''.join(case.pages()))
    for row in database.execute('SELECT number, deleted, size, sha256, record FROM item '
                                'ORDER BY number'):
        item = {'number': row[0], 'deleted': bool(row[1]), 'size': row[2],
                'sha256': row[3].hex(), 'name': json.loads(row[4])['name']}
        payload = b''.join(chunk[0] for chunk in database.execute(
            'SELECT bytes FROM chunk WHERE id >> 24 = ? ORDER BY id', (row[0],)))
        if not row[1] and (len(payload), hashlib.sha256(payload).digest()) != row[2:4]:
            raise Damaged('item %d' % row[0])
        print(json.dumps(item, sort_keys=True, ensure_ascii=False))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        case = Case(sys.argv[1], sys.stdin.read().rstrip('\n'))
        if case.data_key is None:
            print('read-case.py: the secret does not open the case', file=sys.stderr)
            sys.exit(3)
        list_items(case)
    except Damaged as problem:
        print('read-case.py: damaged: %s' % problem, file=sys.stderr)
        sys.exit(4)


main()
