#!/usr/bin/python3
# hostile.py: what a command line can not say: hostile names, damage, kills, full disks
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: hostile.py CLI LATER-CASE. Prints TAP.

LATER-CASE: tests/support/later-case.c.
"""
import ctypes
import json
import os
import pathlib
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from blackbox import CANARY, PASSPHRASE, Box, Tap  # noqa: E402
from newer_format import newer_format  # noqa: E402


# linux/prctl.h, linux/capability.h
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def items_of(box, case):
    done = box.run(['--json', 'list', case])
    return json.loads(done.stdout)['items'] if done.returncode == 0 else None


def fresh(box, name):
    path = str(box.work / name)
    shutil.copy(box.template, path)
    return path


def names(box):
    """Names a page or a person may give a file, none of which may fool or stop us."""
    folder = box.work / 'names'
    folder.mkdir()
    case = fresh(box, 'names.hikae')
    odd = [b'new\nline.txt', '\u202egpj.exe'.encode(), '\U0001f5bc\ufe0f.png'.encode(),
           b'a' * 255, b'-o', b'bad \xff\xfe bytes', b'  spaces  ', b'%s%n', b"'\"$(id)",
           'か\u3099.txt'.encode(), b'\x1b[31mred']
    for name in odd:
        path = os.path.join(os.fsencode(folder), name)
        with open(path, 'wb') as out:
            out.write(b'x')
        done = box.run(['add', case, path])
        if done.returncode != 0 or box.complaint(done):
            return '%r: exit %d: %s' % (name, done.returncode, done.stderr)
        if any(bad in done.stdout for bad in ('\u202e', '\x1b', 'new\nline')):
            return '%r is printed as it is: %r' % (name, done.stdout)
    bundle = str(box.work / 'names.zip')
    done = box.run(['export', case, '-o', bundle])
    if done.returncode != 0:
        return 'export: ' + done.stderr
    with zipfile.ZipFile(bundle) as opened:
        bad = [n for n in opened.namelist()
               if not all(c.isascii() and (c.isalnum() or c in '._-/') for c in n)]
    return 'names in the bundle: %r' % bad if bad else None


def give_up_rights():
    """What lets root read and write everything, in a process that is about to begin."""
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        if ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            os._exit(99)


def unreadable(box):
    path = box.work / 'unreadable'
    path.write_text('x')
    path.chmod(0)
    done = box.run(['add', fresh(box, 'unreadable.hikae'), str(path)],
                   preexec_fn=give_up_rights if os.geteuid() == 0 else None)
    return None if done.returncode == 1 and not box.complaint(done) else str(done)


def damage(box):
    """Cut anywhere or changed anywhere, a case is refused in words, never half shown."""
    whole = pathlib.Path(box.template).read_bytes()
    chance = random.Random(5)
    cuts = [0, 1, 100, 4096, 65535, 65536, len(whole) // 2, len(whole) - 1]
    changed = [chance.randrange(131072, len(whole)) for _ in range(4)]
    for kind, at in [('cut', n) for n in cuts if n < len(whole)] + \
            [('changed', n) for n in changed if n < len(whole)]:
        path = box.work / 'damaged.hikae'
        body = bytearray(whole)
        if kind == 'cut':
            body = body[:at]
        else:
            body[at] ^= 0x40
        path.write_bytes(body)
        done = box.run(['verify', str(path)])
        wrong = box.complaint(done)
        # One copy of the header may be lost without harm; the first bytes may not tell a
        # wrong passphrase from an altered header.
        if wrong or done.returncode not in (1, 3, 4):
            return '%s at %d: exit %d, %s' % (kind, at, done.returncode, wrong or done.stdout)
        if kind == 'cut' and path.read_bytes() != bytes(body):
            return 'cut at %d: the damaged file was written to' % at
    return None


def killed(box):
    """kill -9 while adding: what was kept before is there, and the case verifies."""
    case = fresh(box, 'killed.hikae')
    big = box.work / 'big.bin'
    big.write_bytes(os.urandom(1 << 20) * 48)
    kept = 2
    for delay in (0.5, 0.8, 1.1, 1.4, 1.8):
        process = subprocess.Popen(
            box.arguments(['add', case, str(big)]), env=box.environment, cwd=box.work,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        items = items_of(box, case)
        if items is None or not kept <= len(items) <= kept + 1:
            return 'after %.1f s: %r' % (delay, items)
        kept = len(items)
    done = box.run(['verify', case])
    return None if done.returncode == 0 else done.stdout + done.stderr


def plain_text(box):
    """Neither the evidence nor the passphrase lies anywhere outside the sources."""
    case = fresh(box, 'canary.hikae')
    box.run(['note', case, '--text', 'again ' + CANARY])
    box.run(['--json', 'list', case])
    box.run(['verify', case])
    sources = {'first.txt', 'right', 'wrong'}
    # The title as a table and as the log keep it: four letters alone come by chance in
    # some hundred megabytes of cipher text.
    words = (CANARY, PASSPHRASE, 'first.txt', 'titleBlue', '"Blue"')
    for path in box.work.rglob('*'):
        if path.is_file() and path.name not in sources:
            body = path.read_bytes()
            for word in words:
                if word.encode() in body and path.suffix != '.zip':
                    return '%s holds %s' % (path.name, word)
    return None


def command_line(box):
    """While it runs, nothing secret is in the process list or the environment."""
    process = subprocess.Popen(
        box.arguments(['verify', box.template]), env=box.environment, cwd=box.work,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.2)
    try:
        shown = pathlib.Path('/proc/%d/cmdline' % process.pid).read_bytes()
        limits = pathlib.Path('/proc/%d/limits' % process.pid).read_text()
    except OSError as error:
        return str(error)
    finally:
        process.wait()
    if PASSPHRASE.encode() in shown:
        return 'the passphrase is in the process list'
    core = next(line for line in limits.splitlines() if line.startswith('Max core'))
    return None if core.split()[4] == '0' else 'a core file could be written: ' + core


def other_program(box):
    """Another program of the same user can not look into its memory. For root nothing is
    closed, so root lets a user without rights try."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        pipe, program = folder + '/pipe', folder + '/hikae-cli'
        shutil.copy(box.cli, program)
        shutil.copy(box.template, folder + '/case.hikae')
        os.mkfifo(pipe, 0o666)
        os.chmod(pipe, 0o666)
        os.chmod(folder + '/case.hikae', 0o666)
        user = 65534 if os.geteuid() == 0 else os.geteuid()
        # It waits for the passphrase, which never comes.
        process = subprocess.Popen(
            [program, '--passphrase-file', pipe, 'info', folder + '/case.hikae'],
            user=user if os.geteuid() == 0 else None, env=box.environment, cwd='/',
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(0.3)
        try:
            owner = os.stat('/proc/%d/mem' % process.pid).st_uid
        except OSError as error:
            return str(error)
        finally:
            ended = process.poll()
            process.kill()
            said = process.communicate()[1]
    if ended is not None:
        return 'it did not wait: %r' % said
    return None if owner == 0 else 'its memory belongs to user %d' % owner


def full_disk(box):
    if os.geteuid() != 0 or not shutil.which('mount'):
        return 'skip: needs root for a small tmpfs'
    disk = box.work / 'disk'
    disk.mkdir()
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', str(disk)],
                      stderr=subprocess.DEVNULL, check=False).returncode != 0:
        return 'skip: a tmpfs can not be mounted here'
    try:
        case = str(disk / 'x.hikae')
        shutil.copy(box.template, case)
        big = box.work / 'five.bin'
        big.write_bytes(os.urandom(5 << 20))
        done = box.run(['add', case, str(big)])
        if done.returncode != 1 or box.complaint(done) or 'space' not in done.stderr:
            return 'add: exit %d: %s' % (done.returncode, done.stderr)
        items = items_of(box, case)
        if items is None or len(items) != 2:
            return 'after the full disk: %r' % items
        bundle = disk / 'b.zip'
        (disk / 'fill').write_bytes(b'x' * (os.statvfs(disk).f_bavail * 4096 - 8192))
        done = box.run(['export', case, '-o', str(bundle)])
        if done.returncode != 1 or bundle.exists():
            return 'export: exit %d, left behind: %s' % (done.returncode, bundle.exists())
        (disk / 'fill').unlink()
        done = box.run(['verify', case])
        return None if done.returncode == 0 else done.stdout + done.stderr
    finally:
        subprocess.run(['umount', '-l', str(disk)], check=False)


def two_at_once(box):
    """A second program gets told so at once; it never waits and never breaks the first."""
    case = fresh(box, 'two.hikae')
    big = box.work / 'big.bin'
    if not big.exists():
        big.write_bytes(os.urandom(1 << 20) * 48)
    both = [subprocess.Popen(box.arguments(['add', case, str(big)]), env=box.environment,
                             cwd=box.work, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(2)]
    ends = [(p.communicate(timeout=120), p.returncode)[1] for p in both]
    items = items_of(box, case)
    if any(end not in (0, 1) for end in ends) or items is None:
        return 'exits %r, items %r' % (ends, items)
    return None if len(items) == 2 + ends.count(0) else 'exits %r, %d items' % (ends, len(items))


def bare_language(box):
    """No language at all (cron, a bare ssh): text is text still; what is none is refused."""
    case = fresh(box, 'bare.hikae')
    bare = {name: value for name, value in box.environment.items()
            if name != 'LANG' and not name.startswith('LC_')}
    for language in ({}, {'LANG': 'C'}, {'LC_ALL': 'POSIX'}, {'LANG': 'xx_YY.UTF-8'}):
        done = subprocess.run(
            box.arguments(['note', case, '--text', '\u811a\u8feb \u0130 \u0642']),
            env={**bare, **language}, capture_output=True, check=False)
        if done.returncode != 0:
            return '%r: %r' % (language, done.stderr)
    notes = [json.loads(box.run(['--json', 'show', case, str(number)]).stdout)
             for number in range(3, 7)]
    if any('\u811a\u8feb \u0130 \u0642' not in json.dumps(note, ensure_ascii=False)
           for note in notes):
        return 'another text was kept'
    done = box.run(['note', case, '--text', b'ab\xff'])
    return None if done.returncode == 2 and 'encoding' in done.stderr else done.stderr


def unheard(box):
    """What nobody can have read is not called done."""
    made = str(box.work / 'unheard.hikae')
    wrong = []

    def speak(arguments, where):
        command = ' '.join(shlex.quote(part) for part in box.arguments(arguments))
        done = subprocess.run(['sh', '-c', command + ' ' + where], env=box.environment,
                              cwd=box.work, capture_output=True, text=True, check=False)
        if done.returncode != 1 or 'standard output' not in done.stderr:
            wrong.append('%r %s: exit %d, %s' % (
                arguments, where, done.returncode, done.stderr))
        return done.stderr

    if 'key CASE recovery' not in speak(['new', made], '>/dev/full'):
        wrong.append('a recovery code that nobody saw is not named')
    if 'key CASE recovery' not in speak(['key', made, 'recovery'], '>/dev/full'):
        wrong.append('a new recovery code that nobody saw is not named')
    if 'never confirmed' not in box.run(['info', made]).stdout:
        wrong.append('a recovery code that nobody saw counts as confirmed')
    box.remember_code([made], box.run(['--json', 'key', made, 'recovery']).stdout)
    box.run(['note', made, '--text', 'x'])
    for arguments in (['list', made], ['--json', 'list', made], ['info', made],
                      ['verify', made], ['--help']):
        speak(arguments, '>/dev/full')
    speak(['note', made, '--text', 'x'], '>&-')
    subprocess.run(['sh', '-c', '%s note %s --text x 0<&- 1>&- 2>&-' % (
        ' '.join(shlex.quote(part) for part in box.arguments([])), shlex.quote(made))],
                   env=box.environment, check=False)
    if box.run(['verify', made]).returncode != 0 or len(items_of(box, made)) != 3:
        wrong.append('the case was written into')
    return '\n'.join(wrong) or None


def newer_program(box):
    """A case that a newer program made, by its database or by its whole format: said in a
    sentence, and not touched."""
    kept = pathlib.Path(__file__).resolve().parent.parent / 'data/cases/v4.hikae'
    secret = box.work / 'kept-secret'
    secret.write_text('kosun-niguj-hufah-bibam-bonis-ludas-savov-kosih-hakur')
    folder = box.work / 'newer'
    folder.mkdir()
    by_schema = folder / 'schema.hikae'
    shutil.copy(kept, by_schema)
    subprocess.run([sys.argv[2], by_schema], check=True)
    for path in folder.glob('*-before-update-*'):
        path.unlink()
    by_format = folder / 'format.hikae'
    by_format.write_bytes(newer_format(kept.read_bytes()))
    wrong = []
    for path in (by_schema, by_format):
        before = path.read_bytes()
        for verb in (['info', path], ['note', path, '--text', 'x'],
                     ['backup', path, folder / 'copy.hikae']):
            done = box.run(['--passphrase-file', str(secret), *map(str, verb)])
            if (done.returncode != 1 or 'update Hikae; the file was not touched'
                    not in done.stderr or box.complaint(done)):
                wrong.append('%s: %s' % (verb[0], done))
        if path.read_bytes() != before or len(list(folder.iterdir())) != 2:
            wrong.append('%s was touched: %r' % (path, list(folder.iterdir())))
    return '\n'.join(wrong) or None


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        box = Box(sys.argv[1], pathlib.Path(folder))
        for test in (names, unreadable, damage, killed, two_at_once, command_line,
                     other_program, full_disk, plain_text, bare_language, unheard, newer_program):
            wrong = test(box)
            if wrong is not None and wrong.startswith('skip: '):
                tap.skip(test.__name__, wrong[6:])
            else:
                tap.check(test.__name__, wrong)
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
