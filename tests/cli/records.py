#!/usr/bin/python3
# records.py: evidence records made, renewed and judged by hikae-cli
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: records.py CLI TEST-AUTHORITY. Prints TAP."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from blackbox import Tap, stamp_authority  # noqa: E402

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
        (work / 'out').mkdir()
        with stamp_authority(sys.argv[2], work / 'authority') as url:
            records = Records(sys.argv[1], work, url)
            check(tap, records)
            check_case(tap, records)
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


def check_case(tap, records):
    """A case keeps the record of each stamp; when the hash function nears its end, `stamp`
    renews it by another (RFC 4998, 5.2), and the bundle has what came of it."""
    work = records.work
    case, secret, code = str(work / 'case.hikae'), work / 'secret', work / 'code'
    secret.write_text('quiet lantern over seven rivers')
    (work / 'own').mkdir()
    (work / 'own/algorithms.conf').write_text('[until]\nSHA256=2026-01-31\n')
    leaving = {'HIKAE_AUTHORITIES_FOLDER': str(work / 'own')}

    def cli(*arguments, **more):
        done = subprocess.run(
            [records.cli, '--json', '--passphrase-file', str(code if code.exists() else secret)] +
            [str(one) for one in arguments], capture_output=True, text=True, timeout=120,
            check=False, env=dict(os.environ, **more))
        return json.loads(done.stdout) if done.stdout else {'said': done.stderr}

    def stamp(*options, **more):
        return cli('stamp', case, '--tsa', records.url, '--ca', records.ca, *options, **more)

    def bundle(name):
        cli('export', case, '-o', work / name)
        with zipfile.ZipFile(work / name) as archive:
            archive.extractall(work / (name + '-files'))
        return work / (name + '-files/data')

    # Opened by its recovery code, which needs no Argon2.
    code.write_text(cli('new', case, '--title', 'Blue')['recovery_code'])
    for number in range(2):
        cli('add', case, work / ('file-%03d' % number))
        reply = stamp()
    tap.check('nothing is due', None if reply.get('records') == 0 else str(reply))
    before, reply = stamp(), stamp('--log')
    tap.check('--log stamps the log though no item is new',
              None if not before.get('sealed') and not before.get('stamps') and
              reply.get('sealed') and [one['state'] for one in reply['stamps']] == ['valid']
              else '%r %r' % (before, reply))
    plain = bundle('plain.zip')
    reply = stamp(**leaving)
    tap.check('hash-tree renewal of three seals in one request',
              None if reply.get('records') == 3 and not reply['records_missing']
              else str(reply))
    reply = stamp(**leaving)
    tap.check('once is enough', None if reply.get('records') == 0 else str(reply))
    renewed = bundle('renewed.zip')
    wrong = None
    for number in (1, 2, 3):
        name = next((renewed / 'seals').glob('seal-%04d.*.ers' % number)).name
        data = renewed / ('seals/seal-%04d.sha256' % number)
        first, later = plain / 'seals' / name, renewed / 'seals' / name
        verdicts = [records.judge(first, data)[0], records.judge(later, data)[0],
                    records.judge(later, renewed / 'custody.jsonl')[0]]
        if verdicts != ['valid', 'valid', 'invalid'] or \
                first.read_bytes() == later.read_bytes():
            wrong = '%s: %r' % (name, verdicts)
    tap.check('the bundle has them, and they hold for their list alone', wrong)
    text = (renewed.parent / 'VERIFY.txt').read_text()
    tap.check('VERIFY.txt says how to check them',
              None if text.count('verify-record --data seals/seal-') == 3 else text)
    for name in (case, work / 'renewed.zip'):
        reply = cli('verify', name, *(('--ca', records.ca) if name != case else ()))
        tap.check('%s verifies' % os.path.basename(str(name)),
                  None if reply.get('verdict') == 'good' else str(reply)[:2000])


if __name__ == '__main__':
    sys.exit(main())
