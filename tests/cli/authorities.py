#!/usr/bin/python3
# authorities.py: time-stamp authorities that answer, lie, stall or are not there
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: authorities.py CLI TEST-AUTHORITY. Prints TAP.

A lying authority stands between hikae-cli and the honest test authority. Whatever it does,
the seal stays, the case stays good, and the honest one can stamp it afterwards. Each is
given PATIENCE seconds; with HIKAE_TEST_PATIENCE=60 they are those of the program.
"""
import concurrent.futures
import http.server
import json
import os
import pathlib
import shutil
import sys
import tempfile
import threading
import time
import urllib.request
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from blackbox import Box, Tap, stamp_authority  # noqa: E402

REPLY = 'application/timestamp-reply'
PATIENCE = int(os.environ.get('HIKAE_TEST_PATIENCE', '5'))


class Liar(http.server.BaseHTTPRequestHandler):
    honest, old = '', None

    def log_message(self, *_):
        pass

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        query = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        try:
            getattr(self, 'answer_' + self.path.strip('/'))(query)
        except OSError:
            pass

    def ask_honest(self, query):
        request = urllib.request.Request(
            self.honest, query, {'Content-Type': 'application/timestamp-query'})
        return urllib.request.urlopen(request, timeout=20).read()

    def answer_html(self, _):
        self.answer(200, 'text/html', b'<html><h1>Log in to the hotel network</h1></html>')

    def answer_500(self, _):
        self.answer(500, 'text/plain', b'no')

    def answer_another(self, query):
        # The first reply there ever was, for every query after it: another's token.
        if Liar.old is None:
            Liar.old = self.ask_honest(query)
        self.answer(200, REPLY, Liar.old)

    def answer_changed(self, query):
        body = bytearray(self.ask_honest(query))
        body[-20] ^= 1
        self.answer(200, REPLY, bytes(body))

    def answer_huge(self, _):
        self.send_response(200)
        self.send_header('Content-Type', REPLY)
        self.end_headers()
        for _ in range(64):
            self.wfile.write(b'0' * (1 << 20))

    def answer_slow(self, _):
        self.send_response(200)
        self.send_header('Content-Type', REPLY)
        self.end_headers()
        for _ in range(300):
            self.wfile.write(b'0')
            self.wfile.flush()
            time.sleep(1)


def stamp(box, case, url, ca):
    done = box.run(['--json', 'stamp', case, '--tsa', url, '--ca', ca,
                    '--patience', str(PATIENCE)])
    wrong = box.complaint(done)
    try:
        return done, wrong, json.loads(done.stdout)
    except ValueError:
        return done, wrong or 'no JSON: %r %s' % (done.stdout, done.stderr), {}


def try_liar(box, behaviour, liar_url, honest_url, ca):
    case = str(box.work / (behaviour + '.hikae'))
    shutil.copy(box.template, case)
    started = time.monotonic()
    done, wrong, reply = stamp(box, case, liar_url + behaviour, ca)
    took = time.monotonic() - started
    if wrong or done.returncode != 1:
        return 'exit %d: %s' % (done.returncode, wrong or reply)
    if any(one.get('state') == 'valid' for one in reply.get('stamps', ())):
        return 'believed: %r' % reply
    if took > PATIENCE + 30:
        return 'took %d s' % took
    done, wrong, reply = stamp(box, case, honest_url, ca)
    if wrong or done.returncode != 0:
        return 'the honest one afterwards: %s' % (wrong or reply)
    done = box.run(['verify', case, '--ca', ca])
    return None if done.returncode == 0 else done.stdout + done.stderr


def try_login(box, honest, ca):
    """A name and password in an authority's address are for the request alone."""
    case, bundle = str(box.work / 'login.hikae'), str(box.work / 'login.zip')
    shutil.copy(box.template, case)
    done, wrong, _ = stamp(box, case, honest.replace('//', '//ngo:Tk81-secret@'), ca)
    if wrong or done.returncode != 0:
        return wrong or done.stderr
    if box.run(['export', case, '-o', bundle]).returncode != 0:
        return 'no bundle'
    with zipfile.ZipFile(bundle) as parts:
        told = [name for name in parts.namelist() if b'Tk81-secret' in parts.read(name)]
    return 'the password is handed over in ' + ', '.join(told) if told else None


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        with stamp_authority(sys.argv[2], work / 'authority') as honest:
            liar = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Liar)
            liar.daemon_threads = True
            threading.Thread(target=liar.serve_forever, daemon=True).start()
            try:
                Liar.honest = honest
                liar_url = 'http://127.0.0.1:%d/' % liar.server_port
                ca = str(work / 'authority/ca.pem')
                box = Box(sys.argv[1], work)
                # One honest reply first, to be told again later.
                first = str(work / 'first.hikae')
                shutil.copy(box.template, first)
                done, wrong, reply = stamp(box, first, liar_url + 'another', ca)
                tap.check('an honest answer is believed',
                          wrong or (None if done.returncode == 0 else str(reply)))
                tap.check('a password in an address stays here', try_login(box, honest, ca))
                behaviours = ('html', '500', 'another', 'changed', 'huge', 'slow')
                with concurrent.futures.ThreadPoolExecutor(3) as pool:
                    results = pool.map(
                        lambda one: try_liar(box, one, liar_url, honest, ca), behaviours)
                    for behaviour, wrong in zip(behaviours, results):
                        tap.check('an authority that answers ' + behaviour, wrong)
            finally:
                liar.shutdown()
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
