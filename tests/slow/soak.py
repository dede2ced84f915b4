#!/usr/bin/python3
# soak.py: hours of random use of one case, with a model beside it
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: soak.py CLI TEST-AUTHORITY [--hours N] [--each N] [--seed N]
                 [--folder FOLDER [--minutes N]]

One simulated hour is --each random steps (default 60): add, note, link, stamp by an authority
on loopback, kill, a second program, hand over and check, take out and compare, back up and go
on with the copy. The clock of all programs is moved on by libfaketime; at the end it jumps
to when the stamps near their end, and they are renewed. After each step the case must hold
exactly what the model holds; each hour everything is verified. Most programs open the case by its
recovery code: the passphrase costs time, and so much memory that nothing else is seen. Prints
the figures, and ends with exit 1 at the first difference. With --folder the case and the model
stay there; after --minutes it stops at the end of an hour, and the same call goes on from it.
"""
import argparse
import hashlib
import json
import os
import pathlib
import pickle
import random
import shutil
import subprocess
import sys
import tempfile
import time

PASSPHRASE = 'correct horse battery staple'
RENEWAL = 9 * 365 * 86400  # seconds from now until the test authority's chain nears its end


class Difference(Exception):
    pass


class Soak:
    def __init__(self, cli, authority, folder, seed):
        self.cli, self.folder = os.path.abspath(cli), pathlib.Path(folder)
        self.random = random.Random(seed)
        self.case, self.model = str(self.folder / 'one.hikae'), {}
        self.clock, self.events, self.count = 0, 0, {}
        self.memory, self.most, self.backups, self.renewed = {}, 0, 0, 0
        self.hour = 0
        (self.folder / 'pass').write_text(PASSPHRASE + '\n')
        self.set_clock(0)
        self.environment = dict(
            os.environ, LD_PRELOAD='libfaketime.so.1', LC_ALL='C.UTF-8', TZ='UTC',
            LD_LIBRARY_PATH=self.find_faketime(), NO_PROXY='127.0.0.1', FAKETIME_NO_CACHE='1',
            FAKETIME_TIMESTAMP_FILE=str(self.folder / 'clock'),
            FAKETIME_DONT_FAKE_MONOTONIC='1')
        self.authority = subprocess.Popen([os.path.abspath(authority), folder], text=True,
                                          stdout=subprocess.PIPE, env=self.environment)
        self.port = int(self.authority.stdout.readline())

    @staticmethod
    def find_faketime():
        found = sorted(pathlib.Path('/usr/lib').glob('*/faketime/libfaketime.so.1'))
        if not found:
            sys.exit('soak.py needs libfaketime (Debian: faketime)')
        return str(found[0].parent)

    def set_clock(self, seconds):
        self.clock = seconds
        new = self.folder / 'clock.new'
        new.write_text('+%d\n' % seconds)
        new.rename(self.folder / 'clock')

    def start(self, *arguments, secret='code'):
        return subprocess.Popen(
            [self.cli, '--passphrase-file', str(self.folder / secret), '--json', *arguments],
            env=self.environment, cwd=self.folder, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *arguments, secret='code'):
        process = self.start(*arguments, secret=secret)
        said, complained = process.stdout.read(), process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        process.stderr.close()
        if process.returncode != 0:
            raise Difference('%r: exit %d: %s' % (arguments, process.returncode, complained))
        if secret == 'code':
            self.most = max(self.most, used.ru_maxrss // 1024)
        return json.loads(said) if said else {}

    def create(self):
        done = self.run('new', self.case, '--title', 'Soak', secret='pass')
        (self.folder / 'code').write_text(done['recovery_code'] + '\n')

    KEPT = ('case', 'model', 'clock', 'events', 'count', 'memory', 'backups', 'hour')

    def save(self):
        state = {name: getattr(self, name) for name in self.KEPT}
        state['random'] = self.random.getstate()
        state['anchors'] = (self.folder / 'ca.pem').read_text()
        (self.folder / 'state').write_bytes(pickle.dumps(state))

    def load(self):
        """Whether there was something to go on from."""
        if not (self.folder / 'state').exists():
            return False
        state = pickle.loads((self.folder / 'state').read_bytes())
        self.random.setstate(state.pop('random'))
        # The authority is another one at each start: what the earlier ones stamped stays good.
        with open(self.folder / 'ca.pem', 'a') as anchors:
            anchors.write(state.pop('anchors'))
        for name, value in state.items():
            setattr(self, name, value)
        self.set_clock(self.clock)
        return True

    # Steps. Each changes the case and the model alike.

    def new_files(self):
        """[(path, digest, size)] of up to three new files."""
        files = []
        for _ in range(self.random.randint(1, 3)):
            size = self.random.choice((0, 1, 1000, 4096, 65536, 3000000))
            body = self.random.randbytes(size + self.random.randint(1, 50))
            path = self.folder / ('in-%d.bin' % self.random.getrandbits(60))
            path.write_bytes(body)
            files.append((str(path), hashlib.sha256(body).hexdigest(), len(body)))
        return files

    def add(self):
        files = self.new_files()
        numbers = self.run('add', self.case, *(file[0] for file in files))['items']
        for number, file in zip(numbers, files, strict=True):
            self.model[number] = file[1:]
            os.remove(file[0])

    def note(self):
        text = 'note %d' % self.random.getrandbits(60)
        number = self.run('note', self.case, '--text', text)['items'][0]
        self.model[number] = (hashlib.sha256(text.encode()).hexdigest(), len(text))

    def stamp(self):
        done = self.run('stamp', self.case, '--tsa', 'http://127.0.0.1:%d/' % self.port,
                        '--ca', 'ca.pem')
        self.renewed += done['renewed']
        if any(stamp['state'] != 'valid' for stamp in done['stamps']):
            raise Difference('a stamp is not valid: %r' % done)

    def kill(self):
        """What was being added is there whole or not at all, in order."""
        files = self.new_files()
        process = self.start('add', self.case, *(file[0] for file in files))
        time.sleep(self.random.uniform(0, 2.5))
        process.kill()
        process.communicate()
        for item in self.run('list', self.case)['items']:
            if item['number'] not in self.model and files:
                if (item['sha256'], item['size']) != files[0][1:]:
                    raise Difference('after a kill: %r' % item)
                self.model[item['number']] = files[0][1:]
                os.remove(files.pop(0)[0])
        for file in files:
            os.remove(file[0])

    def second(self):
        """Two programs at once: one of them is told, and neither breaks the case."""
        first, other = self.start('verify', self.case), self.start('list', self.case)
        # Read before they are waited for: a long list fills the pipe.
        first.communicate()
        other.communicate()
        codes = sorted((first.returncode, other.returncode))
        if codes not in ([0, 0], [0, 1]):
            raise Difference('two programs: exit codes %r' % codes)

    def hand_over(self):
        bundle = str(self.folder / 'b.zip')
        self.run('export', self.case, '-o', bundle)
        done = self.run('verify', bundle, '--ca', 'ca.pem')
        bad = [f for f in done['findings'] if f['verdict'] == 'damaged']
        os.remove(bundle)
        if bad:
            raise Difference('the bundle: %r' % bad[:3])

    def take_out(self):
        if not self.model:
            return
        number = self.random.choice(sorted(self.model))
        out = self.folder / 'out.bin'
        self.run('extract', self.case, str(number), '-o', str(out))
        body = out.read_bytes()
        out.unlink()
        if (hashlib.sha256(body).hexdigest(), len(body)) != self.model[number]:
            raise Difference('item %d is not what was added' % number)

    def back_up(self):
        """The copy becomes the case; the old one is put away."""
        self.backups += 1
        copy = str(self.folder / ('copy-%d.hikae' % self.backups))
        self.run('backup', self.case, copy)
        os.remove(self.case)
        pathlib.Path(self.case + '-journal').unlink(missing_ok=True)
        self.case = copy

    STEPS = (('add', 8), ('note', 6), ('stamp', 3), ('kill', 4), ('second', 2),
             ('hand_over', 1), ('take_out', 4), ('back_up', 1))

    CHANGES = ('add', 'note', 'stamp', 'hand_over', 'renew')

    def step(self):
        name = self.random.choices([s[0] for s in self.STEPS], [s[1] for s in self.STEPS])[0]
        getattr(self, name)()
        self.count[name] = self.count.get(name, 0) + 1
        self.compare(name)

    def compare(self, name):
        process = self.start('list', self.case)
        said, complained = process.communicate()
        if process.returncode != 0:
            raise Difference('after %s: list: %s' % (name, complained))
        here = {item['number']: (item['sha256'], item['size'])
                for item in json.loads(said)['items']}
        if here != self.model:
            raise Difference('after %s: %d items, the model has %d'
                             % (name, len(here), len(self.model)))
        secret = 'pass' if self.random.random() < 0.1 else 'code'
        events = self.run('info', self.case, secret=secret)['events']
        if events < self.events:
            raise Difference('after %s: the log became shorter' % name)
        self.events = events
        known = {'pass', 'code', 'clock', 'ca.pem', 'untrusted.pem', 'state', os.path.basename(self.case)}
        # As with any SQLite database: a journal that was begun and not synced when the program was
        # killed protects nothing, and stays until the next change.
        if name not in self.CHANGES:
            known.add(os.path.basename(self.case) + '-journal')
        left = [path.name for path in self.folder.iterdir() if path.name not in known]
        if left:
            raise Difference('after %s: left behind: %r' % (name, left))

    def end_hour(self, hour):
        """Everything is verified and handed over; the largest memory of a program of this
        hour is noted."""
        self.hand_over()
        self.run('verify', self.case, '--ca', 'ca.pem')
        self.memory[hour], self.most = self.most, 0
        size = os.path.getsize(self.case) // 1000000
        print('hour %d: %d items, %d events, %d MB on disk, %d MB memory at most'
              % (hour, len(self.model), self.events, size, self.memory[hour]), flush=True)

    def renew(self):
        self.note()
        self.stamp()
        self.renewed = 0
        self.set_clock(RENEWAL)
        self.stamp()
        if self.renewed == 0:
            raise Difference('nothing was renewed')
        self.compare('renew')
        self.hand_over()
        self.run('verify', self.case, '--ca', 'ca.pem')


def run_hours(soak, options):
    """Whether all of them are over."""
    end = time.monotonic() + 60 * options.minutes
    if not soak.load():
        soak.create()
    while soak.hour < options.hours:
        for _ in range(options.each):
            soak.set_clock(soak.clock + 3600 // options.each)
            soak.step()
        soak.hour += 1
        soak.end_hour(soak.hour)
        soak.save()
        if options.minutes and time.monotonic() > end:
            return False
    soak.renew()
    return True


def soak_in(folder, options):
    soak = Soak(options.cli, options.authority, folder, options.seed)
    try:
        if not run_hours(soak, options):
            print('hour %d of %d: the same call goes on' % (soak.hour, options.hours))
            return 0
    except Difference as difference:
        kept = shutil.copy(soak.case, tempfile.gettempdir())
        print('not ok %s (the case: %s)' % (difference, kept))
        return 1
    finally:
        soak.authority.terminate()
        soak.authority.wait()
    grown = soak.memory[options.hours] - soak.memory[1]
    print('steps: %s; renewed: %d; memory grew by %d MB'
          % (json.dumps(soak.count, sort_keys=True), soak.renewed, grown))
    # The cache of pages (app/vfs/hikae-connection.c) is not full in the first hour; and the
    # report, the graph and the manifests of a bundle have lines for each item.
    allowed = 32 + 0.03 * len(soak.model)
    if grown > allowed:
        print('not ok memory grew by more than %d MB' % allowed)
        return 1
    print('ok nothing lost, nothing left behind')
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('cli')
    parser.add_argument('authority')
    parser.add_argument('--hours', type=int, default=24)
    parser.add_argument('--each', type=int, default=60)
    parser.add_argument('--seed', type=int, default=int(time.time()))
    parser.add_argument('--folder')
    parser.add_argument('--minutes', type=float, default=0)
    options = parser.parse_args()
    print('seed %d' % options.seed, flush=True)
    if options.folder:
        os.makedirs(options.folder, exist_ok=True)
        return soak_in(options.folder, options)
    with tempfile.TemporaryDirectory() as folder:
        return soak_in(folder, options)


if __name__ == '__main__':
    sys.exit(main())
