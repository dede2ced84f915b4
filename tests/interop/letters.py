#!/usr/bin/env python3
# letters.py: a letter as LibreOffice, poppler and a mail program read it
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: letters.py HIKAE-CLI. The Japanese form with an agent, names in three scripts and
forty addresses: every line of its text must come out of the ODT, the PDF and the e-mail."""
import email
import email.policy
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
import blackbox  # noqa: E402

ANSWERS = {
    'country': 'JP', 'adult': 'yes', 'shows': 'ai_nude_or_sexual', 'acting': 'agent',
    'agent_name': 'Dr. Maximiliane von Hohenstein-Wolfenbüttel', 'agent_capacity': '弁護士',
    'full_name': '髙﨑 花子・Nguyễn Thị Khai', 'postal_address': '東京都千代田区一丁目 ' * 6,
    'email': 'sample@example.org', 'signature': '髙﨑 花子', 'authority': True,
    'content_description': '加工された画像', 'right_infringed': '肖像権',
    'reason': '無断で加工した画像が掲載された。' * 20, 'truth_statement': True,
    'urls': ['https://board.example/thread/%d?page=%s' % (n, 'x' * (n * 3 % 90))
             for n in range(1, 41)],
}


def squeeze(text):
    """Line ends and blanks are each program's own."""
    return re.sub(r'\s+', '', text)


def lost_lines(whole, found):
    """What of the letter did not come out."""
    found = squeeze(found)
    lines = [squeeze(line.strip('[]')) for line in whole.splitlines()]
    lost = [line for line in lines if line and line.lstrip('-') not in found]
    return 'lost: ' + ' | '.join(lost[:5]) if lost else None


def read_odt(path, work):
    done = subprocess.run(
        ['soffice', '--headless', '-env:UserInstallation=file://%s/office' % work,
         '--convert-to', 'txt:Text (encoded):UTF8', '--outdir', str(work / 'read'), str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=200, check=False)
    text = work / 'read' / (path.stem + '.txt')
    if not text.exists():
        raise OSError('LibreOffice did not open it: %s' % done.stdout.decode()[-400:])
    return text.read_text(encoding='utf-8-sig')


def read_pdf(path, _work):
    """In the order of its strings; the numbers of the pages stand between."""
    text = subprocess.run(['pdftotext', '-raw', str(path), '-'], stdout=subprocess.PIPE,
                          timeout=60, check=True).stdout.decode()
    return re.sub(r'\n\d+ / \d+\n', '\n', text)


def read_eml(path, _work):
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    if list(message.iter_attachments()):
        raise OSError('the e-mail has attachments')
    return message.get_content()


def main(cli):
    tap = blackbox.Tap()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        box = blackbox.Box(cli, work)
        (work / 'answers').write_text(json.dumps(ANSWERS))
        done = box.run(['letter', box.template, '--basis', 'jp.joupura.art3', '--recipient',
                        'generic', '--items', '2', '--lang', 'ja', '--answers',
                        str(work / 'answers'), '-o', str(work / 'letter.txt')])
        if done.returncode != 0:
            raise SystemExit('Bail out! ' + done.stderr)
        whole = (work / 'letter.txt').read_text()
        for ending, program, read in (('odt', 'soffice', read_odt), ('eml', None, read_eml),
                                      ('pdf', 'pdftotext', read_pdf)):
            if program and not shutil.which(program):
                tap.skip(ending, program + ' is not here')
                continue
            path = work / ('again.' + ending)
            done = box.run(['letter', box.template, '--request', '1', '-o', str(path)])
            wrong = box.complaint(done)
            try:
                wrong = wrong or lost_lines(whole, read(path, work))
            except (OSError, subprocess.SubprocessError, LookupError) as error:
                wrong = str(error)
            tap.check(ending, wrong)
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
