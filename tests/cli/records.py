#!/usr/bin/python3
# records.py: evidence records made, renewed and judged by hikae-cli
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: records.py CLI TEST-AUTHORITY. Prints TAP."""
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from blackbox import Tap  # noqa: E402

FILES = 200


class Records:
    def __init__(self, cli, work, url):
        self.cli, self.work, self.url = cli, work, url
        self.ca = str(work / 'authority/ca.pem')

    def run(self, *arguments):
        done = subprocess.run([self.cli, '--json', 'tsa'] + [str(one) for one in arguments],
                              capture_output=True, text=True, timeout=120, check=False)
        try:
            return done.returncode, json.loads(done.stdout), done.stderr
        except ValueError:
            return done.returncode, {}, done.stdout + done.stderr

    def ask(self, verb, *arguments):
        return self.run(verb, '--tsa', self.url, '--ca', self.ca, *arguments)

    def judge(self, record, data):
        code, reply, said = self.run('verify-record', '--ca', self.ca, '--data', data, record)
        return reply.get('verdict', 'exit %d: %s' % (code, said)), reply.get('codes')


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        (work / 'authority').mkdir()
        (work / 'out').mkdir()
        authority = subprocess.Popen([sys.argv[2], str(work / 'authority')],
                                     stdout=subprocess.PIPE, text=True)
        try:
            url = 'http://127.0.0.1:%d/' % int(authority.stdout.readline())
            check(tap, Records(sys.argv[1], work, url))
        finally:
            authority.terminate()
            authority.wait()
    return tap.finish()


def check(tap, records):
    work = records.work
    files = [work / ('file-%03d' % number) for number in range(FILES)]
    for number, path in enumerate(files):
        path.write_text('file %d' % number)
    code, reply, said = records.ask('record', '-o', work / 'out', *files)
    tap.check('%d files, one request' % FILES,
              None if code == 0 and reply.get('records') == FILES else said)
    tap.check('a record is below 4 KiB',
              None if 0 < reply.get('largest', 0) < 4096 else str(reply))
    one, data = work / 'out/file-123.ers', files[123]
    tap.check('it holds', None if records.judge(one, data)[0] == 'valid'
              else str(records.judge(one, data)))
    verdict = records.judge(one, files[122])
    tap.check('not for another file', None if verdict[0] == 'invalid' else str(verdict))
    code, _, said = records.ask('renew', '-o', work / 'renewed.ers', one)
    verdict = records.judge(work / 'renewed.ers', data)
    tap.check('time-stamp renewal', None if code == 0 and verdict[0] == 'valid'
              else said + str(verdict))
    code, _, said = records.ask('renew', '--hash', 'sha512', '--data', data,
                                '-o', work / 'rehashed.ers', work / 'renewed.ers')
    verdict = records.judge(work / 'rehashed.ers', data)
    tap.check('hash-tree renewal', None if code == 0 and verdict[0] == 'valid'
              else said + str(verdict))
    verdict = records.judge(work / 'rehashed.ers', files[0])
    tap.check('not for another file then', None if verdict[0] == 'invalid' else str(verdict))
    code, _, said = records.ask('renew', '-o', work / 'renewed.ers', one)
    tap.check('nothing is overwritten', None if code == 1 else said)


if __name__ == '__main__':
    sys.exit(main())
