#!/usr/bin/python3
# check-flatpak.py: flatpak-builder knows every word of the manifests
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: check-flatpak.py ROOT. Prints TAP.

flatpak-builder passes over what it does not know, and shows the manifest without it; so what
we wrote must be in what it shows. Both manifests must ask for the same permissions, and for
none that flatpak/README.md gives no reason for.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile


def show(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'io.github.hikae.Hikae.json'
        path.write_text(text, encoding='utf-8')
        done = subprocess.run(['flatpak-builder', '--show-manifest', str(path)], cwd=folder,
                              text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else None


def lost(ours, shown, where=''):
    """Where of the first thing that is not in what was shown; None when all is."""
    if isinstance(ours, dict) and isinstance(shown, dict):
        for name, value in ours.items():
            at = '%s/%s' % (where, name)
            place = at if name not in shown else lost(value, shown[name], at)
            if place:
                return place
        return None
    if isinstance(ours, list) and isinstance(shown, list) and len(ours) == len(shown):
        places = [lost(one, other, '%s/%d' % (where, number))
                  for number, (one, other) in enumerate(zip(ours, shown))]
        return next((place for place in places if place), None)
    return None if ours == shown else where or '/'


def is_known(text):
    shown = show(text)
    return shown is not None and lost(json.loads(text), shown) is None


def main():
    root = pathlib.Path(sys.argv[1]) / 'flatpak'
    if not shutil.which('flatpak-builder'):
        print('1..0 # SKIP flatpak-builder is not installed')
        return 0
    texts = {path.name: path.read_text(encoding='utf-8') for path in root.glob('*.json')}
    plain = texts['io.github.hikae.Hikae.json']
    results = [
        ('refuses an unknown word', not is_known(plain.replace('"modules"', '"moduls"'))),
        ('refuses an unknown kind of source', not is_known(plain.replace('"tag"', '"tagg"'))),
        ('refuses what is no JSON', not is_known(plain[:-3])),
    ]
    results += [(name, is_known(text)) for name, text in sorted(texts.items())]
    asked = {name: json.loads(text)['finish-args'] for name, text in texts.items()}
    reasons = re.findall(r'^\| `(--[^`]+)` \|', (root / 'README.md').read_text('utf-8'), re.M)
    results += [('%s: a reason for each permission' % name, sorted(words) == sorted(reasons))
                for name, words in sorted(asked.items())]
    for number, (name, good) in enumerate(results, 1):
        print('%sok %d %s' % ('' if good else 'not ', number, name))
    print('1..%d' % len(results))
    return 0 if all(good for _, good in results) else 1


if __name__ == '__main__':
    sys.exit(main())
