#!/usr/bin/python3
# test-keeping.py: backup, check of the case, damage, rescue into a new case
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-keeping.py HIKAE

A backup in a second place, a check that finds nothing; then a byte of the file is turned
while it is locked: the check names the item, the rescue is offered, and the new case has
all the rest.
"""
import os
import sys
import tempfile
import time
import uuid

from gi.repository import GLib

import hikae_traces
import hikae_window
from hikae_window import Window, wait

FILM = os.urandom(3 << 20)
PASSPHRASE = "correct horse battery staple"
TOKEN = uuid.uuid4().hex
BEGAN = time.time()
RESCUE = "Save what can be read into a new case"


def step(words):
    print("# " + words, flush=True)


def unlock(window):
    window.see_page("unlock")
    window.fill("Passphrase or recovery code", PASSPHRASE)
    window.click("Open")
    window.see_page("case")


def press(window, label):
    # A dialog for a name opens its folder meanwhile; before that it has no file to give.
    hikae_window.answer(window, label, 2)


def make_case(window, home):
    hikae_window.create_case(window, "Papers", PASSPHRASE)
    (case,) = [name for name in os.listdir(home) if name.endswith(".hikae")]
    paths = []
    for name, content in (("a.txt", TOKEN.encode()), ("film.bin", FILM)):
        paths.append(os.path.join(home, name))
        with open(paths[-1], "wb") as file:
            file.write(content)
    window.act("add-files", GLib.Variant("as", paths))
    window.see("2 items are in the case")
    return os.path.join(home, case)


def back_up(window, home):
    step("backup")
    window.see("Make a backup")
    before = set(os.listdir(home))
    window.act("back-up")
    press(window, "Choose")
    window.see("Everything is in a backup")
    (copy,) = [name for name in set(os.listdir(home)) - before if name.endswith(".hikae")]
    assert os.stat(os.path.join(home, copy)).st_size > 3 << 20
    # Once there is a place, no question is asked.
    window.act("add-note")
    window.see_page("text")
    window.fill("What you want to write down", "after the backup")
    window.click("Keep it")
    window.see_page("case")
    window.act("overview")
    window.see("Make a backup")
    window.act("back-up")
    window.see("Everything is in a backup")


def check_whole(window):
    step("a check finds nothing")
    window.act("verify")
    window.see_page("verify")
    window.click("Check now")
    window.see("Whole and unchanged")
    window.see("3 of 3 items are as they were kept")
    assert RESCUE not in window.texts()


def damage(window, case):
    step("a byte is turned")
    window.act("lock")
    window.see_page("unlock")
    with open(case, "r+b") as file:
        # In the middle of the film.
        file.seek(-(1 << 20), os.SEEK_END)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))


def check_damaged(window):
    unlock(window)
    step("a check names the item")
    window.act("verify")
    window.click("Check now")
    window.see("Something in it is not as it was kept")
    window.see("2 of 3 items are as they were kept")
    window.see("Item 2")
    window.see("A part of its content cannot be read, or was changed.")
    window.see(RESCUE)


def rescue(window, home, case):
    step("rescue")
    with open(case, "rb") as file:
        bytes_before = file.read()
    before = set(os.listdir(home))
    window.act("rescue")
    window.see_page("unlock")
    window.fill("Passphrase or recovery code", PASSPHRASE)
    window.click("Save what can be read…")
    press(window, "Choose")
    window.see("2 items are whole.")
    window.see("1 was saved in part.")
    press(window, "Go on")
    window.see_page("recovery")
    code = hikae_window.find_code(window)
    window.fill("Type the last group of the code", code.replace("-", " ").split()[-1])
    window.click("Continue to the case")
    window.see("3 items are in the case")
    with open(case, "rb") as file:
        assert file.read() == bytes_before
    made = [name for name in set(os.listdir(home)) - before if name.endswith(".hikae")]
    assert len(made) == 1, made


def save_what_is_left(window, home):
    step("a copy of what is left")
    window.choose_row("film.bin")
    window.see("A part of the content is missing")
    before = set(os.listdir(home))
    window.click("Save a copy…")
    press(window, "Choose")
    window.see("Save what is left of this item?")
    assert set(os.listdir(home)) == before
    press(window, "Save what is left")
    path = os.path.join(home, "000002.bin")
    wait(lambda: os.path.exists(path), "the copy")
    with open(path, "rb") as file:
        content = file.read()
    assert len(content) == len(FILM) and content != FILM
    assert content[: 1 << 20] == FILM[: 1 << 20]


def main(program):
    with tempfile.TemporaryDirectory() as home:
        with Window(
            program, [],
            {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", "XDG_DOCUMENTS_DIR": home},
        ) as window:
            case = make_case(window, home)
            back_up(window, home)
            check_whole(window)
            damage(window, case)
            check_damaged(window)
            rescue(window, home, case)
            save_what_is_left(window, home)
            # Choosing a name in a dialog must not tell the desktop of it either.
            hikae_traces.nothing_left(window, home, [TOKEN.encode()], BEGAN,
                                      "backup and rescue", ("a.txt",))
            assert window.leave() == 0


if __name__ == "__main__":
    main(sys.argv[1])
