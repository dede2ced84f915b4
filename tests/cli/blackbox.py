# blackbox.py: what the black-box tests share: a box with a ready case, and TAP lines
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'support'))
from stamp_authority import stamp_authority  # noqa: E402, F401 (for those that import us)

CANARY = 'kingfisher-canary-51c8e2'
PASSPHRASE = 'quiet lantern over seven rivers'
SECONDS = 240
IDENTITY = slice(32, 48)  # in a case file, see app/vfs/README.md


class Tap:
    def __init__(self):
        self.number = self.failures = 0

    def check(self, name, wrong):
        """@wrong: None when all is well, else what is not."""
        self.number += 1
        self.failures += wrong is not None
        print('%sok %d %s' % ('' if wrong is None else 'not ', self.number, name), flush=True)
        for line in (wrong or '').splitlines()[:20]:
            print('# ' + line)

    def skip(self, name, reason):
        self.number += 1
        print('ok %d %s # SKIP %s' % (self.number, name, reason), flush=True)

    def finish(self):
        print('1..%d' % self.number)
        return 1 if self.failures or not self.number else 0


def read_identity(path):
    """The number that a case file shares with its copies; None of anything else."""
    try:
        with open(path, 'rb') as file:
            head = file.read(IDENTITY.stop)
    except OSError:
        return None
    return head[IDENTITY] if head.startswith(b'Hikae case file\n') else None


class Box:
    """A folder, two passphrase files and a ready case with a text file and a note.

    Cases made with `--json new`, that one among them, and their copies are opened with the
    recovery code, in a fiftieth of the time that a passphrase takes, wherever a command
    names no file of its own."""

    def __init__(self, cli, work):
        self.cli, self.work = os.path.abspath(cli), work
        self.right, self.wrong = str(work / 'right'), str(work / 'wrong')
        self.codes = {}  # the file of the code by the case's identity
        self.template = str(work / 'template.hikae')
        self.environment = dict(os.environ, LC_ALL='C.UTF-8', TZ='UTC', no_proxy='*',
                                HOME=str(work), TMPDIR=str(work / 'tmp'))
        (work / 'tmp').mkdir()
        (work / 'right').write_text(PASSPHRASE)
        (work / 'wrong').write_text('not the passphrase')
        (work / 'first.txt').write_text('first ' + CANARY + '\n' + 'payload ' * 400)
        done = self.run(['--json', 'new', self.template, '--title', 'Blue'])
        if done.returncode != 0:
            raise SystemExit('Bail out! new: ' + done.stderr)
        for arguments in (['add', self.template, str(work / 'first.txt'),
                           '--url', 'https://example.com/' + CANARY],
                          ['note', self.template, '--text', 'second ' + CANARY]):
            done = self.run(arguments)
            if done.returncode != 0:
                raise SystemExit('Bail out! %s: %s' % (arguments[0], done.stderr))

    def arguments(self, arguments):
        if '--passphrase-file' in arguments:
            return [self.cli] + arguments
        # A rescued case gets the passphrase that the old one was opened with.
        known = [] if 'rescue' in arguments else [
            self.codes[identity] for identity in map(self.identify, arguments)
            if identity in self.codes]
        return [self.cli, '--passphrase-file', (known + [self.right])[0]] + arguments

    def identify(self, argument):
        path = os.fsdecode(argument)
        return read_identity(str(self.work / path)) if path.endswith('.hikae') else None

    def remember_code(self, arguments, said):
        """Of a case that was just made."""
        case = next(one for one in arguments if one.endswith('.hikae'))
        path = self.work / ('code-%d' % len(self.codes))
        path.write_text(json.loads(said)['recovery_code'])
        self.codes[self.identify(case)] = str(path)

    def run(self, arguments, cwd=None, **more):
        try:
            done = subprocess.run(
                self.arguments(arguments), cwd=cwd or self.work, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                timeout=SECONDS, check=False, **more)
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(arguments, -99, '', 'no end in %d s' % SECONDS)
        done.stdout = done.stdout.decode('utf-8', 'backslashreplace')
        done.stderr = done.stderr.decode('utf-8', 'backslashreplace')
        if arguments[:2] == ['--json', 'new'] and done.returncode == 0:
            self.remember_code(arguments, done.stdout)
        return done

    @staticmethod
    def complaint(done):
        """What no run may ever do, whatever it was asked: None when it did not."""
        if done.returncode < 0:
            return 'ended by signal or time-out %d: %s' % (-done.returncode, done.stderr)
        # A process of the engine that is ended while it joins its bus says so itself.
        said = re.sub(r'\(process:\d+\): WARNING \*\*.*Error writing credentials to socket',
                      '', done.stderr)
        if re.search(r'CRITICAL|WARNING|AddressSanitizer|runtime error:', said):
            return 'complained: ' + done.stderr
        if done.returncode != 0 and not done.stderr and not done.stdout:
            return 'failed without a word'
        if CANARY in done.stderr or PASSPHRASE in done.stdout + done.stderr:
            return 'evidence or a passphrase in an error message'
        return None
