#!/usr/bin/python3
# load.py: a case of a hundred thousand items, and one of many gigabytes
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: load.py CLI [--items N] [--gigabytes N] [--folder F]

Adds the items, a thousand files in a call, then lists, searches by number, verifies and hands
over a few. With --gigabytes a file of that size, mostly holes, is added and taken out again.
Prints seconds and the largest memory, which has an end however many items there are listed or
handed over; every count is checked, and a few items byte for byte.
"""
import argparse
import hashlib
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

PASSPHRASE = 'correct horse battery staple'
BATCH = 1000
# Megabytes: the key alone takes 256, and 100,000 records and lines of the log 120.
MEMORY_MAX = 600


class Load:
    def __init__(self, cli, folder):
        self.cli, self.folder = os.path.abspath(cli), pathlib.Path(folder)
        self.case = str(self.folder / 'load.hikae')
        (self.folder / 'pass').write_text(PASSPHRASE + '\n')

    def run(self, *arguments):
        began = time.monotonic()
        done = subprocess.run(
            [self.cli, '--passphrase-file', str(self.folder / 'pass'), '--json', *arguments],
            cwd=self.folder, env=dict(os.environ, LC_ALL='C.UTF-8'), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            sys.exit('not ok %r: %s' % (arguments[:2], done.stderr))
        self.seconds = time.monotonic() - began
        return json.loads(done.stdout) if done.stdout else {}

    def say(self, what):
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print('%s: %.1f s, %d MB memory at most' % (what, self.seconds, memory), flush=True)
        if memory > MEMORY_MAX:
            sys.exit('not ok more memory than %d MB' % MEMORY_MAX)

    def take_out(self, number):
        out = self.folder / 'out.bin'
        self.run('extract', self.case, str(number), '-o', str(out))
        with open(out, 'rb') as file:
            digest = hashlib.file_digest(file, 'sha256').hexdigest()
        out.unlink()
        return digest


def write_batch(folder, first, count):
    paths = []
    for number in range(first, first + count):
        path = folder / ('%06d.txt' % number)
        path.write_bytes(b'item %d\n' % number)
        paths.append(str(path))
    return paths


def many_items(load, items):
    took = 0
    for first in range(1, items + 1, BATCH):
        paths = write_batch(load.folder, first, min(BATCH, items + 1 - first))
        numbers = load.run('add', load.case, *paths)['items']
        took += load.seconds
        if numbers != list(range(first, first + len(paths))):
            sys.exit('not ok the numbers of %d' % first)
        for path in paths:
            os.remove(path)
        if first % 20000 == 1:
            load.say('%d items' % (first + len(paths) - 1))
    load.seconds = took
    load.say('added %d items' % items)
    listed = load.run('list', load.case)['items']
    load.say('list')
    if [item['number'] for item in listed] != list(range(1, items + 1)):
        sys.exit('not ok the list has %d items' % len(listed))
    for number in (1, items // 2, items):
        if load.take_out(number) != hashlib.sha256(b'item %d\n' % number).hexdigest():
            sys.exit('not ok item %d' % number)
    load.say('take one out')
    load.run('export', load.case, '-o', 'few.zip', '--items', '1,%d' % items)
    load.say('hand over two')
    if load.run('verify', 'few.zip')['verdict'] != 'good':
        sys.exit('not ok the bundle of two')
    load.say('verify what was handed over')
    load.run('verify', load.case)
    load.say('verify')


def large_item(load, gigabytes):
    path = load.folder / 'large.bin'
    with open(path, 'wb') as file:
        file.truncate(gigabytes * 1000000000)
        file.seek(gigabytes * 500000000)
        file.write(os.urandom(1 << 20))
    with open(path, 'rb') as file:
        digest = hashlib.file_digest(file, 'sha256').hexdigest()
    number = load.run('add', load.case, str(path))['items'][0]
    load.say('added %d GB' % gigabytes)
    os.remove(path)
    if load.take_out(number) != digest:
        sys.exit('not ok the large item')
    load.say('took it out')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('cli')
    parser.add_argument('--items', type=int, default=100000)
    parser.add_argument('--gigabytes', type=int, default=0)
    parser.add_argument('--folder')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        load = Load(options.cli, folder)
        load.run('new', load.case, '--title', 'Load')
        if options.items:
            many_items(load, options.items)
        if options.gigabytes:
            large_item(load, options.gigabytes)
        print('%d MB on disk' % (os.path.getsize(load.case) // 1000000))
    print('ok')
    return 0


if __name__ == '__main__':
    sys.exit(main())
