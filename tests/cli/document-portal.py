#!/usr/bin/env python3
# document-portal.py: files as the sandbox hands them over, by the real document portal
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: document-portal.py HIKAE-CLI, inside headless-desktop.sh. What is kept, taken out,
handed over and backed up goes through it; a case itself may not lie there."""
import os
import pathlib
import sys
import tempfile

import blackbox
import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

NAME, PLACE = 'org.freedesktop.portal.Documents', '/org/freedesktop/portal/documents'
REUSE, PERSISTENT, FOLDER = 1, 2, 8


class Portal:
    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        mount = self.bus.call_sync(NAME, PLACE, NAME, 'GetMountPoint', None, None, 0, 30000)
        self.mount = bytes(mount.unpack()[0]).rstrip(b'\0').decode()

    def call(self, method, path, make):
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        handles = Gio.UnixFDList()
        arguments = make(handles.append(handle))
        os.close(handle)
        reply, _ = self.bus.call_with_unix_fd_list_sync(
            NAME, PLACE, NAME, method, arguments, None, 0, 30000, handles, None)
        return reply.unpack()[0]

    def lend(self, path):
        """The path by which the portal shows a file, or a folder whole."""
        flags = REUSE | PERSISTENT | (FOLDER if path.is_dir() else 0)
        name = self.call('AddFull', path, lambda handle: GLib.Variant(
            '(ahusas)', ([handle], flags, '', [])))[0]
        return os.path.join(self.mount, name, path.name)

    def lend_new(self, path):
        """The same for a file that is not there yet: what a save dialog gives."""
        name = self.call('AddNamedFull', path.parent, lambda handle: GLib.Variant(
            '(hayusas)', (handle, os.fsencode(path.name) + b'\0', REUSE | PERSISTENT, '',
                          [])))
        return os.path.join(self.mount, name, path.name)


def done(box, arguments, code=0, words=''):
    ran = box.run(arguments)
    said = ran.stdout + ran.stderr
    if ran.returncode != code or words not in said:
        return '%s: exit %d: %s' % (arguments[0], ran.returncode, said)
    return None


def whole(folder, wanted):
    found = sorted(entry.name for entry in folder.iterdir())
    return None if found == sorted(wanted) else 'the folder holds %s' % found


def main(cli, work):
    tap, portal = blackbox.Tap(), Portal()
    box = blackbox.Box(cli, work)
    case, folder = box.template, work / 'Documents'
    folder.mkdir()
    picture = folder / 'evidence.bin'
    picture.write_bytes(os.urandom(3 << 20))

    tap.check('a lent file is kept as evidence', done(
        box, ['add', case, portal.lend(picture)], words='kept as item 3'))
    copy = folder / 'copy.bin'
    tap.check('it is taken out to a lent name',
              done(box, ['extract', case, '3', '-o', portal.lend_new(copy)]) or
              (None if copy.read_bytes() == picture.read_bytes() else 'not the same bytes'))
    bundle = folder / 'bundle.zip'
    tap.check('a bundle is written there', done(
        box, ['export', case, '-o', portal.lend_new(bundle)]) or
        done(box, ['verify', str(bundle)]) or done(box, ['verify', portal.lend(bundle)]))
    backup = folder / 'backup.hikae'
    tap.check('a backup too, and it opens from its own place', done(
        box, ['backup', case, portal.lend_new(backup)]) or done(box, ['verify', str(backup)]))

    why = 'move the case into the folder Hikae'
    before = backup.read_bytes()
    for name, arguments in (('opened', ['info']), ('written to', ['note', '--text', 'x']),
                            ('checked', ['verify'])):
        lent = [arguments[0], portal.lend(backup)] + arguments[1:]
        tap.check('a lent case is not %s, and the reason said' % name,
                  done(box, lent, 1, why))
    tap.check('it was not touched', None if backup.read_bytes() == before else 'changed')
    tap.check('no new case at a lent name', done(
        box, ['new', portal.lend_new(folder / 'new.hikae')], 1, why))
    inside = os.path.join(portal.lend(folder), 'new.hikae')
    tap.check('nor in a lent folder, where there are no locks either', done(
        box, ['new', inside], 1, why))
    tap.check('nor a rescue into it', done(
        box, ['rescue', case, portal.lend_new(folder / 'saved.hikae')], 1, why))
    tap.check('nothing else is left in the folder', whole(
        folder, ['evidence.bin', 'copy.bin', 'bundle.zip', 'backup.hikae']))
    return tap.finish()


if __name__ == '__main__':
    with tempfile.TemporaryDirectory() as made:
        sys.exit(main(sys.argv[1], pathlib.Path(made)))
