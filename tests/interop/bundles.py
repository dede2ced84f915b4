#!/usr/bin/python3
# bundles.py: what we hand over, judged by the tools that strangers have
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: bundles.py CLI TEST-AUTHORITY SOURCE-FOLDER. Prints TAP.

A stamped bundle goes through every outside tool there is. Then it is tampered with, once
carelessly and once by somebody who writes all manifests anew, and we and at least one
outside tool must refuse each.
"""
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import importlib.util

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'cli')]
import bundle_forge as forge  # noqa: E402
from blackbox import Box, Tap, stamp_authority  # noqa: E402

BAG_TAGS = 'sha256sum --quiet --strict -c manifest-sha256.txt && ' \
    'sha512sum --quiet --strict -c manifest-sha512.txt && ' \
    'sha256sum --quiet --strict -c tagmanifest-sha256.txt && ' \
    'sha512sum --quiet --strict -c tagmanifest-sha512.txt'
CLASSES = ':'.join('/usr/share/java/%s.jar' % n for n in ('bcpkix', 'bcprov', 'bcutil'))


def shell(command, folder):
    done = subprocess.run(['sh', '-c', command], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, timeout=120)
    return done.returncode, done.stdout.decode('utf-8', 'replace')


class Bundle:
    def __init__(self, box, ca, source):
        self.box, self.ca, self.source = box, ca, source
        spec = importlib.util.spec_from_file_location(
            'verify_bundle', str(source / 'verify-bundle.py'))
        self.other = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.other)
        self.count = 0

    def ours(self, path):
        done = self.box.run(['verify', '--ca', self.ca, path])
        return self.box.complaint(done), done.returncode, done.stdout + done.stderr

    def unpack(self, path):
        self.count += 1
        folder = self.box.work / ('u%d' % self.count)
        shutil.unpack_archive(path, folder, 'zip')
        return folder


def outside(bundle, path, tap):
    """Every tool on the good bundle."""
    folder = bundle.unpack(path)
    name = os.path.basename(path)
    copies = {'unzip': "unzip -q '%s' -d x-unzip", '7z': "7z x -y '%s' -ox-7z",
              'bsdtar': "mkdir x-bsdtar && bsdtar -xf '%s' -C x-bsdtar"}
    for tool, command in copies.items():
        if shutil.which(tool) is None:
            tap.skip(tool, 'not installed')
            continue
        code, said = shell(command % name + " && diff -r x-%s '%s'" % (tool, folder.name),
                           bundle.box.work)
        tap.check(tool + ' unpacks the same files', None if code == 0 else said)
    code, said = shell(BAG_TAGS + ' && cd data && sha256sum --strict -c seals/*.sha256', folder)
    tap.check('sha256sum and sha512sum', None if code == 0 else said)
    tap.check('the specification alone (verify-bundle.py)',
              str(bundle.other.judge(path, bundle.ca))
              if bundle.other.judge(path, bundle.ca)[0] != 'good' else None)
    tap.check('BagIt, by the letter of RFC 8493', check_bag(folder))
    lines = re.findall(r'^    (openssl (?:ts|cms) -verify .*)$',
                       (folder / 'VERIFY.txt').read_text(), re.M)
    wrong = None if len(lines) == 2 else 'lines in VERIFY.txt: %r' % lines
    for line in lines:
        code, said = shell(line, folder / 'data')
        wrong = wrong or (None if code == 0 else line + '\n' + said)
    tap.check('openssl ts and cms by the lines of VERIFY.txt', wrong)
    bouncy(bundle, folder, tap)
    report(folder, tap)
    metadata(folder, tap)
    case_uco(folder, tap)


def check_bag(folder):
    """Every rule of RFC 8493 that a validator can check, by a reader of our own."""
    tag = (folder / 'bagit.txt').read_bytes()
    if not re.fullmatch(rb'BagIt-Version: 1\.0\nTag-File-Character-Encoding: UTF-8\n', tag):
        return 'bagit.txt: %r' % tag
    info = dict(re.findall(r'^([^:\s][^:]*): (.*)$', (folder / 'bag-info.txt').read_text(), re.M))
    payload = sorted(p for p in (folder / 'data').rglob('*') if p.is_file())
    oxum = '%d.%d' % (sum(p.stat().st_size for p in payload), len(payload))
    if info.get('Payload-Oxum') != oxum:
        return 'Payload-Oxum %r, wanted %s' % (info, oxum)
    if not re.fullmatch(r'\d{4}-\d\d-\d\d', info.get('Bagging-Date', '')):
        return 'Bagging-Date'
    for kind in ('sha256', 'sha512'):
        for which, wanted in (('manifest', payload), ('tagmanifest', sorted(
                p for p in folder.iterdir()
                if p.is_file() and not p.name.startswith('tagmanifest-')))):
            listed = {}
            for line in (folder / ('%s-%s.txt' % (which, kind))).read_text().splitlines():
                digest, name = line.split(None, 1)
                listed[name] = digest
            have = {str(p.relative_to(folder)): hashlib.new(kind, p.read_bytes()).hexdigest()
                    for p in wanted}
            if listed != have:
                return '%s-%s: %s' % (which, kind, set(listed.items()) ^ set(have.items()))
    return None


def bouncy(bundle, folder, tap):
    if shutil.which('javac') is None or not os.path.exists('/usr/share/java/bcpkix.jar'):
        tap.skip('Bouncy Castle', 'javac or libbcpkix-java not present')
        return
    token = next((folder / 'data/seals').glob('*.tst'))
    code, said = shell(
        "javac -nowarn -cp %s -d '%s' '%s' && java -cp '%s:%s' StampCheck token '%s' '%s'" % (
            CLASSES, bundle.box.work, bundle.source / 'StampCheck.java', bundle.box.work,
            CLASSES, token, folder / 'data/seals/seal-0001.sha256'), folder)
    tap.check('Bouncy Castle', None if code == 0 and 'good' in said else said)
    records = sorted((folder / 'data/seals').glob('*.ers'))
    wrong = None if records else 'no evidence record in the bundle'
    for record in records:
        for file, wanted in (('seals/' + record.name[:9] + '.sha256', 'good'),
                             ('custody.jsonl', 'bad')):
            said = shell("java -cp '%s:%s' StampCheck record '%s' '%s'" % (
                bundle.box.work, CLASSES, record, folder / 'data' / file), folder)[1]
            wrong = wrong or (None if said.startswith(wanted) else '%s: %s' % (file, said))
    tap.check('Bouncy Castle on the evidence records', wrong)


def report(folder, tap):
    if shutil.which('qpdf') is None or shutil.which('pdftotext') is None:
        tap.skip('report.pdf', 'qpdf or pdftotext not installed')
        return
    code, said = shell('qpdf --check report.pdf && pdftotext -layout report.pdf -', folder)
    record = json.loads((folder / 'data/meta/000001.json').read_text())
    missing = [w for w in (record['digests']['sha256'], 'Timeline', 'Custody log')
               if w not in said.replace('\n', ' ')]
    tap.check('qpdf --check and pdftotext', None if code == 0 and not missing
              else '%r missing: %s' % (missing, said[:600]))
    code, said = shell('pdfinfo report.pdf && qpdf --json report.pdf', folder)
    facts = [w for w in ('Title:', 'Creator:', 'CreationDate:', '/Outlines') if w not in said]
    tap.check('title, dates and bookmarks of report.pdf', '%r' % facts if facts else None)


def metadata(folder, tap):
    try:
        import jsonschema
    except ImportError:
        tap.skip('JSON schema', 'python3-jsonschema not installed')
        return
    schema = json.loads((folder / 'data/meta-schema.json').read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    wrong = []
    for path in sorted((folder / 'data/meta').iterdir()):
        for error in jsonschema.Draft7Validator(schema).iter_errors(json.loads(path.read_text())):
            wrong.append('%s: %s' % (path.name, error.message))
    tap.check('records fit the schema that goes along', '\n'.join(wrong) or None)


def case_uco(folder, tap):
    """Every link leads somewhere, the chain is whole, hashes are those of the files."""
    graph = json.loads((folder / 'data/case-uco.jsonld').read_text())['@graph']
    nodes = {n['@id']: n for n in graph}
    wrong = []
    if len(nodes) != len(graph):
        wrong.append('one @id twice')
    log = (folder / 'data/custody.jsonl').read_bytes().splitlines()
    actions = [n for n in graph if n['@type'] == 'case-investigation:InvestigativeAction']
    if len(actions) != len(log):
        wrong.append('%d actions for %d lines' % (len(actions), len(log)))
    for line, action in zip(log, actions):
        event = json.loads(line)
        if hashlib.sha256(line).hexdigest() not in action['uco-core:description'] or \
                action['uco-action:startTime']['@value'] != event['time']:
            wrong.append('an action is not its line: %r' % action)
    for node in graph:
        for value in node.values():
            if isinstance(value, dict) and '@id' in value and value['@id'] not in nodes:
                wrong.append('a link to nothing: %r' % value)
        for facet in node.get('uco-core:hasFacet', ()):
            for one in facet.get('uco-observable:hash', ()):
                path = folder / node['uco-core:hasFacet'][0]['uco-observable:filePath']
                kind = one['uco-types:hashMethod']['@value'].lower()
                if path.exists() and one['uco-types:hashValue']['@value'] != \
                        hashlib.new(kind, path.read_bytes()).hexdigest():
                    wrong.append('another hash: %s' % path)
    tap.check('CASE/UCO says what the log says', '\n'.join(wrong) or None)


def flip(body, at=None):
    at = len(body) // 2 if at is None else at
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1:]


def tamperings(files):
    """Kind, files after it, and the outside command that sees it when manifests are new."""
    log = 'data/custody.jsonl'
    token = next(n for n in files if n.endswith('.tst'))
    reply, query = token[:-3] + 'tsr', token[:-3] + 'tsq'
    seal, meta, item = 'data/seals/seal-0001.sha256', 'data/meta/000001.json', \
        next(n for n in files if n.startswith('data/items/000001'))
    lines = files[log].split(b'\n')
    in_seal = 'cd data && sha256sum -c --ignore-missing --strict seals/seal-0001.sha256'
    stamped = 'cd data && grep -h "^    openssl ts" ../VERIFY.txt | sh -e'

    def without(*names):
        return {n: b for n, b in files.items() if n not in names}

    def log_of(changed):
        return dict(files, **{log: b'\n'.join(changed)})

    def rechained(changed):
        before, out = '0' * 64, []
        for number, line in enumerate(changed, 1):
            event = json.loads(line)
            event['prev'], event['seq'] = before, number
            out.append(json.dumps(event, sort_keys=True, separators=(',', ':'),
                                  ensure_ascii=False).encode())
            before = hashlib.sha256(out[-1]).hexdigest()
        return log_of(out + [b''])

    record = json.loads(files[meta])
    record['url'] = 'https://example.net/other'
    told = json.dumps(record, sort_keys=True, separators=(',', ':')).encode()
    fewer = b''.join(line for line in files[seal].splitlines(True) if b'000002' not in line)
    yield 'payload changed', dict(files, **{item: flip(files[item])}), in_seal
    yield 'payload emptied', dict(files, **{item: b''}), in_seal
    yield 'payload renamed', dict(without(item), **{item + 'x': files[item]}), None
    yield 'payload removed', without(item), None
    yield 'item removed', without(item, meta), None
    yield 'item added', dict(files, **{'data/items/000009.txt': b'x'}), None
    yield 'metadata changed', dict(files, **{meta: told}), in_seal
    yield 'metadata removed', without(meta), None
    yield 'seal list changed', dict(files, **{seal: flip(files[seal], 3)}), stamped
    yield 'seal list without an item', dict(files, **{seal: fewer}), stamped
    yield 'seal list removed', without(seal), stamped
    yield 'sealed head changed', dict(files, **{seal[:-6] + 'head.json': b'{}'}), in_seal
    yield 'token changed', dict(files, **{token: flip(files[token], -20)}), stamped
    yield 'token removed', without(token), stamped
    yield 'all stamps removed', without(token, reply, query), stamped
    yield 'token of another list', dict(files, **{
        token.replace('0001', '0002'): files[token], seal.replace('0001', '0002'): fewer}), None
    yield 'reply changed', dict(files, **{reply: flip(files[reply], -20)}), None
    yield 'query changed', dict(files, **{query: flip(files[query])}), None
    yield 'log line changed', log_of(
        [lines[0], lines[1].replace(b'"kind":"item.kept"', b'"kind":"item.lost"')] + lines[2:]), None
    yield 'log line changed, chained anew', rechained(
        [lines[0], re.sub(b'"time":"20..', b'"time":"2001', lines[1])] + lines[2:-1]), None
    yield 'log line removed', log_of(lines[:1] + lines[2:]), None
    yield 'log line removed, chained anew', rechained(lines[:1] + lines[2:-1]), None
    yield 'log reordered', log_of([lines[0], lines[2], lines[1]] + lines[3:]), None
    yield 'log reordered, chained anew', rechained([lines[0], lines[2], lines[1]] + lines[3:-1]), \
        None
    yield 'log cut', log_of(lines[:2] + [b'']), None
    yield 'log removed', without(log), None
    yield 'log emptied', log_of([]), None
    yield 'file added', dict(files, **{'data/evil.html': b'<script>'}), None
    yield 'program added', dict(files, **{'setup.exe': b'MZ'}), None
    yield 'name changed', dict(without(meta), **{'data/meta/000004.json': files[meta]}), None
    yield 'choice changed', dict(files, **{'data/choice.json': b'{"left_out":[1]}'}), None


CARELESS = {
    'manifest changed': lambda f: dict(f, **{
        'manifest-sha256.txt': flip(f['manifest-sha256.txt'], 5)}),
    'manifest removed': lambda f: {n: b for n, b in f.items() if n != 'manifest-sha512.txt'},
    'line of the manifest removed': lambda f: dict(f, **{
        'manifest-sha256.txt': f['manifest-sha256.txt'].split(b'\n', 1)[1]}),
    'tag manifest changed': lambda f: dict(f, **{
        'tagmanifest-sha256.txt': flip(f['tagmanifest-sha256.txt'], 5)}),
    'report changed': lambda f: dict(f, **{'report.pdf': flip(f['report.pdf'])}),
    'START-HERE changed': lambda f: dict(f, **{'START-HERE.html': flip(f['START-HERE.html'])}),
    'VERIFY changed': lambda f: dict(f, **{'VERIFY.txt': flip(f['VERIFY.txt'])}),
    'bag-info changed': lambda f: dict(f, **{'bag-info.txt': b'Payload-Oxum: 1.1\n'}),
    'bagit changed': lambda f: dict(f, **{'bagit.txt': flip(f['bagit.txt'])}),
}


def packed_again(bundle, good, tap):
    """Unpacked and packed by somebody else, deflated, in a folder of its own: still good."""
    top = bundle.box.work / 'again'
    shutil.unpack_archive(good, top / 'their-folder', 'zip')
    path = shutil.make_archive(str(bundle.box.work / 'again'), 'zip', top)
    wrong, code, said = bundle.ours(path)
    verdicts = [bundle.other.judge(path, bundle.ca)]
    (top / 'their-folder/data/items/more.txt').write_text('x')
    path = shutil.make_archive(str(bundle.box.work / 'again'), 'zip', top)
    verdicts.append(bundle.other.judge(path, bundle.ca))
    tap.check('packed again in a folder: good, and no file more',
              wrong or (None if code == 0 and bundle.ours(path)[1] in (1, 4) and
                        [one[0] for one in verdicts] == ['good', 'damaged']
                        else '%s %r' % (said, verdicts)))


def refuse(bundle, path, command):
    """Ours, and at least one from outside, name them when they do not."""
    wrong, code, said = bundle.ours(path)
    if wrong or code not in (1, 4):
        return 'we: exit %d, %s' % (code, wrong or said)
    folder = bundle.unpack(path)
    outsiders = [bundle.other.judge(path, bundle.ca)[0] == 'damaged']
    if command is not None:
        outsiders.append(shell(command, folder)[0] != 0)
    shutil.rmtree(folder)
    return None if all(outsiders) else 'outside: %r' % outsiders


def tamper(bundle, good, tap):
    files = forge.read(good)
    path = str(bundle.box.work / 'tampered.zip')
    forge.save(path, forge.renew(files))
    wrong, code, said = bundle.ours(path)
    tap.check('written anew without a change: good', wrong or (None if code == 0 else said))
    for kind, changed, command in tamperings(files):
        forge.save(path, changed)
        tap.check(kind, refuse(bundle, path, BAG_TAGS if set(changed) <= set(files) else None))
        forge.save(path, forge.renew(changed))
        tap.check(kind + ', all manifests anew', refuse(bundle, path, command))
    for kind, change in CARELESS.items():
        forge.save(path, change(files))
        tap.check(kind, refuse(bundle, path, None if 'removed' in kind else BAG_TAGS))


def locked(bundle, case, tap):
    """A passphrase: opens in 7-Zip, hides names, holds the same bundle."""
    path = str(bundle.box.work / 'locked.zip')
    secret = bundle.box.work / 'secret'
    secret.write_text('four words for 7z')
    done = bundle.box.run(['export', case, '-o', path, '--bundle-passphrase-file', str(secret)])
    if done.returncode != 0:
        tap.check('a locked bundle', done.stderr)
        return
    raw = pathlib.Path(path).read_bytes()
    tap.check('names are hidden', None if b'START-HERE' not in raw and b'000001' not in raw
              else 'a name is in the outer archive')
    done = bundle.box.run(['verify', path, '--ca', bundle.ca,
                           '--bundle-passphrase-file', str(secret)])
    tap.check('we open it', None if done.returncode == 0 else done.stdout + done.stderr)
    done = bundle.box.run(['verify', path, '--bundle-passphrase-file', bundle.box.wrong])
    tap.check('not with another passphrase', None if done.returncode == 3 else str(done))
    if shutil.which('7z') is None:
        tap.skip('7z opens it', 'not installed')
        return
    code, said = shell("7z x -y -p'four words for 7z' locked.zip -olocked", bundle.box.work)
    inner = bundle.box.work / 'locked/contents.zip'
    tap.check('7z opens it, and inside is the bundle', said if code != 0 else None
              if bundle.other.judge(str(inner), bundle.ca)[0] == 'good' else 'not good inside')
    changed = bytearray(raw)
    changed[len(raw) // 2] ^= 1
    pathlib.Path(path).write_bytes(changed)
    done = bundle.box.run(['verify', path, '--bundle-passphrase-file', str(secret)])
    tap.check('one byte changed: refused', None if done.returncode in (1, 3, 4) else str(done))


ANSWERS = {
    'adult': 'yes', 'own_work': False, 'acting': 'self', 'shows': 'ai_nude_or_sexual',
    'country': 'JP', 'where': ['https://small-board.example/1'],
    'urls': ['https://small-board.example/1'], 'full_name': '山田 花子',
    'postal_address': '東京都千代田区霞が関1-1-1 コーポ302', 'phone': '090-1234-5678',
    'email': 'hana@example.org', 'content_description': '偽の画像', 'reason': '本人ではない',
    'right_infringed': '名誉権', 'signature': '山田 花子', 'date': '2026-11-25',
    'truth_statement': True, 'disclose_name_choice': True, 'non_consent_statement': True}


def export(bundle, case, name, *options):
    """What was announced, and the files; the bundle must be good."""
    path = str(bundle.box.work / name)
    done = bundle.box.run(['export', case, '-o', path, *options])
    wrong, code, said = bundle.ours(path)
    if done.returncode != 0 or code != 0 or wrong or \
            bundle.other.judge(path, bundle.ca)[0] != 'good':
        raise ValueError('%s: %s %s' % (options, done.stderr, wrong or said))
    return done.stdout, forge.read(path)


def private(bundle, case):
    """Address and telephone number only where they were asked for, in text and PDF."""
    (bundle.box.work / 'answers').write_text(json.dumps(ANSWERS))
    done = bundle.box.run(['letter', case, '--answers', 'answers', '--basis', 'jp.joupura.art3',
                           '--recipient', 'generic', '--items', '1', '--lang', 'ja', '-o',
                           'letter.txt'])
    if done.returncode != 0:
        return 'letter: ' + done.stderr
    for options, address, phone in ((('--letters',), False, False),
                                    (('--letters', '--with-address'), True, False),
                                    (('--letters', '--with-phone'), False, True)):
        _, files = export(bundle, case, 'private%d%d.zip' % (address, phone), *options)
        text = ''.join(b.decode() for n, b in files.items() if n.startswith('data/letters/')
                       and n.endswith('.txt'))
        pdf = next((b for n, b in files.items() if n.startswith('data/letters/')
                    and n.endswith('.pdf')), b'')
        (bundle.box.work / 'letter.pdf').write_bytes(pdf)
        if shutil.which('pdftotext') and pdf:
            text += shell('pdftotext letter.pdf -', bundle.box.work)[1]
        if '山田' not in text or ('霞が関' in text) != address or ('090-1234' in text) != phone:
            return '%r: %s' % (options, text)
    _, files = export(bundle, case, 'without.zip')
    return None if not any(n.startswith('data/letters/') for n in files) else 'letters unasked'


def choices(bundle, case, tap):
    done = bundle.box.run(['export', case, '-o', 'dry.zip', '--dry-run', '--items', '1'])
    tap.check('a dry run says what is inside and writes nothing',
              None if done.returncode == 0 and not (bundle.box.work / 'dry.zip').exists()
              and all(w in done.stdout for w in ('1 (1)', '1 (2)', 'Not encrypted'))
              else str(done))
    said, files = export(bundle, case, 'part.zip', '--items', '2')
    choice = json.loads(files['data/choice.json'])
    tap.check('a part of the items', None if choice['left_out'] == [1] and
              'data/meta/000001.json' not in files and '1 (1)' in said else str(choice))
    _, files = export(bundle, case, 'text.zip', '--text-only')
    tap.check('text only', None if not any(n.startswith('data/items/000001') for n in files)
              and json.loads(files['data/choice.json'])['records_only'] == [1] else str(files))
    _, files = export(bundle, case, 'redacted.zip', '--redacted')
    tap.check('redacted: no original of a file', None if not any(
        n.startswith('data/items/000001') for n in files) else 'it is there')
    tap.check('private fields', private(bundle, case))
    minor(bundle, tap)


def minor(bundle, tap):
    """No media ever, whatever is asked for."""
    case = str(bundle.box.work / 'minor.hikae')
    (bundle.box.work / 'x.png').write_bytes(b'\x89PNG\r\n\x1a\n' + b'x' * 100)
    for words in (['--json', 'new', case, '--title', 'Grey', '--minor'],
                  ['add', case, 'x.png'], ['note', case, '--text', 'a call'],
                  ['link', case, 'https://example.com/1']):
        bundle.box.run(words)
    _, files = export(bundle, case, 'minor.zip', '--pictures', 'grey', '--with-cookies')
    kinds = [json.loads(b) for n, b in files.items() if n.startswith('data/meta/')]
    media = [k['path'] for k in kinds if k['kind'] not in ('note', 'link')
             and 'data/' + k['path'] in files]
    tap.check('minor mode: no media, no pictures', None if kinds and not media and
              json.loads(files['data/choice.json'])['pictures'] == 'none' and
              b'/Subtype /Image' not in files['report.pdf'] else '%r' % media)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        with stamp_authority(sys.argv[2], work / 'authority') as url:
            ca = str(work / 'authority/ca.pem')
            box = Box(sys.argv[1], work)
            done = box.run(['stamp', box.template, '--tsa', url, '--ca', ca])
        good = str(work / 'good.zip')
        made = box.run(['export', box.template, '-o', good])
        bundle = Bundle(box, ca, pathlib.Path(sys.argv[3]).resolve())
        wrong, code, said = bundle.ours(good)
        tap.check('a stamped bundle is good',
                  wrong or (None if code == 0 else done.stderr + made.stderr + said))
        outside(bundle, good, tap)
        packed_again(bundle, good, tap)
        tamper(bundle, good, tap)
        locked(bundle, box.template, tap)
        choices(bundle, box.template, tap)
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
