#!/usr/bin/python3
# start-page.py: START-HERE.html in a real browser, with scripts on and off
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: start-page.py CLI. Prints TAP. Speaks to headless Chromium through its pipe."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'cli')]
from blackbox import Box, Tap  # noqa: E402


class Browser:
    def __init__(self, program, home):
        down, up = os.pipe(), os.pipe()
        self.asked, self.told, self.number, self.events = down[1], up[0], 0, []
        # The pipes may have these very numbers; they are moved out of the way first.
        keep = [os.dup(n) for n in (down[0], up[1])]
        self.process = subprocess.Popen(
            [program, '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run',
             '--disable-dev-shm-usage', '--remote-debugging-pipe', '--user-data-dir=%s' % home],
            preexec_fn=lambda: (os.dup2(keep[0], 13), os.dup2(keep[1], 14), os.dup2(13, 3),
                                os.dup2(14, 4)),
            close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.rest = b''
        target = self.ask('Target.createTarget', url='about:blank')['targetId']
        self.session = None
        self.session = self.ask('Target.attachToTarget', targetId=target,
                                flatten=True)['sessionId']

    def read(self):
        while b'\0' not in self.rest:
            more = os.read(self.told, 1 << 20)
            if not more:
                raise OSError('the browser ended')
            self.rest += more
        one, self.rest = self.rest.split(b'\0', 1)
        return json.loads(one)

    def ask(self, method, **parameters):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if getattr(self, 'session', None):
            message['sessionId'] = self.session
        os.write(self.asked, json.dumps(message).encode() + b'\0')
        while True:
            told = self.read()
            if told.get('id') == self.number:
                if 'error' in told:
                    raise OSError('%s: %r' % (method, told['error']))
                return told['result']
            self.events.append(told)

    def open(self, url):
        self.ask('Page.navigate', url=url)
        while not any(e.get('method') == 'Page.loadEventFired' for e in self.events):
            self.events.append(self.read())

    def value(self, expression):
        return self.ask('Runtime.evaluate', expression=expression, awaitPromise=True,
                        returnByValue=True)['result'].get('value')

    def close(self):
        self.process.kill()
        self.process.wait()


def page(browser, url, scripts):
    browser.events.clear()
    for domain in ('Page', 'Network', 'Log', 'Runtime', 'DOM', 'Accessibility'):
        browser.ask(domain + '.enable')
    browser.ask('Emulation.setScriptExecutionDisabled', value=not scripts)
    browser.open(url)


def loaded(browser):
    return sorted({e['params']['request']['url'] for e in browser.events
                   if e.get('method') == 'Network.requestWillBeSent'})


def complaints(browser):
    found = [e['params']['entry']['text'] for e in browser.events
             if e.get('method') == 'Log.entryAdded']
    return found + [str(e['params']['exceptionDetails'])[:300] for e in browser.events
                    if e.get('method') == 'Runtime.exceptionThrown']


def drop(browser, files):
    """What the page says of @files."""
    root = browser.ask('DOM.getDocument')['root']['nodeId']
    node = browser.ask('DOM.querySelector', nodeId=root, selector='#files')['nodeId']
    browser.value('document.getElementById("results").textContent = ""')
    browser.ask('DOM.setFileInputFiles', files=files, nodeId=node)
    return browser.value(
        'new Promise(done => { const look = () => { const all = [...document.querySelectorAll('
        '"#results li")].map(n => n.textContent); if (all.length == %d && all.every(t => '
        '/[0-9a-f]{64}$/.test(t))) done(all); else setTimeout(look, 50); }; look(); })' %
        len(files))


def names(browser):
    """Controls that a screen reader could not name."""
    tree = browser.ask('Accessibility.getFullAXTree')['nodes']
    roles = ('button', 'textbox', 'link', 'list', 'table')
    return [n for n in tree if n.get('role', {}).get('value') in roles[:3] and
            not n.get('name', {}).get('value')]


def unfilled(folder):
    """Names of places in our texts that nobody filled in; a script has braces of its own."""
    found = []
    for name in ('START-HERE.html', 'VERIFY.txt', 'data/custody.txt'):
        text = re.sub(r'(?s)<(script|style)>.*?</\1>', '', (folder / name).read_text())
        found += ['%s: %s' % (name, place) for place in re.findall(r'\{[a-z_0-9]+\}', text)]
    return found


def try_language(browser, tap, folder, lang):
    url = (folder / 'START-HERE.html').as_uri()
    tap.check(lang + ': every place is filled in', ', '.join(unfilled(folder)) or None)
    page(browser, url, True)
    tap.check(lang + ': nothing else is loaded',
              None if loaded(browser) == [url] else '%r' % loaded(browser))
    tap.check(lang + ': the policy lets the page itself through',
              '\n'.join(complaints(browser)) or None)
    item = next((folder / 'data/items').iterdir())
    changed = folder / ('changed-' + item.name)
    changed.write_bytes(item.read_bytes() + b'x')
    said = drop(browser, [str(item), str(folder / 'data/custody.jsonl'), str(changed)])
    same, other = browser.value('[drop.dataset.same, drop.dataset.other]')
    tap.check(lang + ': unchanged and changed files are told apart',
              None if same in said[0] and same in said[1] and other in said[2]
              and 'data/items/' in said[0] else '%r' % said)
    tap.check(lang + ': language and names',
              None if browser.value('document.documentElement.lang') == lang
              and not names(browser) else '%r' % names(browser))
    browser.ask('Page.addScriptToEvaluateOnNewDocument',
                source='Object.defineProperty(window, "crypto", {value: {}})')
    page(browser, url, True)
    told = browser.value('without.hidden || !drop.hidden ? "" : without.textContent')
    tap.check(lang + ': a browser without WebCrypto is told so',
              None if 'VERIFY.txt' in told else 'it is told "%s"' % told)
    page(browser, url, False)
    # Styles and text still work; the digests are all there to read.
    text = browser.ask('DOM.getOuterHTML', nodeId=browser.ask('DOM.getDocument')['root']
                       ['nodeId'])['outerHTML']
    tree = ' '.join(str(n.get('name', {}).get('value')) for n in
                    browser.ask('Accessibility.getFullAXTree')['nodes'])
    tap.check(lang + ': with scripts off it reads on',
              None if 'id="drop"' in text and 'VERIFY.txt' in tree and 'report.pdf' in tree
              and 'SHA-256' in tree else tree[:500])


def main():
    tap = Tap()
    program = shutil.which('chromium')
    if program is None:
        tap.skip('START-HERE.html in a browser', 'chromium is not installed')
        return tap.finish()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        box = Box(sys.argv[1], pathlib.Path(folder))
        browser = Browser(program, box.work / 'browser')
        try:
            for lang in ('en', 'ja'):
                bundle = str(box.work / (lang + '.zip'))
                done = box.run(['export', box.template, '-o', bundle, '--lang', lang])
                if done.returncode != 0:
                    raise SystemExit('Bail out! ' + done.stderr)
                with zipfile.ZipFile(bundle) as opened:
                    opened.extractall(box.work / lang)
                try_language(browser, tap, box.work / lang, lang)
                browser.close()
                browser = Browser(program, box.work / ('browser-' + lang))
        finally:
            browser.close()
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
