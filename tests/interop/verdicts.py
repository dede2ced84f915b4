#!/usr/bin/python3
# verdicts.py: each sentence that the check of a bundle can say is said of a bundle
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: verdicts.py CLI TEST-AUTHORITY SOURCE-FOLDER. Prints TAP.

The sentences are those that the window knows (app/ui/hikae-check-words.c; a lint compares
that list with app/bundle). Each has a bundle here that brings it forth; a sentence that no
bundle brings forth fails the test."""
import hashlib
import json
import os
import pathlib
import re
import sys
import tempfile
import warnings
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'cli')]
import bundle_forge as forge  # noqa: E402
import bundles  # noqa: E402
from blackbox import Box, Tap, stamp_authority  # noqa: E402


def read_sentences(top):
    """Those about bundles; what a stamp is refused for, `tsa/` and `ui/check-words` bring forth."""
    text = (top / 'app/ui/hikae-check-words.c').read_text().partition(' details[] =')[0]
    text = re.sub(r'"\s*\n\s*"', '', text)
    return re.findall(r'N_ \("((?:[^"\\]|\\.)*)"\)', text)


def pattern(sentence):
    return re.escape(sentence).replace(re.escape('{x}'), '.*?')


class Check:
    def __init__(self, tap, box, ca):
        self.tap, self.box, self.ca, self.said = tap, box, ca, []
        self.path = str(box.work / 'one.zip')

    def listen(self, path, more=None):
        """@more: environment; then without the authority's certificate."""
        before = self.box.environment
        self.box.environment = dict(before, **(more or {}))
        done = self.box.run(['verify', path] + ([] if more else ['--ca', self.ca]))
        self.box.environment = before
        self.said.append(done.stdout + done.stderr)
        return done

    def hear(self, sentence, files=None, path=None, more=None, codes=(1, 4)):
        """@files, or the archive at @path, must bring the sentence forth."""
        if files is not None:
            forge.save(self.path, files)
        done = self.listen(path or self.path, more)
        good = done.returncode in codes and re.search(pattern(sentence), self.said[-1])
        self.tap.check(sentence, self.box.complaint(done) or
                       (None if good else 'exit %d: %s' % (done.returncode, self.said[-1])))


def without_lines(body, word):
    return b''.join(line for line in body.splitlines(True) if word not in line)


def stamped_ones(check, files):
    """Bundles made of a stamped one."""
    token = next(n for n in files if n.endswith('.tst'))
    manifest = 'manifest-sha256.txt'
    digest = files[manifest][:64]
    check.hear('it lists a file that is not its own', dict(files, **{
        manifest: files[manifest] + digest + b'  bag-info.txt\n'}))
    check.hear('it was changed', forge.renew(dict(files, **{
        'bagit.txt': b'BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n'})))
    check.hear('it does not belong here: added', forge.renew(dict(files, **{
        'data/seals/notes.txt': b'x'})))
    check.hear('it does not belong here: its name is not one that a bundle has',
               dict(files, **{'data/items/a\x07b': b'x'}))
    check.hear('put there by the system of a computer, {x} such files in all: not a part of '
               'the bundle, and left out', dict(files, **{'.DS_Store': b'Bud1'}), codes=(0,))
    check.hear('line {x} cannot be read as an entry', forge.renew(dict(files, **{
        'data/custody.jsonl': files['data/custody.jsonl'] + b'{"seq":\n'})))
    check.hear('it belongs to no seal list', forge.renew(dict(files, **{
        'data/seals/seal-0001.tst': files[token]})))
    check.hear('it does not begin with the token beside it', forge.renew(dict(files, **{
        token[:-3] + 'ers': b'\x30\x03\x02\x01\x01'})))
    seal = 'data/seals/seal-0001.sha256'
    check.hear('its seal list names only half of it', forge.renew(dict(files, **{
        seal: without_lines(files[seal], b'meta/000001')})))
    for name, sentence in (('data/custody.jsonl', 'it is there twice'),
                           ('DATA/custody.jsonl', 'its name collides with another one, or is '
                                                  'a folder and a file')):
        forge.save(check.path, files)
        with zipfile.ZipFile(check.path, 'a') as pack, warnings.catch_warnings():
            warnings.simplefilter('ignore')
            pack.writestr(name, b'x')
        check.hear(sentence, path=check.path)
    forge.save(check.path, files)
    with zipfile.ZipFile(check.path, 'a') as pack:
        pack.comment = b'from her lawyer'
    check.hear('it has a comment, which nothing vouches for: not a part of the bundle, and '
               'not shown', path=check.path, codes=(0,))
    with zipfile.ZipFile(check.path, 'w') as pack:
        for name, body in files.items():
            pack.writestr('folder/' + name, body)
        pack.writestr('elsewhere.txt', b'x')
    check.hear("it lies outside of the bundle's folder", path=check.path)


def twice(files, name, record):
    """The record of @name is another one, and the log says that it always was."""
    body = json.dumps(record, sort_keys=True, separators=(',', ':'),
                      ensure_ascii=False).encode()
    old, new = (hashlib.sha256(b).hexdigest() for b in (files[name], body))
    return with_log(dict(files, **{name: body}), old, new)


def with_log(files, old, new):
    """In each line of the log stands @new for @old; it is chained anew."""
    before, lines = '0' * 64, []
    for line in files['data/custody.jsonl'].splitlines():
        event = json.loads(line.decode().replace(old, new))
        event['prev'] = before
        lines.append(json.dumps(event, sort_keys=True, separators=(',', ':'),
                                ensure_ascii=False).encode())
        before = hashlib.sha256(lines[-1]).hexdigest()
    return forge.renew(dict(files, **{'data/custody.jsonl': b'\n'.join(lines) + b'\n'}))


def plain_ones(check, files):
    """Bundles made of one without any seal: no list stands in the way of these."""
    first, second = ('data/meta/00000%d.json' % n for n in (1, 2))
    item = next(n for n in files if n.startswith('data/items/000001'))
    record = json.loads(files[first])
    other = json.loads(files[second])

    def put(name, value):
        return forge.renew(dict(files, **{name: json.dumps(
            value, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()}))
    check.hear('its record is not the one in the custody log: changed',
               put(first, dict(record, url='https://example.net/other')))
    check.hear('its payload is not what its record says', forge.renew(dict(files, **{
        item: bundles.flip(files[item])})))
    check.hear('its record cannot be read', put(first, {}))
    check.hear('the clock of the computer had been set back before entry {x}',
               with_log(files, '"clock":"system"', '"clock":"system-set-back"'),
               codes=(0, 4))
    time = json.loads(files['data/custody.jsonl'].splitlines()[0])['time']
    check.hear('had been set back before entry 2',
               with_log(files, time, '2099' + time[4:]), codes=(0, 4))
    check.hear('another record names the same payload', twice(files, second, dict(
        record, number=other['number'])))


def unreadable_authorities(check, good):
    """Their data is part of the program: a copy of it is damaged."""
    sound = check.box.cli
    check.box.cli = str(check.box.work / 'damaged-program')
    body = pathlib.Path(sound).read_bytes()
    pathlib.Path(check.box.cli).write_bytes(body.replace(b'[authority]', b'[authorita]'))
    os.chmod(check.box.cli, 0o700)
    check.hear('the list of time-stamp authorities cannot be read, so that no stamp can be '
               'told to be genuine: {x}', path=good, more={'LANG': 'C'})
    check.box.cli = sound


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        box = Box(sys.argv[1], work)
        plain, good = str(work / 'plain.zip'), str(work / 'good.zip')
        box.run(['export', box.template, '-o', plain])
        with stamp_authority(sys.argv[2], work / 'authority') as url:
            ca = str(work / 'authority/ca.pem')
            box.run(['stamp', box.template, '--tsa', url, '--ca', ca])
        box.run(['export', box.template, '-o', good])
        check = Check(tap, box, ca)
        files = forge.read(good)
        check.hear('seal list {x} has a valid time stamp', path=good, codes=(0,))
        check.hear('whether the time stamp of seal list {x} is genuine cannot be told',
                   path=good, more={'HIKAE_AUTHORITIES_FOLDER': os.devnull})
        check.hear('not sealed: no outside time', path=plain, codes=(0, 4))
        stamped_ones(check, files)
        plain_ones(check, forge.read(plain))
        unreadable_authorities(check, good)
        for options in (['--items', '2'], ['--text-only'], ['--redacted']):
            box.run(['export', box.template, '-o', check.path + options[0], *options])
            check.listen(check.path + options[0])
        for _, changed, _ in bundles.tamperings(files):
            for one in (changed, forge.renew(changed)):
                forge.save(check.path, one)
                check.listen(check.path)
        told = '\n'.join(check.said)
        never = [s for s in read_sentences(pathlib.Path(sys.argv[3]).resolve().parents[1])
                 if not re.search(pattern(s), told)]
        tap.check('no sentence was never said', '\n'.join(never) or None)
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
