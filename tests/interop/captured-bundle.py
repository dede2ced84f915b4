#!/usr/bin/python3
# captured-bundle.py: a page as captured, in a bundle, read by an outside reader of archives
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: captured-bundle.py CLI HELPER CHECK-WARC BUILD-FOLDER. Prints TAP. Needs a display.

The real engine takes a page of a loopback site; the export is the ordinary one. What
npm's warcio finds in the archive inside is compared with what the site was asked for."""
import gzip
import hashlib
import importlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'cli'), str(HERE.parent / 'support')]
import bundle_forge as forge  # noqa: E402
from blackbox import Box, Tap  # noqa: E402

site_module = importlib.import_module('test-site')
PAGE = ('<!DOCTYPE html><title>A page</title><link rel="stylesheet" href="/look.css">'
        '<p>words in the archive</p><img src="/img?i=3" width="50"><script>'
        'fetch("/answer").then(r => r.text()).then(t => document.title = t)</script>')


def warcio_folder(build):
    folder = build / 'warcio'
    if not (folder / 'node_modules/warcio').is_dir():
        folder.mkdir(exist_ok=True)
        try:
            subprocess.run(['npm', 'install', '--no-audit', '--no-fund', '--prefix', folder,
                            'warcio@2.4.4'], check=True, timeout=100, capture_output=True)
        except (OSError, subprocess.SubprocessError):
            return None
    return folder


def judge_archive(tap, path, site, build, work):
    with zipfile.ZipFile(path) as pack:
        wrong = pack.testzip()
        package = json.loads(pack.read('datapackage.json'))
        for resource in package['resources']:
            if resource['hash'] != 'sha256:' + hashlib.sha256(
                    pack.read(resource['path'])).hexdigest():
                wrong = wrong or resource['path']
        tap.check('the archive is whole, by its own digests', wrong)
        (work / 'data.warc.gz').write_bytes(pack.read('archive/data.warc.gz'))
    text = gzip.decompress((work / 'data.warc.gz').read_bytes())
    tap.check('the words of the page are in it',
              None if b'words in the archive' in text else '%r' % text[:500])
    folder = warcio_folder(build)
    if folder is None:
        tap.skip('warcio', 'npm cannot fetch warcio')
        return
    shutil.copy(sys.argv[3], folder / 'check-warc.mjs')
    done = subprocess.run(['node', folder / 'check-warc.mjs', work / 'data.warc.gz'],
                          check=False, text=True, capture_output=True)
    found = json.loads(done.stdout) if done.returncode == 0 else {}
    print('# warcio: %s' % {k: v for k, v in found.items() if k != 'uris'})
    missing = sorted({site.url + path for path in site.seen} - set(found.get('uris', ())))
    tap.check('warcio finds an answer to everything that the site was asked for',
              None if found and len(site.seen) >= 4 and not missing else
              '%s %s %r' % (done.stderr, missing, site.seen))
    tap.check('warcio finds every digest right', None if found and not found['wrong'] and
              found['right'] >= 4 else '%r' % found)
    broken = bytearray((work / 'data.warc.gz').read_bytes())
    packed = gzip.decompress(bytes(broken)).replace(b'words in the archive',
                                                    b'words in the archivf')
    (work / 'data.warc.gz').write_bytes(gzip.compress(packed, 1))
    done = subprocess.run(['node', folder / 'check-warc.mjs', work / 'data.warc.gz'],
                          check=False, text=True, capture_output=True)
    tap.check('and a changed letter wrong', None if done.returncode != 0 or
              json.loads(done.stdout)['wrong'] else done.stdout)


def main():
    tap = Tap()
    site = site_module.Site(pages={'/page': PAGE, '/look.css': 'p { color: green }',
                                   '/answer': 'A page that asked'})
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        box = Box(sys.argv[1], work)
        box.environment['HIKAE_WEB_CAPTURE'] = str(pathlib.Path(sys.argv[2]).resolve())
        done = box.run(['capture', box.template, site.url + '/page'])
        tap.check('a page is captured', box.complaint(done) or
                  (None if done.returncode == 0 else done.stderr))
        done = box.run(['export', box.template, '-o', 'b.zip', '--with-cookies'])
        tap.check('and handed over', None if done.returncode == 0 else done.stderr)
        files = forge.read(str(work / 'b.zip'))
        inside = [n for n in files if n.endswith('.wacz')]
        tap.check('its archive is in the bundle', None if len(inside) == 1 else '%r' % sorted(
            files))
        if inside:
            (work / 'in.wacz').write_bytes(files[inside[0]])
            judge_archive(tap, work / 'in.wacz', site, pathlib.Path(sys.argv[4]), work)
        done = box.run(['verify', str(work / 'b.zip')])
        tap.check('the bundle is whole', None if done.returncode in (0, 4) else
                  done.stdout + done.stderr)
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
