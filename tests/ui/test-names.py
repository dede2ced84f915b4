#!/usr/bin/python3
# test-names.py: every control of every page has a name and every page a way back
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-names.py HIKAE

A person with a screen reader hears a control's accessible name. GTK gives a control that
has none the name of its class; that is what this test looks for.
"""
import os
import re
import sys
import tempfile

from gi.repository import GLib

import hikae_window
from hikae_window import Window

ROLES = {
    "push button", "button", "toggle button", "check box", "combo box", "text", "entry",
    "password text", "level bar", "progress bar", "switch", "list item",
}
# The eye in a password row is libadwaita's own picture; 1.2 gives it no name.
FOREIGN = {"GtkImage"}
CLASS_NAME = re.compile(r"(Gtk|Adw|Hikae)[A-Z]\w*")
PAGES = ["welcome", "help", "new", "check", "settings", "keys", "guide"]
TOPICS = {
    "first": "What to do first",
    "avoid": "What is better left alone",
    "computer": "When others use this computer",
    "keep": "How things are kept",
    "stamp": "What a stamp is",
    "bundle": "What a bundle is",
    "limits": "What Hikae cannot do",
}
CASE_PAGES = [
    "case", "text:note", "text:link", "stamp", "questions", "bases", "letters",
    "hand-over", "access", "verify", "queue", "timeline", "redact:2",
    "letter:us.tida.223a|x",
]


def find_unnamed(window):
    bad = []
    for node in window.nodes():
        name = node.get_name() or ""
        role = node.get_role_name()
        if role not in ROLES or name in FOREIGN:
            continue
        if CLASS_NAME.fullmatch(name) or "_" in name:
            bad.append("%s %r" % (role, name))
        # The empty rows around a whole widget and drop-down entries are named by what
        # they hold.
        if not name and role != "list item":
            bad.append("%s without a name" % role)
    return bad


def check_page(window, page):
    window.go(page)
    window.see_page(page.split(":")[0])
    bad = find_unnamed(window)
    assert not bad, "%s: %s" % (page, bad)
    print("# " + page, flush=True)


def see_title(window, title):
    """Hidden topics are in the tree too; the header names the one on the screen."""
    def probe():
        texts = window.texts()
        return texts[texts.index("AdwWindowTitle") + 1] == title
    hikae_window.wait(probe, "title %r" % title)


def check_help(window):
    """Every topic of the help is reached from its index, and Back leads out again."""
    window.act("guide")
    for topic, title in TOPICS.items():
        check_page(window, "guide:" + topic)
        see_title(window, title)
        window.act("back")
        window.see_page("guide")
        see_title(window, "First steps and answers")
    window.act("back")
    window.see_page("welcome")


def main(program):
    with tempfile.TemporaryDirectory() as home:
        window = Window(
            program, [],
            {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8",
             "XDG_DOCUMENTS_DIR": home},
        )
        try:
            for page in PAGES:
                check_page(window, page)
            check_help(window)
            hikae_window.create_case(window, "Papers", "correct horse battery staple")
            path = os.path.join(home, "a.txt")
            with open(path, "w", encoding="utf-8") as file:
                file.write("x")
            window.act("add-files", GLib.Variant("as", [path]))
            window.see("1 item is in the case")
            picture = os.path.join(home, "b.png")
            with open(picture, "wb") as file:
                file.write(hikae_window.make_png(64, 64))
            window.act("add-files", GLib.Variant("as", [picture]))
            window.see("2 items are in the case")
            for page in CASE_PAGES:
                check_page(window, page)
            check_page(window, "case:1")
            check_page(window, "case:2")
            window.see("No mark found; that does not mean it is real.")
            # No way leads to a page of the case while it is locked.
            window.act("lock")
            window.see_page("unlock")
            for page in CASE_PAGES:
                window.go(page)
                window.see_page("unlock")
            assert window.leave() == 0
        except AssertionError:
            hikae_window.report(window)
            raise
        finally:
            window.stop()


if __name__ == "__main__":
    main(sys.argv[1])
