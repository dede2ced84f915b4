#!/usr/bin/python3
# test-main-loop.py: the window answers while a large file goes into the case
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-main-loop.py HIKAE MAIN-LOOP

MAIN-LOOP: tests/support/main-loop.c as a library. HIKAE_TEST_BIG_MB: size of the file,
default 512, and twice as much as long as it is in too soon; 5120 is the long form. A turn
that is too long is measured again, twice, in a window started anew: what the program does
comes again, what the machine did beside it does not.
"""
import os
import sys
import tempfile
import time

from gi.repository import GLib

import hikae_window
from hikae_window import Window, wait

LIMIT = 100.0
PAGES = ("settings", "case", "help", "letters", "case", "timeline", "queue", "case")


def make_file(path, megabytes):
    block = os.urandom(1 << 20)
    with open(path, "wb") as file:
        for index in range(megabytes):
            file.write(index.to_bytes(8, "big") + block[8:])


def read_turns(path, start):
    with open(path, encoding="ascii") as file:
        rows = [tuple(float(number) for number in line.split()[:2]) for line in file]
    return rows[start:]


def is_at_work(window):
    # Waited for: a widget may go while it is asked.
    return wait(lambda: (any(text.startswith("Keeping ") for text in window.texts()),),
                "the window's texts")[0]


def go_on_meanwhile(window, loop, name, number):
    """The person goes on until the file is in: every page answers. What was visited, and the
    turns that began meanwhile."""
    kept = "1 item is in the case" if number == 1 else "%d items are in the case" % number
    start = len(read_turns(loop, 0))
    found, visited = [], 0
    window.act("add-files", GLib.Variant("as", [name]))
    wait(lambda: is_at_work(window) or kept in window.texts(), "the work")
    end = time.monotonic() + 60 + os.path.getsize(name) / (1 << 20)
    while is_at_work(window):
        assert time.monotonic() < end, "the file is not in the case"
        found = read_turns(loop, start)
        window.go(PAGES[visited % len(PAGES)])
        window.see_page(PAGES[visited % len(PAGES)])
        visited += 1
    window.act("overview")
    wait(lambda: kept in window.texts(), "the file in the case")
    return visited, found


def measure(program, library):
    """The longest turn of the window's loop, in milliseconds of its own."""
    megabytes = int(os.environ.get("HIKAE_TEST_BIG_MB", "512"))
    with tempfile.TemporaryDirectory() as home:
        loop, path = os.path.join(home, "loop"), os.path.join(home, "film.mp4")
        with Window(
            program, [],
            {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8",
             "XDG_DOCUMENTS_DIR": home, "LD_PRELOAD": library, "HIKAE_TEST_LOOP": loop},
        ) as window:
            hikae_window.create_case(window, "Papers", "correct horse battery staple")
            # A fast computer has a small file in before anything can be looked at.
            visited, found = 0, []
            for number in range(1, 5):
                if visited < 2 or not found:
                    make_file(path, megabytes << (number - 1))
                    visited, found = go_on_meanwhile(window, loop, path, number)
            found = [turn for turn in found if turn[1] >= 5]
            longest = max(found, default=(0.0, 0.0))
            print("# %d MB; %d pages visited meanwhile; %d turns of 5 ms or more; the longest "
                  "took %.0f ms of its own, %.0f ms on the clock"
                  % (os.path.getsize(path) >> 20, visited, len(found), *longest), flush=True)
            assert visited > 1 and found, "nothing was measured"
            assert window.leave() == 0
            return longest[0]


def main(program, library):
    measured = []
    while not measured or (measured[-1] > LIMIT and len(measured) < 3):
        measured.append(measure(program, library))
    assert measured[-1] <= LIMIT, measured


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
