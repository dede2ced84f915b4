#!/usr/bin/python3
# test-minor.py: a case of a person under 18: no pictures by any way, words and help instead
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-minor.py HIKAE"""
import sys
import tempfile
import time
import uuid

from gi.repository import GLib

import hikae_traces
import hikae_window
from hikae_window import Window

TOKEN = uuid.uuid4().hex
ADDRESS = "https://x.com/canary-%s/status/1" % TOKEN
BEGAN = time.time()
MEDIA = {"add-file", "add-files", "add-screenshot", "add-clipboard"}


def main(program):
    with tempfile.TemporaryDirectory() as home:
        with Window(
            program, [],
            {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", "TMPDIR": home,
             "XDG_DOCUMENTS_DIR": home},
        ) as window:
            hikae_window.create_case(
                window, "Papers", "correct horse battery staple", minor=True
            )
            window.see("This case keeps no pictures")
            window.see("Press “Add” for an address or a note.")
            enabled = window.actions(enabled=True)
            assert not MEDIA & enabled, MEDIA & enabled
            assert {"add-note", "add-link", "hand-over", "help-now"} <= enabled
            with open(home + "/a.png", "wb") as file:
                file.write(b"\x89PNG")
            window.act("add-files", GLib.Variant("as", [home + "/a.png"]))
            time.sleep(1)
            window.see("The case is ready and encrypted")

            window.press_row("Keep an address only")
            window.see_page("text")
            window.fill("Address (https://…)", ADDRESS)
            window.click("Keep it")
            window.see("Address · item 1")

            window.act("overview")
            window.press_row("Ask for removal")
            window.see_page("questions")
            window.click("Show what fits")
            window.see_page("bases")
            window.see("No letter of ours fits these answers.")
            window.see("People who help")
            assert "Write this letter" not in window.texts()
            hikae_traces.nothing_left(window, home, [TOKEN.encode()], BEGAN, "minor mode")
            assert window.leave() == 0


if __name__ == "__main__":
    main(sys.argv[1])
