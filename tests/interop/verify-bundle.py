#!/usr/bin/python3
# verify-bundle.py: an evidence bundle, checked from its specification alone
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: verify-bundle.py BUNDLE.zip [ROOTS.pem]

Written (with strict_zip.py) after app/bundle/README.md, sharing nothing with Hikae: Python's
library and the openssl command. Prints what it found and "good", "damaged" or "cannot-tell"
(exit 0, 1, 2); without ROOTS.pem stamps are "cannot-tell". Unlock a bundle with 7-Zip first.
"""
import calendar
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import zipfile
import strict_zip

MAX_KEPT = 192 << 20
TOP = {'START-HERE.html', 'VERIFY.txt', 'bag-info.txt', 'bagit.txt', 'manifest-sha256.txt',
       'manifest-sha512.txt', 'report.pdf', 'tagmanifest-sha256.txt', 'tagmanifest-sha512.txt'}
DATA = {'case-uco.jsonld', 'choice.json', 'custody.jsonl', 'custody.txt', 'findings.json',
        'meta-schema.json'}
FOLDERS = {'certification', 'items', 'letters', 'meta', 'seals', 'tsa'}
PART = re.compile(r'[A-Za-z0-9_-][A-Za-z0-9._-]*(?<!\.)\Z')
DEVICE = re.compile(r'(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?\Z', re.I)
LEFTOVER = re.compile(r'(\.DS_Store|Thumbs\.db|desktop\.ini|\._(\.DS_Store|'
                      r'[A-Za-z0-9_-][A-Za-z0-9._-]*(?<!\.)))\Z')
SEAL = re.compile(r'data/seals/seal-(\d{4,})\.((?:[a-z0-9-]+\.)?)'
                  r'(sha256|head\.json|tst|tsr|tsq|asics|ers)\Z')


class Check:
    def __init__(self, path, roots):
        self.zip, self.roots, self.path = zipfile.ZipFile(path), roots, path
        self.bad, self.unsure, self.files, self.kept = [], [], {}, {}

    def need(self, right, what):
        if not right:
            self.bad.append(what)
        return right

    # What the systems of computers put there: not a part of the bundle.
    def leftover(self, e):
        *above, name = e.filename.split('/')
        plain = [PART.match(p) and not DEVICE.match(p) for p in above]
        right = name == '' if above[:1] == ['__MACOSX'] and e.is_dir() else \
            LEFTOVER.match(name) and not DEVICE.match(name[2:])
        if not right or not all(plain) or (e.is_dir() and e.file_size):
            return False
        self.read(e, e.filename)
        self.files.pop(e.filename)
        self.kept.pop(e.filename, None)
        return True

    # Names that any computer can unpack, each once.
    def names(self, entries):
        entries = [e for e in entries if not self.leftover(e)]
        seen, tops = {}, {e.filename.split('/')[0] for e in entries if '/' in e.filename}
        common = tops.pop() + '/' if len(tops) == 1 else ''
        if not all(e.filename.startswith(common) for e in entries):
            common = ''
        for e in entries:
            name = e.filename[len(common):]
            if not name:
                continue  # the folder somebody packed it in
            parts = name.rstrip('/').split('/')
            if not all(PART.match(p) and not DEVICE.match(p) for p in parts) or \
                    len(name) > 200 or (e.is_dir() and e.file_size):
                self.bad.append('%r: not a name of a bundle' % name)
                continue
            for n in range(1, len(parts) + 1):
                here = '/'.join(parts[:n])
                kind = (here, n < len(parts) or e.is_dir())
                if seen.setdefault(here.lower(), kind) != kind or \
                        (kind == (name, False) and name in self.files):
                    self.bad.append('%r: there twice, or in two spellings' % name)
            if e.is_dir():
                continue
            known = name in TOP if len(parts) == 1 else parts[0] == 'data' and (
                parts[1] in DATA if len(parts) == 2 else parts[1] in FOLDERS)
            self.need(known, '%s: does not belong here' % name)
            self.read(e, name)

    def read(self, e, name):
        one, two, keep = hashlib.sha256(), hashlib.sha512(), []
        wanted = name.startswith(('data/meta/', 'data/seals/', 'data/tsa/')) or \
            name.count('/') < 2
        try:
            with self.zip.open(e) as stream:
                while chunk := stream.read(1 << 20):
                    for sink in (one.update, two.update) + (
                            (keep.append,) if wanted and e.file_size <= MAX_KEPT else ()):
                        sink(chunk)
        except Exception as error:  # zipfile raises many kinds for one broken entry
            self.bad.append('%s: %s' % (name, error))
        self.files[name] = (one.hexdigest(), two.hexdigest(), e.file_size)
        self.kept.update({name: b''.join(keep)} if wanted else {})

    def lines(self, name, size):
        found = {}
        self.need(name in self.kept, name + ': missing')
        for line in self.kept.get(name, b'').decode('utf-8', 'replace').splitlines(True):
            match = re.match(r'([0-9a-f]{%d})  ([^\n]+)\n\Z' % size, line)
            if self.need(match and match[2] not in found, name + ': a line is not one'):
                found[match[2]] = match[1]
        return found

    # BagIt (RFC 8493), both algorithms; the tag manifests cover the others.
    def bag(self):
        self.need(self.kept.get('bagit.txt') ==
                  b'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n', 'bagit.txt')
        data = {n for n in self.files if n.startswith('data/')}
        tags = {n for n in self.files if n not in data and not n.startswith('tagmanifest-')}
        for which, names in (('manifest', data), ('tagmanifest', tags)):
            for index, (kind, size) in enumerate((('sha256', 64), ('sha512', 128))):
                listed = self.lines('%s-%s.txt' % (which, kind), size)
                for name in names | set(listed):
                    have = self.files.get(name, ('', ''))[index]
                    self.need(name in names and listed.get(name) == have,
                              '%s: not as in %s-%s' % (name, which, kind))
        oxum = 'Payload-Oxum: %d.%d' % (sum(self.files[n][2] for n in data), len(data))
        self.need(oxum in self.kept.get('bag-info.txt', b'').decode('utf-8', 'replace').split('\n'),
                  'bag-info.txt: its count does not fit')

    # The custody log: canonical lines, each with the SHA-256 of the one before.
    def log(self):
        self.items, self.said, self.gone, self.heads = {}, set(), set(), set()
        before, number = '0' * 64, 0
        text = self.kept.get('data/custody.jsonl', b'')
        self.need(text.endswith(b'\n'), 'data/custody.jsonl: missing or cut')
        for line in text.split(b'\n')[:-1]:
            number += 1
            try:
                event = json.loads(line)
                right = canonical(event).encode() == line and event['prev'] == before and \
                    event['seq'] == number
                kind, body = event['kind'], event['body']
            except (ValueError, KeyError, TypeError, RecursionError):
                right = False
            if not self.need(right, 'data/custody.jsonl: line %d does not follow' % number):
                return
            before = hashlib.sha256(line).hexdigest()
            self.heads.add(before)
            if kind == 'item.kept':
                self.items[body['item']] = body['record_sha256']
            elif kind == 'item.deleted':
                self.gone.add(body['item'])
            elif kind in ('seal.created', 'stamp.received'):
                what, digest = {'s': ('sha256', 'list_sha256'),
                                't': ('tst', 'token_sha256')}['t' if 'stamp' in kind else 's']
                self.said.add((what, body['seal'], body[digest]))

    def seals(self):
        there, self.covered = set(), set()
        for name in sorted(n for n in self.files if n.startswith('data/seals/')):
            match = SEAL.match(name)
            if not self.need(match, name + ': does not belong here'):
                continue
            if match[3] in ('sha256', 'tst'):
                there.add((match[3], int(match[1]), self.files[name][0]))
            if match[3] == 'sha256':
                listed = self.lines(name, 64)
                self.covered |= set(listed)
                for path, digest in listed.items():
                    have = self.files.get('data/' + path)
                    self.need(not have or have[0] == digest, '%s: not as in %s' % (path, name))
                head = name[:-6] + 'head.json'
                self.need(head[5:] in listed and
                          self.files.get(head, ('',))[0] in self.heads, head + ': not in the log')
            if match[3] == 'ers':
                self.record(name, match)
            if match[3] == 'tst':
                self.stamp(name, 'data/seals/seal-%s.sha256' % match[1])
        for what in sorted(there ^ self.said):
            self.bad.append('%s of seal %d: the log and the bundle disagree' % what[:2])

    def record(self, name, match):
        """By itself a record of one stamp is that stamp over the list; what renewals add is
        for a reader of RFC 4998 (Bouncy Castle in bundles.py)."""
        token = self.kept.get(name[:-3] + 'tst', b'')
        self.need(token and 'data/seals/seal-%s.sha256' % match[1] in self.files and
                  self.kept[name].startswith(b'\x30') and token in self.kept[name],
                  name + ': not about the token beside it')

    def stamp(self, name, seal):
        data = self.kept.get(seal, b'')
        chain = b'\n'.join(self.kept[n] for n in self.kept if n.startswith('data/tsa/'))
        with tempfile.TemporaryDirectory() as folder:
            for file, body in (('t', self.kept[name]), ('d', data), ('c', chain)):
                pathlib.Path(folder, file).write_bytes(body)

            def openssl(*words):
                return subprocess.run(('openssl',) + words, cwd=folder, capture_output=True,
                                      check=False).returncode == 0
            cms = ('cms', '-verify', '-binary', '-inform', 'DER', '-in', 't', '-out', 'i')
            info = pathlib.Path(folder, 'i').read_bytes() if openssl(*cms, '-noverify') else b''
            base = name[:-3]
            self.need(self.kept[name] in self.kept.get(base + 'tsr', self.kept[name]) and
                      hashlib.sha256(data).digest() in self.kept.get(base + 'tsq', info),
                      base + 'tsr, tsq: reply or query of another token')
            when = re.search(rb'\x18[\x0f-\x1f](\d{14})(?:\.\d+)?Z', info)
            if not self.need(when and hashlib.sha256(data).digest() in info,
                             name + ': not a genuine stamp of its list') or not self.roots:
                self.unsure.append(name + ': no roots to trust were given')
                return
            at = str(calendar.timegm(time.strptime(when[1].decode(), '%Y%m%d%H%M%S')))
            more = ('-CAfile', self.roots, '-attime', at)
            self.need(openssl('ts', '-verify', '-token_in', '-in', 't', '-data', 'd', *more,
                              *(('-untrusted', 'c') if chain else ())) or
                      openssl(*cms, *more, '-purpose', 'timestampsign',
                              *(('-certfile', 'c') if chain else ())), name + ': refused')

    def records(self):
        choice = json.loads(self.kept.get('data/choice.json', b'{}'))
        self.need(choice.get('schema') == 'hikae-bundle/1', 'data/choice.json')
        payloads, here = set(), set()
        for name in sorted(n for n in self.files if n.startswith('data/meta/')):
            record = json.loads(self.kept[name])
            number, path = record['number'], record['path']
            here.add(number)
            digests = record['digests']
            self.need(name == 'data/meta/%06d.json' % number and
                      self.items.get(number) == self.files[name][0],
                      name + ': the log knows another record, or none')
            self.need((path in self.covered) == (name[5:] in self.covered),
                      name + ': sealed by halves')
            have = self.files.get('data/' + path)
            self.need('data/' + path not in payloads and (
                have == (digests['sha256'], digests['sha512'], record['size']) if have else
                number in choice.get('records_only', ())), path + ': not what its record says')
            payloads.add('data/' + path)
        gone = set(self.items) - here - self.gone - set(choice.get('left_out', ()))
        self.bad += ['item %d: removed' % number for number in gone]
        self.bad += [name + ': no record names it' for name in self.files
                     if name.startswith('data/items/') and name not in payloads]

    def run(self):
        self.names(strict_zip.list_entries(self.zip, self.path))
        self.bag()
        self.log()
        if not self.bad:
            self.seals()
            self.records()


def canonical(value):
    if isinstance(value, dict):
        return '{%s}' % ','.join(canonical(k) + ':' + canonical(value[k]) for k in sorted(
            value, key=lambda k: k.encode()))
    if isinstance(value, list):
        return '[%s]' % ','.join(map(canonical, value))
    if isinstance(value, str):
        return '"%s"' % re.sub(r'["\\]', r'\\\g<0>', value).translate(
            {c: '\\u%04x' % c for c in range(32)})
    return json.dumps(value)


def judge(path, roots):
    """The verdict, and why."""
    try:
        check = Check(path, roots)
        check.run()
    except Exception as error:  # whatever a hostile file makes a parser say: not good
        return 'damaged', ['%s: %s' % (type(error).__name__, error)]
    verdict = 'damaged' if check.bad else 'cannot-tell' if check.unsure else 'good'
    return verdict, check.bad + check.unsure


def main():
    roots = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None
    verdict, reasons = judge(sys.argv[1], roots)
    print(*reasons, verdict, sep='\n')
    return ('good', 'damaged', 'cannot-tell').index(verdict)


if __name__ == '__main__':
    sys.exit(main())
