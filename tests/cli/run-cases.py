#!/usr/bin/python3
# run-cases.py: hikae-cli as a black box: commands as data, what must come out as data
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: run-cases.py CLI FILE.case

A file holds cases; README.md in this folder explains the lines:
  == NAME             begins a case
  needs case          {case} is a copy of a ready case with two items
  file NAME TEXT      writes {work}/NAME (\\n, \\xNN and \\uNNNN are understood)
  $ ARGUMENTS         runs hikae-cli with what opens the case (unless it names another)
  ? N                 the exit code expected of the command above (0 when not said)
  > REGEXP            some line of its standard output matches
  ! REGEXP            some line of its standard error matches
  json KEY VALUE      its standard output is one JSON object with that member
  absent NAME         no such file was left
Prints TAP.
"""
import json
import pathlib
import re
import shlex
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from blackbox import Box, Tap  # noqa: E402


def read_cases(path):
    name, lines = None, []
    for line in path.read_text(encoding='utf-8').splitlines():
        if line.startswith('== '):
            if name:
                yield name, lines
            name, lines = line[3:], []
        elif line and not line.startswith('#'):
            lines.append(line)
    if name:
        yield name, lines


def check_json(done, rest):
    """KEY VALUE: KEY may go down with dots; VALUE is JSON, or * for any."""
    key, value = rest.split(' ', 1)
    try:
        node = json.loads(done.stdout)
        if done.stdout.count('\n') != 1:
            return 'standard output is not one line'
        for part in key.split('.'):
            node = node[int(part)] if part.isdigit() else node[part]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        return 'no JSON member %s (%r) in %r' % (key, error, done.stdout[:300])
    if value != '*' and node != json.loads(value):
        return '%s is %r, not %s' % (key, node, value)
    return None


def run_case(box, lines):
    """The first thing that is not as the case says, or None."""
    work = pathlib.Path(tempfile.mkdtemp(dir=box.work))
    names = {'work': str(work), 'case': str(work / 'x.hikae'), 'right': box.right,
             'wrong': box.wrong}
    done, wanted, command = None, 0, ''
    for line in lines + ['$']:
        verb, _, rest = line.partition(' ')
        rest = re.sub(r'\{(\w+)\}', lambda m: names[m.group(1)], rest)
        if verb == '$':
            if done is not None and done.returncode != wanted:
                return '%s: exit %d, not %d\n%s' % (command, done.returncode, wanted,
                                                   done.stderr)
            if line == '$':
                break
            done, wanted, command = box.run(shlex.split(rest), cwd=work), 0, rest
            if box.complaint(done):
                return '%s: %s' % (command, box.complaint(done))
        elif verb == 'needs':
            shutil.copy(box.template, names['case'])
        elif verb == 'file':
            name, _, text = rest.partition(' ')
            (work / name).write_bytes(text.encode().decode('unicode_escape').encode('latin-1'))
        elif verb == '?':
            wanted = int(rest)
        elif verb in '>!':
            text = done.stdout if verb == '>' else done.stderr
            if not re.search(rest, text, re.M):
                return '%s: no line matches %s in:\n%s' % (command, rest, text)
        elif verb == 'json':
            wrong = check_json(done, rest)
            if wrong:
                return '%s: %s' % (command, wrong)
        elif verb == 'absent':
            if (work / rest).exists():
                return rest + ' was left behind'
        else:
            return 'the case itself is wrong: ' + line
    return None


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        box = Box(sys.argv[1], pathlib.Path(folder))
        for name, lines in read_cases(pathlib.Path(sys.argv[2])):
            tap.check(name, run_case(box, lines))
    return tap.finish()


if __name__ == '__main__':
    sys.exit(main())
