#!/usr/bin/python3
# count-tests.py: counts single tests in a meson test log
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads meson's testlog.json, one JSON object a line, and counts the TAP lines inside.

A program without TAP counts as one test. A program that failed although no line of its
TAP did (a crash, a time-out, a missing plan) is one failure more. A log that is absent or
empty is a failure: no run may pass by running nothing.
"""
import json
import re
import sys

TAP_LINE = re.compile(r'^\s*(not ok|ok)\b(?:\s+\d+)?(?:\s+-)?\s*(.*)$')
SKIP = re.compile(r'#\s*skip\b:?\s*(.*)$', re.IGNORECASE)
GOOD = ('OK', 'EXPECTEDFAIL')


class Count:
    def __init__(self):
        self.passed = 0
        self.failed = []
        self.skipped = []


def count_tap(name, text, count):
    """Adds the lines of one TAP stream; returns how many there were, and failed."""
    lines = failed = 0
    for line in text.splitlines():
        match = TAP_LINE.match(line)
        if not match:
            continue
        lines += 1
        rest = match.group(2)
        skip = SKIP.search(rest)
        label = '%s %s' % (name, rest.split('#')[0].strip())
        if skip and match.group(1) == 'ok':
            count.skipped.append('%s: %s' % (label, skip.group(1) or 'no reason given'))
        elif match.group(1) == 'ok':
            count.passed += 1
        else:
            failed += 1
            count.failed.append(label)
    return lines, failed


def count_program(entry, count):
    name, result = entry['name'], entry['result']
    lines, failed = count_tap(name, entry.get('stdout') or '', count)
    if result in GOOD:
        if lines == 0:
            count.passed += 1
    elif result == 'SKIP':
        if lines == 0:
            reason = (entry.get('stdout') or '').strip().splitlines()
            count.skipped.append('%s: %s' % (name, reason[-1] if reason else 'exit 77'))
    elif failed == 0:
        count.failed.append('%s: %s, exit %s' % (name, result, entry.get('returncode')))


def count_log(lines):
    count = Count()
    for line in lines:
        if line.strip():
            count_program(json.loads(line), count)
    if count.passed == 0 and not count.failed:
        count.failed.append('the test log holds no test')
    return count


def main():
    try:
        with open(sys.argv[1], encoding='utf-8', errors='replace') as log:
            count = count_log(log)
    except OSError as error:
        count = Count()
        count.failed.append('no test log: %s' % error.strerror)
    for line in count.skipped:
        print('skipped: ' + line)
    for line in count.failed:
        print('FAILED: ' + line)
    if count.skipped:
        print('%d skipped' % len(count.skipped))
    print('%d passed, %d failed' % (count.passed, len(count.failed)))
    return 1 if count.failed else 0


if __name__ == '__main__':
    sys.exit(main())
