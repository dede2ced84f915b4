#!/usr/bin/python3
# test-many.py: a case of very many items makes no more widgets than a screen needs
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-many.py HIKAE BENCH-CASE

Not timed: it counts the rows that there are, in the list of the case, in its timeline and
on the page of a letter, which are made some at a time and never all.
"""
import os
import subprocess
import sys
import tempfile
import time

import hikae_window
from hikae_window import Atspi, Window, children, wait

ITEMS = 600
# As many as GtkListView makes, and the few beside them that it keeps.
LIST_ROWS = 210
LETTER_ROWS = 50


def count_rows(window, name):
    """Of the list of this name on the screen."""
    for node in window.nodes():
        if node.get_name() == name and node.get_role_name() == "list":
            return sum(1 for _ in children(node))
    return 0


def count_ticks(window):
    return sum(node.get_role_name() == "check box" for node in window.nodes())


def count_settled(count, least):
    """The number when it is at least so much and changes no more."""
    def probe():
        before = count()
        time.sleep(0.5)
        return before >= least and before == count() and (before,)

    return wait(probe, "as many rows as are made", 60)[0]


def open_case(window, path):
    window.open(path)
    window.see_page("unlock")
    window.fill("Passphrase or recovery code", "four short words here")
    window.click("Open")
    window.see_page("case", 60)
    window.see("%d items are in the case" % ITEMS)


def walk_lists(window):
    for act, page, name in ((None, "case", "What is in the case"),
                            ("timeline", "timeline", "Timeline")):
        if act:
            window.act(act)
        window.see_page(page)
        # Newer GTK has only those on the screen in its tree.
        least = 100 if window.tells_classes() else 5
        rows = count_settled(lambda name=name: count_rows(window, name), least)
        print("# %s: %d rows" % (name, rows), flush=True)
        assert rows <= LIST_ROWS, (name, rows)


def scroll_to(window, name):
    """By the wheel, until the row is in sight; then it is pressed."""
    for _ in range(60):
        box = Atspi.Component.get_extents(window.find(name), Atspi.CoordType.WINDOW)
        if 0 < box.y < 600:
            break
        subprocess.run(["xdotool", "mousemove", "450", "400", "click", "--repeat", "5", "5"],
                       check=True)
        time.sleep(0.2)
    hikae_window.press(window, name, "HikaeLetterPage")


def walk_letter(window):
    window.go("letter:us.tida.223a|x")
    window.see_page("letter")
    window.see("Show more: %d items are left" % (ITEMS - LETTER_ROWS), 60)
    first = count_settled(lambda: count_ticks(window), LETTER_ROWS)
    assert first == LETTER_ROWS, first
    scroll_to(window, "Show more: %d items are left" % (ITEMS - LETTER_ROWS))
    window.see("Show more: %d items are left" % (ITEMS - 2 * LETTER_ROWS))
    more = count_settled(lambda: count_ticks(window), 2 * LETTER_ROWS)
    assert more == 2 * LETTER_ROWS, more
    print("# letter: %d rows, then %d" % (first, more), flush=True)


def main(program, maker):
    with tempfile.TemporaryDirectory() as home:
        path = os.path.join(home, "many.hikae")
        subprocess.run([maker, "make-items", path, str(ITEMS)], check=True,
                       stdout=subprocess.DEVNULL)
        with Window(program, [], {
            "HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8"}) as window:
            open_case(window, path)
            walk_lists(window)
            walk_letter(window)
            # Back to a list that was left as it was, and to an item far down.
            window.go("timeline")
            window.see_page("timeline")
            window.see("Item %d: " % ITEMS)
            window.go("case:7")
            window.see("item 7")
            assert window.leave() == 0


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
