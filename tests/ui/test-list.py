#!/usr/bin/python3
# test-list.py: the list of the case: searched, filtered, grouped, several chosen
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-list.py HIKAE"""
import os
import re
import sys
import tempfile

from gi.repository import GLib

import hikae_window
from hikae_window import Window, wait

PANE = "HikaeChosenPane"
LINKS = (
    ("https://www.example.com/a", "he posted it first"),
    ("https://other.example/1", "a copy"),
    ("https://example.com/b", "another copy"),
)


def step(words):
    print("# " + words, flush=True)


def numbers(window):
    """The items that the list shows, from the top, by their numbers; headings as text."""
    found = []
    for text in window.texts():
        row = re.match(r".*, (\d+) · \d+ \w+, \d\d:\d\d, ", text)
        if row:
            found.append(int(row.group(1)))
        elif re.fullmatch(r"[a-zA-Z. ]+ · \d+", text) and text not in found:
            found.append(text)
    return found


def shows(window, *expected):
    wait(lambda: numbers(window) == list(expected), "list %r" % (expected,))


def set_list(window, what):
    window.act("list", GLib.Variant("s", what))


def fill(window, home):
    hikae_window.create_case(window, "Papers", "correct horse battery staple")
    for url, text in LINKS:
        window.act("add-link")
        window.see_page("text")
        window.fill("Address (https://…)", url)
        window.fill("What is there, in your words (not required)", text)
        window.click("Keep it")
        window.see_page("case")
    paths = [os.path.join(home, "file%d.txt" % i) for i in range(3)]
    for path in paths:
        with open(path, "w", encoding="utf-8") as file:
            file.write(path)
    window.act("add-files", GLib.Variant("as", paths))
    window.act("overview")
    window.see("6 items are in the case")


def look_through(window):
    step("the newest first; search, filter and groups come from the case")
    shows(window, 6, 5, 4, 3, 2, 1)
    window.act("search")
    window.fill("Search in the list", "COPY")
    shows(window, 3, 2)
    window.fill("Search in the list", "nobody wrote this")
    window.see("Nothing matches.")
    window.fill("Search in the list", "")
    shows(window, 6, 5, 4, 3, 2, 1)
    set_list(window, "show:link")
    shows(window, 3, 2, 1)
    set_list(window, "order:site")
    shows(window, "example.com · 2", 3, 1, "other.example · 1", 2)
    set_list(window, "show:all")
    shows(window, "example.com · 2", 3, 1, "other.example · 1", 2,
          "Without a site · 3", 6, 5, 4)
    set_list(window, "order:account")
    shows(window, "Without an account · 6", 6, 5, 4, 3, 2, 1)
    set_list(window, "show:waiting")
    set_list(window, "order:newest")
    shows(window, 6, 5, 4, 3, 2, 1)
    set_list(window, "show:all")


def work_with_several(window, home):
    step("several chosen: what stays chosen is what is seen")
    set_list(window, "choosing:yes")
    window.see("Tick items in the list.")
    set_list(window, "choose:4,1,2")
    window.see("3 items are chosen")
    window.choose_row("Choose item 6")
    window.see("4 items are chosen")
    window.choose_row("Choose item 6")
    window.see("3 items are chosen")
    set_list(window, "show:link")
    window.see("2 items are chosen")
    hikae_window.press(window, "Ask for removal", PANE)
    window.see_page("questions")
    where = window.read("Address (https://…)")
    assert where.split() == ["https://other.example/1", "https://www.example.com/a"], where
    window.act("back")
    window.see_page("case")

    step("hand over only these")
    window.see("2 items are chosen")
    hikae_window.press(window, "Hand these over", PANE)
    window.see_page("hand-over")
    window.see("Exhibits with their bytes, unchanged: 2")
    window.act("back")

    step("removal is asked once, and is an event")
    set_list(window, "show:all")
    set_list(window, "choose:5,4")
    hikae_window.press(window, "Remove the content", PANE)
    window.see("Remove the content of 2 items?")
    window.key("Escape")
    window.see("2 items are chosen")
    hikae_window.press(window, "Remove the content", PANE)
    # GTK 4.8 names a dialog's buttons twice.
    window.click("_Remove Remove" if window.tells_classes() else "Remove")
    wait(lambda: sum(", Content removed" in text for text in window.texts()) == 2,
         "two rows without content", 60)
    window.act("overview")
    window.see("4 items are in the case")
    set_list(window, "show:removed")
    shows(window, 5, 4)
    window.go("case:4")
    window.see("content removed, its record stays")
    window.see("Content removed")


def look_back(window):
    step("the timeline: each step, the newest first, and it leads to the item")
    window.act("timeline")
    window.see_page("timeline")
    window.see("Item 5: file1.txt")
    removed = [text for text in window.texts() if "Content removed, Item" in text]
    assert len(removed) == 2, removed
    hikae_window.press(window, "Item 5: file1.txt", "HikaeTimelinePage")
    window.see_page("case")
    window.see("content removed, its record stays")

    step("what waits for the network")
    window.act("queue")
    window.see_page("queue")
    window.see("4 items in no list yet")
    window.see("It was not asked yet.")


def main(program):
    with tempfile.TemporaryDirectory() as home:
        with Window(
            program, [],
            {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", "TZ": "UTC",
             "XDG_DOCUMENTS_DIR": home},
        ) as window:
            fill(window, home)
            look_through(window)
            work_with_several(window, home)
            look_back(window)
            step("locked: no list, and a new start shows everything again")
            window.act("lock")
            window.see_page("unlock")
            for text in window.all_texts():
                assert not any(url in text for url, _ in LINKS), text
            window.fill("Passphrase or recovery code", "correct horse battery staple")
            window.click("Open")
            window.see_page("case")
            shows(window, 6, 5, 4, 3, 2, 1)
            assert window.leave() == 0


if __name__ == "__main__":
    main(sys.argv[1])
