#!/usr/bin/python3
# verify-lines.py: VERIFY.txt taken at its word, line by line, for each system it names
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: verify-lines.py CLI TEST-AUTHORITY NPM-FOLDER. Prints TAP.

What README.md beside this file says is run is run here: each line under "Linux", under
"macOS" and of the third part, on whole bundles, on one of which a part was left out, and on
changed ones. Windows itself is not here: its lines are read (see there)."""
import base64
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'cli')]
import bundle_forge as forge  # noqa: E402
from blackbox import Box, Tap, stamp_authority  # noqa: E402

NPM = ('tree-sitter-powershell@0.26.4', 'web-tree-sitter@0.27.2')


def shell(command, folder):
    here = os.path.dirname(os.path.abspath(sys.argv[1])) + ':' + os.environ['PATH']
    done = subprocess.run(['sh', '-c', command], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, timeout=120,
                          env=dict(os.environ, PATH=here))
    return done.returncode, done.stdout.decode('utf-8', 'replace')


def read_parts(text):
    """{(part, system): lines to type}, of the three numbered parts."""
    found, part, system = {}, 0, ''
    for line in text.splitlines():
        if re.match(r'\d\. [A-Z証欠完タ]', line):
            part, system = int(line[0]), ''
        elif re.match(r'(Linux|macOS|Windows)\b.*[:。]$', line) or \
                re.match(r'(Linux|macOS):', line) or re.match(r'Windows（PowerShell', line):
            system = re.match(r'\w+?(?=[^A-Za-z])', line + ' ').group(0)
        elif line.startswith('    ') and part:
            found.setdefault((part, system), []).append(line[4:])
    return found


class Windows:
    """The PowerShell lines in other words: what a reader of them holds them to do. The
    lines themselves must be exactly these."""
    COMPLETE = """\
foreach ($m in 'manifest-sha256.txt','tagmanifest-sha256.txt') {
  Get-Content $m -Encoding UTF8 | ForEach-Object {
    $want, $file = $_ -split '  ', 2
    $have = Get-FileHash -LiteralPath $file -Algorithm SHA256 -ea SilentlyContinue
    if ("$($have.Hash)" -ne $want) { "CHANGED OR MISSING: $file" }
  }
}; "finished"
"""
    SEALS = """\
cd data
foreach ($s in Get-ChildItem seals -Filter *.sha256) {
  Get-Content $s.FullName -Encoding UTF8 | ForEach-Object {
    $want, $file = $_ -split '  ', 2
    $have = Get-FileHash -LiteralPath $file -Algorithm SHA256 -ea SilentlyContinue
    if (-not $have) { "NOT IN THIS BUNDLE: $file" }
    elseif ("$($have.Hash)" -ne $want) { "CHANGED: $file" }
  }
}; "finished"
"""

    @staticmethod
    def lines_of(path):
        for line in path.read_text('utf-8').splitlines():
            want, name = line.split('  ', 1)
            yield want, name

    @staticmethod
    def hash_of(path):
        # Get-FileHash writes capitals; -ne compares without regard to them.
        return hashlib.sha256(path.read_bytes()).hexdigest().upper() if path.is_file() else None

    @classmethod
    def complete(cls, folder):
        said = []
        for manifest in ('manifest-sha256.txt', 'tagmanifest-sha256.txt'):
            for want, name in cls.lines_of(folder / manifest):
                if (cls.hash_of(folder / name) or '').lower() != want.lower():
                    said.append('CHANGED OR MISSING: ' + name)
        return said + ['finished']

    @classmethod
    def seals(cls, folder):
        said = []
        for seal in sorted((folder / 'data/seals').glob('*.sha256')):
            for want, name in cls.lines_of(seal):
                have = cls.hash_of(folder / 'data' / name)
                if have is None:
                    said.append('NOT IN THIS BUNDLE: ' + name)
                elif have.lower() != want.lower():
                    said.append('CHANGED: ' + name)
        return said + ['finished']


def unpack(path, work, name):
    folder = work / name
    shutil.unpack_archive(path, folder, 'zip')
    return folder


def run_linux_and_mac(tap, what, folder, parts):
    for system in ('Linux', 'macOS'):
        if system == 'macOS' and shutil.which('shasum') is None:
            tap.skip(what + ': the lines for macOS', 'shasum (perl) not installed')
            continue
        wrong = None
        for part, expected in ((1, '' if system == 'Linux' else 'OK'), (2, 'OK')):
            lines = parts.get((part, system), [])
            code, said = shell('set -e\n' + '\n'.join(lines), folder)
            told = [line for line in said.splitlines() if not line.endswith(': OK')]
            if len(lines) < 2 or code != 0 or told or (expected and ': OK' not in said):
                wrong = wrong or '%d %r: %d %s' % (part, lines, code, said)
        tap.check('%s: the lines for %s say what is expected' % (what, system), wrong)


def run_changed(tap, folder, parts):
    """One byte of an exhibit: every line that looks at it says so."""
    item = next(p for p in sorted((folder / 'data/items').iterdir()))
    body = item.read_bytes()
    item.write_bytes(bytes([body[0] ^ 1]) + body[1:])
    name = 'items/' + item.name
    for system in ('Linux', 'macOS'):
        if shutil.which('sha256sum' if system == 'Linux' else 'shasum') is None:
            continue
        wrong = None
        for part in (1, 2):
            code, said = shell('set -e\n' + '\n'.join(parts[part, system]), folder)
            if code == 0 or not re.search(re.escape(name) + r': FAILED', said):
                wrong = '%d: %d %s' % (part, code, said)
        tap.check('an exhibit changed: the lines for %s name it' % system, wrong)
    wrong = None if Windows.complete(folder) == ['CHANGED OR MISSING: data/' + name, 'finished'] \
        and Windows.seals(folder) == ['CHANGED: ' + name, 'finished'] else \
        '%r %r' % (Windows.complete(folder), Windows.seals(folder))
    tap.check('an exhibit changed: what the lines for Windows mean names it', wrong)
    item.write_bytes(body)


def fingerprint(path):
    """Of the root, which names itself twice, in openssl's form but by another way."""
    body = re.search(r'-----BEGIN CERTIFICATE-----(.*?)-----END', path.read_text(), re.S)
    digest = hashlib.sha256(base64.b64decode(body.group(1))).hexdigest().upper()
    return 'subject=O=Hikae test, CN=Test root issuer=O=Hikae test, CN=Test root ' \
        'sha256 Fingerprint=' + ':'.join(re.findall('..', digest))


def run_stamps(tap, what, folder, parts):
    """As in Git Bash or a terminal: one line after the other, in the folder data."""
    wrong, imprint, digest, counts = None, None, None, {}
    for line in parts[3, '']:
        # What the line above says to add for an authority that is in no list.
        own = ' --ca ../../authority/ca.pem' if line.startswith('hikae-cli ') else ''
        code, said = shell(line + own, folder / 'data')
        kind = ' '.join(line.split()[:2])
        counts[kind] = counts.get(kind, 0) + 1
        if kind == 'openssl ts' and '-verify' in line:
            good = 'Verification: OK' in said
        elif kind == 'openssl cms':
            good = 'CMS Verification successful' in said
        elif kind == 'openssl asn1parse':
            imprint = re.findall(r'OCTET STRING +\[HEX DUMP\]:([0-9A-F]{64})', said)
            good = len(imprint) == 1
        elif kind == 'openssl dgst':
            digest = said.strip()[-64:]
            good = imprint == [digest.upper()]
        elif kind == 'hikae-cli tsa':
            good = said.startswith('valid: these bytes existed at ')
        elif kind == 'openssl ts':
            good = 'Time stamp' in said and 'Hash Algorithm' in said
        elif line.startswith('awk '):
            good = fingerprint(folder.parent / 'authority/ca.pem') in \
                said.replace('\n', ' ').replace(' = ', '=')
        else:
            good = False
        if code != 0 or not good:
            wrong = wrong or line + '\n' + said
    if set(counts) < {'openssl ts', 'openssl cms', 'openssl asn1parse', 'openssl dgst',
                      "awk '/-BEGIN/{c=\"openssl", 'hikae-cli tsa'}:
        wrong = 'lines: %r' % counts
    tap.check(what + ': every line about the stamps says what is expected', wrong)


def check_windows(tap, what, folder, parts):
    lines = {part: '\n'.join(parts.get((part, 'Windows'), [])) + '\n' for part in (1, 2)}
    certutil = re.search(r'certutil -hashfile (\S+) SHA256', (folder / 'VERIFY.txt').read_text())
    wrong = None
    if lines[1] != Windows.COMPLETE or lines[2] != Windows.SEALS:
        wrong = 'other lines than were read: %r' % lines
    elif not certutil or '/' not in certutil.group(1) or \
            not (folder / certutil.group(1)).is_file():
        wrong = 'certutil: no such file'
    elif certutil.group(1) not in (folder / 'manifest-sha256.txt').read_text():
        wrong = 'certutil: a file that no manifest names'
    tap.check(what + ': the lines for Windows are those that were read', wrong)
    said = Windows.complete(folder), Windows.seals(folder)
    tap.check(what + ': what they mean', None if said[0] == ['finished'] and all(
        line.startswith('NOT IN THIS BUNDLE: ') for line in said[1][:-1]) else '%r' % (said,))
    return said[1][:-1]


def check_windows_names(tap, names):
    """What no file on Windows may be called, and what its own unpacker cannot make long."""
    bad = [n for n in names if re.search(r'[<>:"|?*\\\x00-\x1f]', n) or len(n) > 120 or any(
        part != part.rstrip(' .') or re.match(r'(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)', part)
        for part in n.split('/'))]
    tap.check('every name can be a file on Windows', '%r' % bad if bad else None)


def parse_powershell(tap, npm):
    """An outside grammar of PowerShell finds no fault in the lines, and one in a broken one."""
    def read(text):
        # The optimising compiler of WebAssembly takes half a minute for the grammar.
        return subprocess.run(['node', '--liftoff-only', str(HERE / 'powershell-check.mjs')],
                              cwd=npm, check=False, input=text.encode(), capture_output=True,
                              timeout=60)

    def loads():
        return read('"x"').returncode == 0
    if shutil.which('node') is None or shutil.which('npm') is None:
        tap.skip('a grammar of PowerShell', 'node and npm not present')
        return
    npm.mkdir(parents=True, exist_ok=True)
    if not loads():
        subprocess.run(['npm', 'install', '--silent', '--no-audit', '--no-fund',
                        '--ignore-scripts', '--prefix', str(npm), *NPM], check=False,
                       capture_output=True, timeout=100)
    if not loads():
        tap.skip('a grammar of PowerShell', 'npm registry not reachable')
        return
    wrong = None
    for text, good in ((Windows.COMPLETE, True), (Windows.SEALS, True),
                       (Windows.COMPLETE.replace('}; ', '; '), False),
                       (Windows.SEALS.replace('if (-not $have)', 'if -not $have'), False)):
        done = read(text)
        if (done.returncode == 0) != good:
            wrong = '%s\n%s' % (text, done.stdout + done.stderr)
    tap.check('a grammar of PowerShell reads the lines, and not broken ones', wrong)


def judge(tap, what, box, path, options):
    done = box.run(['export', box.template, '-o', str(path), *options])
    if done.returncode != 0:
        tap.check(what, done.stderr)
        return None, None
    folder = unpack(path, box.work, path.stem)
    parts = read_parts((folder / 'VERIFY.txt').read_text('utf-8'))
    run_linux_and_mac(tap, what, folder, parts)
    run_stamps(tap, what, folder, parts)
    missing = check_windows(tap, what, folder, parts)
    return folder, missing


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        with stamp_authority(sys.argv[2], work / 'authority') as url:
            box = Box(sys.argv[1], work)
            box.run(['stamp', box.template, '--tsa', url, '--ca', str(work / 'authority/ca.pem')])
        whole, missing = judge(tap, 'English', box, work / 'en.zip', [])
        tap.check('nothing is left out of a whole bundle', '%r' % missing if missing else None)
        check_windows_names(tap, list(forge.read(str(work / 'en.zip'))))
        run_changed(tap, whole, read_parts((whole / 'VERIFY.txt').read_text('utf-8')))
        judge(tap, 'Japanese', box, work / 'ja.zip', ['--lang', 'ja'])
        _, missing = judge(tap, 'a part', box, work / 'part.zip', ['--items', '2'])
        tap.check('a part: what was left out is named', None if missing and
                  all('000001' in line for line in missing) else '%r' % missing)
        parse_powershell(tap, pathlib.Path(sys.argv[3]))
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
