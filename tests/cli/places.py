#!/usr/bin/env python3
# places.py: a case where real ones lie: read-only, full and foreign disks, two programs
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: places.py HIKAE-CLI. Disks are files, mounted when we are root; without that, or
without a mkfs or a driver for it, a test says skipped."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import blackbox

MIB = 1 << 20


def quiet(*command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


@contextlib.contextmanager
def disk(box, kind, mib, options='loop'):
    """A small disk of its own, or None when this machine has none of that kind."""
    image, place = box.work / ('disk.' + kind), box.work / ('mount-' + kind)
    place.mkdir(exist_ok=True)
    with open(image, 'wb') as file:
        file.truncate(mib * MIB)
    made = (os.geteuid() == 0 and shutil.which('mkfs.' + kind) and
            quiet('mkfs.' + kind, str(image)) and
            quiet('mount', '-o', options, str(image), str(place)))
    try:
        yield place if made else None
    finally:
        if made:
            quiet('umount', str(place))
        image.unlink()


def wants(done, code, words=''):
    wrong = blackbox.Box.complaint(done)
    if wrong is None and done.returncode != code:
        wrong = 'exit %d: %s%s' % (done.returncode, done.stdout, done.stderr)
    if wrong is None and words not in done.stdout + done.stderr:
        wrong = 'does not say "%s": %s%s' % (words, done.stdout, done.stderr)
    return wrong


def first_wrong(*checks):
    return next((wrong for wrong in checks if wrong is not None), None)


def read_only(box, tap):
    with disk(box, 'ext4', 64) as place:
        if place is None:
            tap.skip('a case on a read-only disk', 'no loop mount here')
            return
        case = str(place / 'a.hikae')
        shutil.copy(box.template, case)
        quiet('mount', '-o', 'remount,ro', str(place))
        for arguments in (['list', case], ['info', case], ['show', case, '1'],
                          ['extract', case, '1', '-o', str(box.work / 'ro.txt')],
                          ['verify', case], ['export', case, '-o', str(box.work / 'ro.zip')],
                          ['backup', case, str(box.work / 'ro-copy.hikae')]):
            tap.check('read-only: ' + arguments[0], wants(box.run(arguments), 0))
        for arguments in (['note', case, '--text', 'x'],
                          ['add', case, str(box.work / 'first.txt')]):
            tap.check('read-only: ' + arguments[0] + ' says that nothing can be added',
                      wants(box.run(arguments), 1, 'nothing can be added'))


def full(box, tap):
    with disk(box, 'ext4', 16) as place:
        if place is None:
            tap.skip('a backup onto a full disk', 'no loop mount here')
            return
        big = str(box.work / 'big.hikae')
        shutil.copy(box.template, big)
        with open(box.work / 'big.bin', 'wb') as file:
            file.write(os.urandom(24 * MIB))
        box.run(['add', big, str(box.work / 'big.bin')])
        before = sorted(os.listdir(place))
        done = box.run(['backup', big, str(place)])
        tap.check('a backup onto a full disk says so', wants(done, 1, 'free some space'))
        tap.check('and leaves nothing', None if sorted(os.listdir(place)) == before else
                  'left: %s' % os.listdir(place))


def foreign(box, tap):
    """No hard links, no O_TMPFILE, no modes."""
    for kind in ('exfat', 'vfat'):
        with disk(box, kind, 64) as place:
            if place is None:
                tap.skip('a case on ' + kind, 'no mkfs or no driver for it')
                continue
            case = str(place / 'b.hikae')
            tap.check(kind, first_wrong(
                wants(box.run(['new', case]), 0),
                wants(box.run(['add', case, str(box.work / 'first.txt')]), 0),
                wants(box.run(['verify', case]), 0),
                wants(box.run(['backup', case, str(place)]), 0),
                wants(box.run(['new', case]), 1, 'already there'),
                wants(box.run(['extract', case, '1', '-o', str(place / 'out.txt')]), 0)))


def two_programs(box, tap):
    case = str(box.work / 'two.hikae')
    shutil.copy(box.template, case)
    fifo = str(box.work / 'fifo')
    os.mkfifo(fifo)
    # Holds the case open while it waits for the source.
    with open(box.work / 'slow.bin', 'wb') as file:
        file.truncate(1024 * MIB)
    first = subprocess.Popen(box.arguments(['add', case, str(box.work / 'slow.bin')]),
                             env=box.environment, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    journal = case + '-journal'
    for _ in range(200):
        if os.path.exists(journal) and os.path.getsize(case) > os.path.getsize(box.template):
            break
        time.sleep(0.05)
    done = box.run(['list', case])
    tap.check('the second program is refused at once',
              wants(done, 1, 'another program has the case open'))
    first.send_signal(signal.SIGINT)
    try:
        first.wait(timeout=60)
        tap.check('Ctrl+C ends the first', None if first.returncode == 1 else
                  'exit %d' % first.returncode)
    except subprocess.TimeoutExpired:
        first.kill()
        tap.check('Ctrl+C ends the first', 'it goes on')
    (box.work / 'slow.bin').unlink()
    listed = json.loads(box.run(['--json', 'list', case]).stdout or '{}')
    tap.check('and nothing of it is left', None if len(listed.get('items', [])) == 2 else
              str(listed))
    tap.check('the case is whole', wants(box.run(['verify', case]), 0))


def moved(box, tap):
    case, other = box.work / 'moved.hikae', box.work / 'elsewhere' / 'other name.hikae'
    other.parent.mkdir()
    shutil.copy(box.template, case)
    case.rename(other)
    tap.check('a case that was moved', first_wrong(
        wants(box.run(['note', str(other), '--text', 'x']), 0),
        wants(box.run(['verify', str(other)]), 0)))


def sources(box, tap):
    case = str(box.work / 'sources.hikae')
    shutil.copy(box.template, case)
    sparse = box.work / 'sparse.bin'
    with open(sparse, 'wb') as file:
        file.truncate(40 * MIB)
        file.seek(20 * MIB)
        file.write(b'in the middle')
    out = box.work / 'sparse.out'
    tap.check('a file with holes', first_wrong(
        wants(box.run(['add', case, str(sparse)]), 0),
        wants(box.run(['extract', case, '3', '-o', str(out)]), 0),
        None if out.exists() and quiet('cmp', str(sparse), str(out)) else 'other bytes'))
    out.unlink(missing_ok=True)
    growing = box.work / 'growing.bin'
    growing.write_bytes(b'x' * 64 * MIB)
    writer = subprocess.Popen(
        [sys.executable, '-c',
         'import sys, time\nf = open(sys.argv[1], "ab", 0)\n'
         'for _ in range(20000): f.write(b"x" * 512); time.sleep(0.001)\n',
         str(growing)])
    done = box.run(['add', case, str(growing)])
    writer.kill()
    writer.wait()
    growing.unlink()
    tap.check('a file that grows while it is read',
              wants(done, 1, 'changed while it was read'))
    tap.check('and the case is whole', wants(box.run(['verify', case]), 0))


def main():
    tap = blackbox.Tap()
    with tempfile.TemporaryDirectory(prefix='hikae-places-') as folder:
        box = blackbox.Box(sys.argv[1], pathlib.Path(folder))
        for run in (read_only, full, foreign, two_programs, moved, sources):
            run(box, tap)
    return tap.finish()


sys.exit(main())
