#!/usr/bin/python3
# test-picture.py: a picture is not shown until wanted, read, found again, covered
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-picture.py HIKAE"""
import os
import sys
import tempfile
import time
import uuid

from gi.repository import GLib

import hikae_traces
import hikae_window
from hikae_window import Window

TOKEN = uuid.uuid4().hex
BEGAN = time.time()
HIDDEN = "The picture is not shown. Everything can be done without looking at it."


def shows_picture(window):
    """The picture has its item's name exactly while there are pixels in it."""
    return any(text.startswith("Picture of item ") for text in window.texts())


def main(program):
    with tempfile.TemporaryDirectory() as home:
        with Window(
            program, [],
            {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", "TMPDIR": home,
             "XDG_DOCUMENTS_DIR": home},
        ) as window:
            hikae_window.create_case(window, "Papers", "correct horse battery staple")
            paths = [os.path.join(home, name) for name in ("a.png", "b.png")]
            for index, path in enumerate(paths):
                with open(path, "wb") as file:
                    file.write(hikae_window.make_png(160 + 40 * index, 120 + 30 * index)
                               + TOKEN.encode())
            window.act("add-files", GLib.Variant("as", paths))
            window.see("2 items are in the case")
            window.go("case:1")
            window.see("No mark found; that does not mean it is real.")
            assert not shows_picture(window)
            # A screen reader cannot hold: its press shows, and the next one hides.
            for _ in range(2):
                window.click("Outline (hold)")
                hikae_window.wait(lambda: shows_picture(window), "the outline came")
                window.click("Outline (hold)")
                hikae_window.wait(lambda: not shows_picture(window), "the outline went")
            # Shown by a plain choice, and gone with the page.
            window.click("Grey")
            hikae_window.wait(lambda: shows_picture(window), "the picture came")
            window.go("case:2")
            hikae_window.wait(lambda: not shows_picture(window), "the picture went")
            window.click("Full")
            hikae_window.wait(lambda: shows_picture(window), "the picture came")
            window.act("lock")
            window.see_page("unlock")
            window.fill("Passphrase or recovery code", "correct horse battery staple")
            window.click("Open")
            window.see_page("case")
            window.go("case:2")
            window.see(HIDDEN)
            # Covered: a new item that names its original.
            window.go("redact:1")
            window.see_page("redact")
            # Nothing can be kept before the picture's size is known.
            for _ in range(50):
                window.fill("Area in numbers", "8, 8, 40, 30")
                window.click("Add the area")
                time.sleep(0.2)
                if "From 8, 8: 40 × 30 pixels" in window.texts():
                    break
            window.see("From 8, 8: 40 × 30 pixels")
            window.click("Keep the copy as a new item")
            window.see_page("case")
            window.see("item 3")
            window.see("000001-changed.png")
            hikae_traces.nothing_left(window, home, [TOKEN.encode()], BEGAN, "a picture",
                                      ("a.png", "b.png"))
            assert window.leave() == 0


if __name__ == "__main__":
    main(sys.argv[1])
