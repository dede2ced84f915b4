#!/usr/bin/env python3
# letters.py: requests from the first questions to the last escalation, by the command line
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: letters.py HIKAE-CLI. A draft that is finished later, every step of a letter with
its proof, the letter and the sheet that follow, what the case and the bundle keep of the
law pack, and what a re-check speaks for."""
import email
import http.server
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile

import blackbox

SAMPLE = pathlib.Path(__file__).resolve().parents[2] / 'build-aux/sample-picture.py'
PERSON = {'adult': 'yes', 'email': 'sample@example.org', 'signature': 'Sample Person',
          'good_faith_statement': True}


class Desk:
    """One case, and what a person does at it; every failure is a sentence."""

    def __init__(self, box, name):
        self.box, self.name, self.case = box, name, str(box.work / (name + '.hikae'))
        self.count = 0
        empty = box.work / 'empty.hikae'
        if not empty.exists():
            self.do('new', str(empty), '--title', 'Letters')
        shutil.copy(empty, self.case)

    def run(self, *arguments):
        return self.box.run(['--json', *arguments])

    def do(self, *arguments):
        done = self.run(*arguments)
        if done.returncode != 0:
            raise AssertionError('%s: %s%s' % (arguments[0], done.stdout, done.stderr))
        return json.loads(done.stdout)

    def file(self, ending, text=None):
        self.count += 1
        path = self.box.work / ('%s-%d.%s' % (self.name, self.count, ending))
        if text is not None:
            path.write_text(text)
        return str(path)

    def answers(self, **answers):
        return self.file('json', json.dumps(answers))

    def write(self):
        answers = {**PERSON, 'country': 'US', 'shows': 'ai_nude_or_sexual',
                   'urls': ['https://x.com/a/status/1']}
        return self.do('letter', self.case, '--basis', 'us.tida.223a', '--recipient', 'x',
                       '--items', '1', '--answers', self.answers(**answers),
                       '-o', self.file('txt'))


def expect(found, wanted, what):
    if found != wanted:
        raise AssertionError('%s: %r instead of %r' % (what, found, wanted))


def holds(text, *words):
    for word in words:
        if word not in text:
            raise AssertionError('"%s" is not in: %s' % (word, text[:2000]))


def the_way_through(box):
    desk = Desk(box, 'way')
    desk.do('link', desk.case, 'https://x.com/a/status/1', '--text', 'seen there')
    desk.do('note', desk.case, '--text', 'The form said: received, number 77.')
    base = {'country': 'US', 'shows': 'ai_nude_or_sexual', 'adult': 'yes'}
    draft = desk.do('letter', desk.case, '--basis', 'us.tida.223a', '--recipient', 'x',
                    '--items', '1', '--answers', desk.answers(**base), '--draft')
    expect(draft['state'], 'drafted', 'the state of a draft')
    expect(draft['missing'], ['signature', 'good_faith_statement', 'email'], 'missing')
    refused = desk.run('letter', desk.case, '--basis', 'us.tida.223a', '--recipient', 'x',
                       '--items', '1', '--answers', desk.answers(**base), '-o',
                       desk.file('txt'))
    holds(refused.stderr, 'requires: signature, good_faith_statement, email;')
    refused = desk.run('letter', desk.case, '--continue', '7', '--draft')
    expect(refused.returncode, 1, 'a draft that is not there')
    refused = desk.run('request', desk.case, 'sent', '1')
    expect(refused.returncode, 1, 'a draft that is sent')
    path = desk.file('txt')
    whole = desk.do('letter', desk.case, '--continue', '1', '--answers',
                    desk.answers(signature='S. P.', good_faith_statement=True,
                                 email='sample@example.org'), '-o', path)
    expect((whole['request'], whole['state'], whole['missing']), (2, 'ready', []), 'finished')
    holds(pathlib.Path(path).read_text(), 'https://x.com/a/status/1', 'S. P.')
    states = [(r['number'], r['state']) for r in desk.do('request', desk.case, 'list')['requests']]
    expect(states, [(1, 'closed'), (2, 'ready')], 'the draft is closed')
    desk.do('request', desk.case, 'sent', '2', '--note', 'by the form', '--item', '2')
    due = desk.do('request', desk.case, 'due')['due']
    if not any(d['id'] == 'us.tida.48h' and d['law'] for d in due):
        raise AssertionError('the 48 hours do not run: %r' % due)
    for state in ('acknowledged', 'refused'):
        desk.do('request', desk.case, state, '2', '--note', state)
    sheet = desk.file('pdf')
    desk.do('letter', desk.case, '--next', '2', '--basis', 'us.15usc6851', '-o', sheet)
    expect(pathlib.Path(sheet).read_bytes()[:5], b'%PDF-', 'the sheet for a court')
    again = desk.file('txt')
    desk.do('letter', desk.case, '--request', '2', '-o', again)
    expect(pathlib.Path(again).read_text(), pathlib.Path(path).read_text(), 'the letter again')
    ways = desk.do('request', desk.case, 'next', '2')['next']
    expect([(w['id'], w['kind']) for w in ways],
           [('us.ftc.tida', 'letter'), ('us.15usc6851', 'sheet')], 'the ways on')
    path = desk.file('txt')
    after = desk.do('letter', desk.case, '--next', '2', '-o', path)
    expect((after['basis'], after['recipient']), ('us.ftc.tida', 'us.ftc'), 'the next letter')
    holds(pathlib.Path(path).read_text(), 'I asked X', 'it refused', 'https://x.com/a/status/1')
    shown = desk.do('request', desk.case, 'show', '3')
    expect(shown['follows'], 2, 'what it follows')
    shown = desk.do('request', desk.case, 'show', '2')
    proofs = [e['item'] for e in shown['events'] if e['kind'] == 'request.proved']
    expect(proofs, [2], 'the proof of sending')
    expect([e['to'] for e in shown['events'] if 'to' in e],
           ['sent', 'acknowledged', 'refused'], 'the steps')
    bundle = str(box.work / 'letters.zip')
    desk.do('export', desk.case, '-o', bundle, '--letters')
    with zipfile.ZipFile(bundle) as archive:
        names = [n for n in archive.namelist() if '/letters/0002-' in n]
        law = next(json.loads(archive.read(n)) for n in names if n.endswith('.law.json'))
    expect((law['entry']['id'], law['recipient_entry']['id'], law['channel_entry']['id']),
           ('us.tida.223a', 'x', 'x.tida'), 'the entries in the bundle')
    expect(law['pack_version'], shown['pack_version'], 'the version of the law pack')


class Site(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_GET(self):
        body = b'<html><title>here</title></html>'
        self.send_response(Site.status)
        self.send_header('Content-Type', 'text/html')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def rechecks(box):
    server = http.server.HTTPServer(('127.0.0.1', 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = 'http://127.0.0.1:%d/post' % server.server_port
    desk = Desk(box, 'recheck')
    page = desk.file('html', '<html><title>here</title></html>')
    desk.do('add', desk.case, page, '--url', url)
    desk.write()
    desk.do('request', desk.case, 'sent', '1')
    Site.status = 404
    expect(desk.do('recheck', desk.case)['advice'], [{'request': 1, 'state': 'gone'}], 'gone')
    desk.do('request', desk.case, 'gone', '1')
    Site.status = 200
    expect(desk.do('recheck', desk.case)['advice'], [{'request': 1, 'state': 'back'}], 'back')
    server.shutdown()


def no_picture(box):
    """A letter about a kept picture, in every form: the picture is not in it."""
    desk = Desk(box, 'picture')
    picture = pathlib.Path(desk.file('png'))
    subprocess.run([sys.executable, str(SAMPLE), str(picture)], check=True)
    desk.do('add', desk.case, str(picture), '--url', 'https://x.com/a/status/1')
    pixels = picture.read_bytes()[60:100]
    for number, ending in enumerate(('txt', 'odt', 'pdf', 'eml'), 1):
        path = pathlib.Path(desk.file(ending))
        if number == 1:
            desk.write()
        desk.do('letter', desk.case, '--request', '1', '-o', str(path))
        parts = [path.read_bytes()]
        if ending == 'odt':
            with zipfile.ZipFile(path) as pack:
                parts = [pack.read(name) for name in pack.namelist()] + \
                    [name.encode() for name in pack.namelist()]
        if ending == 'eml':
            mail = email.message_from_bytes(parts[0])
            parts += [part.get_payload(decode=True) or b'' for part in mail.walk()]
            holds(' '.join(part.get_content_type() for part in mail.walk()), 'text/plain')
        for part in parts:
            if pixels in part or re.search(rb'/Subtype\s*/Image|image/png|Pictures/', part):
                raise AssertionError('a picture in the letter as ' + ending)


def misuse(box):
    desk = Desk(box, 'misuse')
    for code, words, arguments in (
            (2, 'needs --basis', ['letter', desk.case, '-o', 'a.pdf']),
            (2, 'one at a time', ['letter', desk.case, '--next', '1', '--request', '1',
                                  '-o', 'a.pdf']),
            (2, 'by their numbers', ['letter', desk.case, '--next', '-1', '-o', 'a.pdf']),
            (2, 'must end in', ['letter', desk.case, '--next', '1', '-o', 'a.doc']),
            (1, 'no request 7', ['letter', desk.case, '--next', '7', '-o', 'a.pdf']),
            (1, 'no request 7', ['request', desk.case, 'show', '7']),
            (2, 'request CASE list', ['request', desk.case, 'drafted', '1']),
            (2, 'request CASE list', ['request', desk.case, 'ready', '1']),
            (2, 'request CASE list', ['request', desk.case, 'next'])):
        done = box.run(arguments)
        wrong = box.complaint(done)
        if wrong is None and (done.returncode, words in done.stderr) != (code, True):
            wrong = 'exit %d: %s' % (done.returncode, done.stderr)
        if wrong is not None:
            raise AssertionError('%s: %s' % (' '.join(arguments[0:4]), wrong))


def odd_answers(box):
    """What a letter is about lies with its recipient, and the answer can reach her."""
    desk = Desk(box, 'odd')
    desk.do('link', desk.case, 'https://x.com/a/status/1', '--text', 'seen there')
    base = {**PERSON, 'country': 'US', 'shows': 'ai_nude_or_sexual'}
    letter = ['letter', desk.case, '--basis', 'us.tida.223a', '--recipient', 'x',
              '--items', '1']
    two = desk.file('json', '\ufeff' + json.dumps(
        {**base, 'urls': ['https://x.com/b https://www.reddit.com/r/c']}))
    path = desk.file('txt')
    done = desk.do(*letter, '--answers', two, '-o', path)
    holds(pathlib.Path(path).read_text(), '2. https://x.com/b\n', '3. https://www.reddit.com')
    holds(done['notice'], 'Reddit', 'https://www.reddit.com/r/c', 'X (formerly Twitter)')
    mail = {**base, 'email': ' ｓａｍｐｌｅ＠example.org '}
    path = desk.file('txt')
    done = desk.do(*letter, '--answers', desk.answers(**mail), '-o', path)
    expect('notice' in done, False, 'a notice without a reason')
    holds(pathlib.Path(path).read_text(), 'sample@example.org')
    for text in ('by post', 'me @ example.org', '@', 'example.org'):
        refused = desk.run(*letter, '--answers', desk.answers(**{**base, 'email': text}),
                           '-o', desk.file('txt'))
        expect(refused.returncode, 1, text)
        holds(refused.stderr, 'requires: email: "%s" is not an e-mail address;' % text)
    faulty = desk.answers(**{**base, 'email': 'me @ example.org', 'signature': ''})
    done = desk.do(*letter, '--answers', faulty, '--draft')
    expect((done['missing'], done['faulty']), (['signature', 'email'], ['email']), 'faulty')
    said = box.run([*letter, '--answers', faulty, '--draft']).stdout
    holds(said, '  signature\n', '  email: "me @ example.org" is not an e-mail address\n')
    refused = desk.run('bases', desk.case, '--answers', desk.answers(**base, own_work='yes'))
    holds(refused.stderr, '"own_work" must be true or false')


def main(cli):
    tap = blackbox.Tap()
    with tempfile.TemporaryDirectory() as folder:
        box = blackbox.Box(cli, pathlib.Path(folder))
        for name, test in (('the way through', lambda: the_way_through(box)),
                           ('re-checks', lambda: rechecks(box)),
                           ('no letter holds the picture', lambda: no_picture(box)),
                           ('odd answers', lambda: odd_answers(box)),
                           ('misuse', lambda: misuse(box))):
            wrong = None
            try:
                test()
            except (AssertionError, KeyError, ValueError, StopIteration, OSError) as error:
                wrong = '%s: %s' % (type(error).__name__, error)
            tap.check(name, wrong)
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
