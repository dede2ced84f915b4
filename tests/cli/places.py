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
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

import blackbox

MIB = 1 << 20


def quiet(*command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


def mount_by_fuse(image, place):
    """exFAT where the kernel has no driver for it; returns the loop device, or None."""
    if not shutil.which('mount.exfat-fuse'):
        return None
    done = subprocess.run(['losetup', '-f', '--show', str(image)], capture_output=True,
                          text=True, check=False)
    device = done.stdout.strip() if done.returncode == 0 else None
    if device and not quiet('mount.exfat-fuse', device, str(place)):
        quiet('losetup', '-d', device)
        return None
    return device


@contextlib.contextmanager
def disk(box, kind, mib, options='loop'):
    """A small disk of its own, or None when this machine has none of that kind."""
    image, place = box.work / ('disk.' + kind), box.work / ('mount-' + kind)
    place.mkdir(exist_ok=True)
    with open(image, 'wb') as file:
        file.truncate(mib * MIB)
    formatted = (os.geteuid() == 0 and shutil.which('mkfs.' + kind) and
                 quiet('mkfs.' + kind, str(image)))
    made = formatted and quiet('mount', '-o', options, str(image), str(place))
    device = None
    if formatted and not made and kind == 'exfat':
        device = mount_by_fuse(image, place)
    try:
        yield place if made or device else None
    finally:
        if made or device:
            quiet('umount', str(place))
        if device:
            quiet('losetup', '-d', device)
        image.unlink()


def missing(kind):
    """Why there is no disk() of that kind."""
    if os.geteuid() != 0:
        return 'only root mounts a disk'
    tool = 'mkfs.' + kind
    return 'no driver for ' + kind if shutil.which(tool) else tool + ' is not installed'


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


# What hikae-web-capture would say of a page, with random bytes for picture and archive.
PAGE = """#!%s
import json, os, struct, sys
sys.stdin.read()
def frame(kind, body):
    sys.stdout.buffer.write(kind + struct.pack('>I', len(body)) + body)
facts = json.dumps({'url': 'http://127.0.0.1/', 'final_url': 'http://127.0.0.1/',
                    'capture_id': 'x'}).encode()
try:
    for kind, body in ((b'F', facts), (b'P', os.urandom(1 << 20)), (b'F', facts),
                       (b'W', os.urandom(1 << 20)), (b'T', b'words'), (b'X', b'')):
        frame(kind, body)
except BrokenPipeError:
    os._exit(1)
"""


@contextlib.contextmanager
def memory_disk(box, mib):
    """A disk of that size in memory, or None where nobody may mount one."""
    place = box.work / 'mount-memory'
    place.mkdir(exist_ok=True)
    made = os.geteuid() == 0 and quiet('mount', '-t', 'tmpfs', '-o', 'size=%dm' % mib,
                                       'tmpfs', str(place))
    try:
        yield place if made else None
    finally:
        if made:
            quiet('umount', str(place))


def fill(place):
    with open(place / 'filler', 'wb', buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


def runs_out(box, tap, place):
    """All that writes, on a disk without space: nothing lost, nothing half."""
    case, answers = str(place / 'a.hikae'), box.work / 'answers.json'
    shutil.copy(box.template, case)
    answers.write_text(json.dumps({
        'country': 'US', 'shows': 'ai_nude_or_sexual', 'urls': ['https://x.com/a/1'],
        'adult': 'yes', 'email': 'sample@example.org', 'signature': 'Sample Person',
        'good_faith_statement': True}))
    letter = box.run(['letter', case, '--basis', 'us.tida.223a', '--recipient', 'x',
                      '--items', '1', '--answers', str(answers), '-o',
                      str(box.work / 'letter.pdf')])
    listed = json.loads(box.run(['--json', 'list', case]).stdout)['items']
    fill(place)
    for arguments in (['add', case, str(box.work / 'large.bin')],
                      ['capture', case, 'http://127.0.0.1/'],
                      ['stamp', case],
                      ['letter', case, '--request', '1', '-o', str(place / 'letter.pdf')],
                      ['export', case, '-o', str(place / 'all.zip')],
                      ['extract', case, '1', '-o', str(place / 'one.txt')],
                      ['backup', case, str(place)]):
        done = box.run(arguments)
        tap.check('without space %s says what to do' % arguments[0],
                  wants(done, 1, 'free some space'))
    left = sorted(set(os.listdir(place)) - {'a.hikae', 'a.hikae-journal', 'filler'})
    tap.check('without space nothing half is left', str(left) if left else None)
    same = json.loads(box.run(['--json', 'list', case]).stdout)['items'] == listed
    tap.check('without space the case is as it was', first_wrong(
        wants(letter, 0), wants(box.run(['verify', case]), 0),
        None if same else 'other items'))
    os.remove(place / 'filler')
    tap.check('with space again it goes on', first_wrong(
        wants(box.run(['note', case, '--text', 'x']), 0),
        wants(box.run(['export', case, '-o', str(place / 'all.zip')]), 0),
        wants(box.run(['verify', case]), 0)))


def log_full(box, tap, place):
    """The bundle fits elsewhere, and the line of the log that names it does not."""
    case, bundle = str(place / 'b.hikae'), str(box.work / 'elsewhere.zip')
    shutil.copy(box.template, case)
    fill(place)
    done = box.run(['export', case, '-o', bundle])
    tap.check('a bundle that the log cannot name is told of', first_wrong(
        wants(done, 1, 'the bundle is written, but the log is not'),
        wants(box.run(['verify', bundle]), 0)))
    os.remove(place / 'filler')


def runs_out_everywhere(box, tap):
    helper = box.work / 'page.py'
    helper.write_text(PAGE % sys.executable)
    helper.chmod(0o755)
    box.environment['HIKAE_WEB_CAPTURE'] = str(helper)
    (box.work / 'large.bin').write_bytes(os.urandom(2 * MIB))
    with memory_disk(box, 8) as place:
        if place is None:
            tap.skip('a disk without space', 'no tmpfs mount here')
        else:
            runs_out(box, tap, place)
            log_full(box, tap, place)
    del box.environment['HIKAE_WEB_CAPTURE']


def foreign(box, tap):
    """No hard links, no O_TMPFILE, no modes."""
    for kind in ('exfat', 'vfat'):
        with disk(box, kind, 64) as place:
            if place is None:
                tap.skip('a case on ' + kind, missing(kind))
                continue
            case = str(place / 'b.hikae')
            tap.check(kind, first_wrong(
                wants(box.run(['--json', 'new', case]), 0),
                wants(box.run(['add', case, str(box.work / 'first.txt')]), 0),
                wants(box.run(['verify', case]), 0),
                wants(box.run(['backup', case, str(place)]), 0),
                wants(box.run(['new', case]), 1, 'already there'),
                wants(box.run(['extract', case, '1', '-o', str(place / 'out.txt')]), 0)))


@contextlib.contextmanager
def network_home(box):
    """A folder reached over SFTP, as a home on a server is; None without sshfs."""
    server = next((path for path in ('/usr/lib/openssh/sftp-server', '/usr/lib/ssh/sftp-server')
                   if os.path.exists(path)), None)
    far, near = box.work / 'far', box.work / 'near'
    far.mkdir()
    near.mkdir()
    if not (server and shutil.which('sshfs') and os.access('/dev/fuse', os.W_OK)):
        yield None
        return
    to_server, from_server = os.pipe(), os.pipe()
    serving = subprocess.Popen([server], stdin=to_server[0], stdout=from_server[1],
                               stderr=subprocess.DEVNULL)
    mounted = subprocess.Popen(['sshfs', '-f', '-o', 'passive', 'far:' + str(far), str(near)],
                               stdin=from_server[0], stdout=to_server[1],
                               stderr=subprocess.DEVNULL)
    for fd in to_server + from_server:
        os.close(fd)
    try:
        for _ in range(100):
            if os.path.ismount(near) or mounted.poll() is not None:
                break
            time.sleep(0.05)
        yield near if os.path.ismount(near) else None
    finally:
        quiet('fusermount3', '-u', str(near)) or quiet('umount', str(near))
        serving.terminate()
        serving.wait()
        mounted.wait(timeout=20)


def network(box, tap):
    with network_home(box) as place:
        if place is None:
            tap.skip('a case in a home on a server', 'no sshfs or no /dev/fuse')
            return
        case = str(place / 'a.hikae')
        shutil.copy(box.template, case)
        tap.check('a case in a home on a server', first_wrong(
            wants(box.run(['add', case, str(box.work / 'first.txt')]), 0),
            wants(box.run(['list', case]), 0, 'first.txt'),
            wants(box.run(['backup', case, str(box.work / 'near-copy.hikae')]), 0),
            wants(box.run(['verify', case]), 0),
            wants(box.run(['verify', str(box.work / 'far' / 'a.hikae')]), 0)))


def no_locks(box, tap):
    """A server without a lock service: refused, with a way out, and nothing changed."""
    case = str(box.work / 'locks.hikae')
    shutil.copy(box.template, case)
    for name, injected in (('no lock service', ['fcntl:error=ENOLCK']),
                           ('no locks of either kind', ['fcntl:error=EINVAL',
                                                        'flock:error=ENOLCK'])):
        trace = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=fcntl,flock']
        for fault in injected:
            trace += ['-e', 'inject=' + fault]
        if not shutil.which('strace') or not quiet(*trace, 'true'):
            tap.skip(name, 'no strace here')
            continue
        done = subprocess.run(trace + box.arguments(['list', case]), env=box.environment,
                              capture_output=True, text=True, check=False, timeout=120)
        tap.check(name + ' says where to take the case',
                  wants(done, 1, 'copy the case to a disk of this computer'))
    tap.check('and nothing was changed', None if pathlib.Path(case).read_bytes() ==
              pathlib.Path(box.template).read_bytes() else 'the file is another')


def clock_goes_back(box, tap):
    """A battery that is empty, or somebody who sets the clock."""
    if not shutil.which('faketime'):
        tap.skip('a clock that goes back', 'no faketime')
        return
    case = str(box.work / 'clock.hikae')
    shutil.copy(box.template, case)
    wrong = None
    for offset in ('+300d', '-3000d', '+0d'):
        done = subprocess.run(
            ['faketime', '-f', offset, *box.arguments(['note', case, '--text', offset])],
            env=box.environment, capture_output=True, text=True, check=False, timeout=120)
        wrong = first_wrong(wrong, wants(done, 0))
    listed = json.loads(box.run(['--json', 'list', case]).stdout or '{}').get('items', [])
    numbers = [item['number'] for item in listed]
    tap.check('a clock that goes back', first_wrong(
        wrong, wants(box.run(['verify', case]), 0), wants(box.run(['info', case]), 0),
        None if numbers == sorted(numbers) and len(numbers) >= 4 else str(listed)))
    bundle = str(box.work / 'clock.zip')
    done = box.run(['export', case, '-o', bundle, '--lang', 'en'])
    with zipfile.ZipFile(bundle) as archive:
        told = archive.read('data/custody.txt').decode().count('had been set back before')
    tap.check('the bundle tells its reader', first_wrong(
        wants(done, 0),
        wants(box.run(['verify', bundle]), 0, 'had been set back before entry'),
        None if told == 1 else f'{told} times in custody.txt'))


def differing(left, right):
    """First and last byte that differ, or None."""
    places = [i for i in range(0, len(left), 4) if left[i:i + 4] != right[i:i + 4]]
    return (places[0], places[-1] + 4) if places else None


def rescued(box, tap):
    """One byte of the disk is turned: a page of a film is lost, and no more of it."""
    film = os.urandom(3 * MIB)
    (box.work / 'film.bin').write_bytes(film)
    case, new = str(box.work / 'damaged.hikae'), str(box.work / 'saved.hikae')
    shutil.copy(box.template, case)
    box.run(['add', case, str(box.work / 'film.bin')])
    with open(case, 'r+b') as file:
        file.seek(-MIB, os.SEEK_END)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))
    number = str(json.loads(box.run(['--json', 'list', case]).stdout)['items'][-1]['number'])
    tap.check('the check names the item', wants(box.run(['verify', case]), 1, 'item ' + number))
    done = box.run(['--json', 'rescue', case, new])
    film_now = next((item for item in json.loads(done.stdout or '{"items":[]}')['items']
                     if str(item['item']) == number), {})
    tap.check('a rescue loses one page', first_wrong(
        wants(done, 1), None if film_now.get('state') == 'partly' and
        0 < film_now['missing'] <= 65536 else str(film_now)))
    out = box.work / 'film.out'
    tap.check('what has holes is not handed out as whole',
              wants(box.run(['extract', new, number, '-o', str(out)]), 4))
    done = box.run(['extract', new, number, '-o', str(out), '--damaged'])
    left = out.read_bytes() if out.exists() else b''
    hole = differing(film, left) if len(left) == len(film) else None
    tap.check('but what is left of it can be had', first_wrong(
        wants(done, 1, 'missing     bytes'),
        None if hole and hole[1] - hole[0] <= film_now['missing'] + 4 and
        not any(left[hole[0] + 4:hole[1] - 4]) else 'hole: %s, %d bytes' % (hole, len(left))))


def dumps_core(command, environment, folder, started):
    """Whether the kernel writes a core file of it when it crashes in its work."""
    crashing = subprocess.Popen(
        command, env=environment, cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))
    for _ in range(2400):
        if started():
            break
        time.sleep(0.05)
    crashing.send_signal(signal.SIGSEGV)
    status = os.waitpid(crashing.pid, 0)[1]
    crashing.returncode = 0
    if not os.WIFSIGNALED(status):
        return None
    return os.WCOREDUMP(status)


def crash(box, tap):
    """A program that crashes with keys and evidence in memory leaves no core file."""
    folder = box.work / 'cores'
    folder.mkdir()
    if os.getuid() != 0 or not dumps_core(['sleep', '60'], box.environment, folder,
                                          lambda: True):
        tap.skip('a crash leaves no core file', 'this machine writes none at all')
        return
    for name in os.listdir(folder):
        os.unlink(folder / name)
    case, big = str(box.work / 'crash.hikae'), box.work / 'crash.bin'
    shutil.copy(box.template, case)
    with open(big, 'wb') as file:
        file.truncate(1024 * MIB)
    before = os.path.getsize(case)
    dumped = dumps_core(box.arguments(['add', case, str(big)]), box.environment, folder,
                        lambda: os.path.getsize(case) > before)
    big.unlink()
    tap.check('a crash leaves no core file', None if dumped is False and
              not os.listdir(folder) else 'core: %s, %s' % (dumped, os.listdir(folder)))
    tap.check('after a crash the case is whole', wants(box.run(['verify', case]), 0))


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
    for _ in range(2400):
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
        for run in (read_only, full, runs_out_everywhere, foreign, network, no_locks,
                    two_programs, moved, sources,
                    clock_goes_back, rescued, crash):
            run(box, tap)
    return tap.finish()


sys.exit(main())
