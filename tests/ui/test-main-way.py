#!/usr/bin/python3
# test-main-way.py: the main job in the real window, with keyboard, actions and AT-SPI
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-main-way.py HIKAE TEST-AUTHORITY

New case with recovery sheet, file, note, address, outside time by an authority on
loopback, letter, bundle, check, lock, wrong passphrase, passphrase, recovery code, leave.
"""
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid

import hikae_traces
import hikae_window
from gi.repository import Atspi, GLib
from hikae_window import Window, stamp_authority, wait

PASSPHRASE = "correct horse battery staple"
ADDRESS = "https://x.com/somebody/status/1234567890"
CANARY = "canary-" + uuid.uuid4().hex
BEGAN = time.time()


def step(words):
    print("# " + words, flush=True)


def add_evidence(window, home):
    step("add a file")
    path = os.path.join(home, "picture.png")
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + CANARY.encode() + os.urandom(4096))
    window.act("add-files", GLib.Variant("as", [path]))
    window.see("1 item is in the case")

    step("add a note")
    window.act("add-note")
    window.see_page("text")
    window.fill("What you want to write down", "He wrote again on Monday. " + CANARY)
    window.click("Keep it")
    window.see_page("case")
    window.see("Note · item 2")

    step("add an address only")
    window.act("add-link")
    window.see_page("text")
    window.fill("Address (https://…)", ADDRESS)
    window.click("Keep it")
    window.see("Address · item 3")


def read_on(window):
    step("another item begins at its top, however far the last one was read")
    if not window.tells_places():
        return

    def top(name):
        node = window.find(name)
        return Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW).y

    def tell(*words):
        return subprocess.run(["xdotool", *words], capture_output=True, text=True,
                              check=True).stdout
    shown = tell("search", "--pid", str(window.program.pid), "--name", "Hikae").split()[-1]
    width, height = re.findall(r"\d+", tell("getwindowgeometry", shown).split("Geometry")[1])
    # As little of it fits as where the text is twice as large.
    tell("windowsize", "--sync", shown, width, "400")
    window.go("case:1")
    first = wait(lambda: top("File · item 1"), "the item")
    tell("mousemove", "700", "250", "click", "--repeat", "30", "5")
    wait(lambda: top("File · item 1") < first, "the page further down")
    time.sleep(1)  # it glides on a little
    window.go("case:3")
    window.see("SHA-256")
    # A long title may push it further down.
    wait(lambda: top("Address · item 3") >= first, "the top of the other item")
    tell("windowsize", "--sync", shown, width, height)
    window.act("overview")


def get_outside_time(window):
    step("outside time")
    window.act("stamp")
    window.see_page("stamp")
    window.see("One digest of 32 bytes")
    window.click("Get outside time now")
    window.see("Proves that it existed, unchanged, by")
    window.act("overview")
    window.see("3 of them have outside time")


def write_letter(window, home):
    step("questions and letter")
    window.act("letter")
    window.see_page("questions")
    assert window.read("Address (https://…)") == ADDRESS
    window.choose_row("Made or changed by AI: naked or sexual")
    window.choose_row("Yes, an adult")
    window.click("Show what fits")
    window.see_page("bases")
    window.see("Why it fits")
    window.act("go", GLib.Variant("s", "letter:us.tida.223a|x"))
    window.see_page("letter")
    window.see("Still needed")
    window.see("File · item 1")
    window.see("The poster may get to read this")
    hikae_window.fill_all(window, "test@example.org")
    window.click("Keep this letter in the case")
    window.see_page("request")
    window.see("Ready to send")

    step("letter as PDF")
    path = os.path.join(home, "letter.pdf")
    window.act("save-letter", GLib.Variant("s", "pdf:" + path))
    wait(lambda: os.path.exists(path), "the PDF")
    with open(path, "rb") as file:
        assert file.read(5) == b"%PDF-"

    step("mark it as sent")
    window.click("I sent it")
    window.see("Due ")
    step("taken back, and marked again: the log keeps all three")
    window.act("undo")
    window.see("Ready to send")
    window.act("undo")
    window.see("There is no step to undo.")
    window.click("I sent it")
    window.see("Due ")
    window.see("Marked by mistake")
    window.act("overview")
    window.see("Due ")


def hand_over(window, home):
    step("hand over")
    window.act("hand-over")
    window.see_page("hand-over")
    window.see("Exhibits with their bytes, unchanged: 3")
    assert {"File", "Note", "Address"} <= set(window.texts()), "kinds of the items"
    window.click("Make the bundle")
    window.see("The bundle is written")
    bundles = [name for name in os.listdir(home) if name.startswith("bundle-")]
    assert len(bundles) == 1, bundles
    step("check the bundle")
    window.act("go", GLib.Variant("s", "check:" + os.path.join(home, bundles[0])))
    window.see("Whole and unchanged")


def lock_and_open(window, code):
    step("lock: nothing of the case stays in the window")
    window.act("lock")
    window.see_page("unlock")
    for text in window.all_texts():
        # The name of the file, which every list of files shows, is on the page itself.
        inside = text.replace("Papers.hikae", "")
        assert CANARY not in text and ADDRESS not in text and "Papers" not in inside, text
    assert not any(name in window.actions(enabled=True) for name in ("add-file", "stamp"))

    step("a wrong passphrase is said calmly")
    window.fill("Passphrase or recovery code", "not this one at all")
    window.click("Open")
    window.see("This passphrase does not open the case.")

    step("the passphrase, then the recovery code")
    for secret in (PASSPHRASE, code.upper().replace("-", " ")):
        window.fill("Passphrase or recovery code", secret)
        window.click("Open")
        window.see_page("case")
        window.see("3 items are in the case")
        window.act("lock")
        window.see_page("unlock")


def main(program, authority_program):
    with tempfile.TemporaryDirectory() as home:
        with stamp_authority(authority_program, home) as authority:
            with Window(
                program,
                [
                    "--authority=" + authority,
                    "--authority-ca=%s/ca.pem" % home,
                ],
                {
                    "HOME": home, "TMPDIR": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8",
                    "XDG_CONFIG_HOME": home + "/config", "XDG_DATA_HOME": home + "/data",
                    "XDG_CACHE_HOME": home + "/cache", "XDG_DOCUMENTS_DIR": home,
                    "NO_PROXY": "127.0.0.1", "TZ": "UTC",
                },
            ) as window:
                step("new case with its recovery sheet")
                code = hikae_window.create_case(window, "Papers", PASSPHRASE)
                add_evidence(window, home)
                read_on(window)
                get_outside_time(window)
                write_letter(window, home)
                hand_over(window, home)
                lock_and_open(window, code)
                step("nothing in plain text beside what was asked for")
                hikae_traces.nothing_left(window, home, [CANARY.encode()], BEGAN, "the main way",
                                          ("picture.png", "bundle-"))
                step("leave")
                assert window.leave() == 0
                hikae_traces.look_for_canaries(
                    [home], [CANARY.encode()], allowed=("picture.png", "bundle-"))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
