#!/usr/bin/python3
# test-names.py: every control of every page has a name and every page a way back
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-names.py HIKAE SOURCE

A person with a screen reader hears a control's accessible name. Each page is looked at in
each of its states that has controls of its own. Which pages there are is read from the
source, SOURCE/app/ui: a page that is in its table and was not walked fails the test, and so
does a template (`.ui`) that never was on the screen, where GTK tells the classes.
"""
import glob
import os
import re
import sys
import tempfile

from gi.repository import GLib

import hikae_window
from hikae_window import Window

PASSPHRASE = "correct horse battery staple"
ADDRESS = "https://x.com/somebody/status/1234567890"
TOPICS = {
    "first": "What to do first",
    "avoid": "What is better left alone",
    "computer": "A shared computer",
    "keep": "How things are kept",
    "stamp": "What a stamp is",
    "bundle": "What a bundle is",
    "limits": "What Hikae cannot do",
}
# Templates that are not pages and go by a name of their own.
NAMED = {"HikaeWindow", "HikaeItemRow", "HikaePlaceRow", "HikaeProofRow",
         "HikaeTimelineRow"}


def read_pages(source):
    """The names in the table of app/ui/hikae-pages.c, and of those whose page needs a
    case."""
    with open(os.path.join(source, "app/ui/hikae-pages.c"), encoding="utf-8") as file:
        table = file.read().split("entries[] = {", 1)[1].split("\n};", 1)[0]
    found = re.findall(r'\{"([a-z-]+)",.*?(TRUE|FALSE)\}', table, re.DOTALL)
    assert len(found) == table.count("{") > 20, found
    # What fits into the header of the narrowest window at twice the size of text.
    for title in re.findall(r'N_ \("([^"]+)"\),[^}]*TRUE\}', table):
        assert len(title) <= 20, "too long for the header: " + title
    return {name for name, _ in found}, {name for name, case in found if case == "TRUE"}


def read_templates(source):
    found = set()
    for path in glob.glob(os.path.join(source, "app/*/*.ui")):
        with open(path, encoding="utf-8") as file:
            found.update(re.findall(r'<template class="(\w+)"', file.read()))
    assert len(found) > 30, found
    return found


class Walk:
    """Goes from page to page and remembers what it met."""

    def __init__(self, window):
        self.window, self.pages, self.met = window, set(), set()

    def look(self, state=""):
        """At the page on the screen, as it is now."""
        page = self.window.page()
        self.pages.add(page)
        hikae_window.check_names(self.window, page + (state and ": " + state), self.met)

    def go(self, page, words=None):
        """`words`: to be seen before the page counts as filled."""
        self.window.go(page)
        self.window.see_page(page.split(":")[0])
        if words:
            self.window.see(words)
        self.look(page.partition(":")[2])


def see_title(window, title):
    hikae_window.wait(lambda: window.title() == title, "title %r" % title)


def walk_help(walk):
    """Every topic of the help is reached from its index, and Back leads out again. All are
    in the tree, whichever the screen shows; the header names that one."""
    window = walk.window
    window.act("guide")
    for topic, title in TOPICS.items():
        window.go("guide:" + topic)
        see_title(window, title)
        window.act("back")
        see_title(window, "First steps and answers")
    walk.look()
    window.act("back")
    window.see_page("welcome")


def see_whose(walk):
    """The telephones and pages of many: each button says whose it copies."""
    copies = [node.get_name() for node in walk.window.nodes()
              if (node.get_name() or "").startswith("Copy ")]
    assert len(copies) > 3, copies
    assert len(set(copies)) == len(copies), sorted(copies)
    assert all(re.fullmatch(r"Copy (Telephone|Web site): .+", name) for name in copies)


def new_case(walk):
    window = walk.window
    walk.go("new")
    window.fill("Name of the case", "Papers")
    window.fill("Passphrase", PASSPHRASE)
    window.fill("The same passphrase again", PASSPHRASE)
    window.choose_row("No, an adult")
    walk.look("filled in")
    window.click("Create the case")
    window.see_page("recovery")
    code = hikae_window.find_code(window)
    walk.look()
    window.fill("Type the last group of the code", code.split("-")[-1])
    window.click("Continue to the case")
    window.see_page("case")
    walk.look("empty")


def add_items(walk, home):
    window = walk.window
    paths = [os.path.join(home, name) for name in ("a.txt", "b.png")]
    for path, content in zip(paths, (b"x", hikae_window.make_png(64, 64))):
        with open(path, "wb") as file:
            file.write(content)
    window.act("add-files", GLib.Variant("as", paths))
    window.see("2 items are in the case")
    walk.go("text:note")
    walk.go("text:link")
    window.fill("Address (https://…)", ADDRESS)
    window.click("Keep it")
    window.see_page("case")
    window.act("overview")
    window.see("3 items are in the case")
    walk.look("overview")
    walk.go("case:1")
    walk.go("case:2", "No mark found; that does not mean it is real.")
    walk.go("redact:2")
    window.go("case:2")
    window.act("list", GLib.Variant("s", "choosing:yes"))
    window.act("list", GLib.Variant("s", "choose:1,3"))
    window.see("2 items are chosen")
    walk.look("several chosen")
    window.act("list", GLib.Variant("s", "choosing:no"))
    for button in ("Add something to the case", "Main menu", "Order and choosing"):
        window.click(button)
        hikae_window.check_names(window, "menu: " + button)
        window.key("Escape")


def write_letter(walk):
    """Questions, what fits, the letter empty and filled in, and each of its states."""
    window = walk.window
    walk.go("letters")
    walk.go("questions")
    window.press_row("Made or changed by AI: naked or sexual")
    window.choose_row("Yes, an adult")
    walk.look("answered")
    window.click("Show what fits")
    window.see_page("bases")
    walk.look("answered")
    walk.go("letter:us.tida.223a|x", "Still needed")
    window.click("Keep as a draft")
    window.see_page("request")
    window.see("Continue writing")
    walk.look("draft")
    window.act("continue-letter")
    window.see_page("letter")
    hikae_window.fill_all(window, "test@example.org")
    walk.look("filled in")
    window.click("Keep this letter in the case")
    window.see_page("request")
    window.see("Ready to send")
    walk.look("ready")
    window.press_row("An item that proves it")
    window.fill("Number or words of an item", "canary")
    window.see("No item has this in its name, address or note.")
    window.fill("Number or words of an item", "")
    window.see("1 · ")
    walk.look("proof")
    window.click("I sent it")
    window.see("Due ")
    window.click("They refused")
    window.see("Refused")
    walk.look("refused")
    walk.go("sheet:2|us.15usc6851", "This way runs through a court.")
    walk.go("letters", "Refused")


def keep_and_hand_over(walk, home):
    """Returns the bundle, which asks for a passphrase."""
    window = walk.window
    for page in ("stamp", "queue", "timeline", "settings", "keys", "access"):
        walk.go(page)
    window.fill("Name or role of the helper", "Counsellor")
    window.fill("Passphrase for the helper", "a helper's own words")
    window.fill("Passphrase for the helper, again", "a helper's own words")
    window.fill("Passphrase as it is now, or recovery code", PASSPHRASE)
    window.click("Add the helper")
    window.see("Counsellor")
    walk.look("with a helper")
    walk.go("verify")
    window.click("Check now")
    window.see("items are as they were kept")
    hikae_window.see_focus(window, "Whole and unchanged")
    walk.look("checked")
    walk.go("hand-over")
    window.click("Make the bundle")
    window.see("The bundle is written", 60)
    walk.look("written")
    return glob.glob(home + "/bundle-*.zip")[0]


def walk_browser(walk):
    """The page that WebKitGTK draws, where the program was built with it."""
    if "add-page" in walk.window.actions():
        walk.go("browser", "Where is it?")
        return set()
    print("# built without the web page: not walked", flush=True)
    return {"HikaeBrowserPage"}


def check_all_walked(walk, source, missing):
    pages, _ = read_pages(source)
    if missing:
        pages.discard("browser")
    assert walk.pages == pages, "not walked, or unknown: %s" % (walk.pages ^ pages)
    if not walk.window.tells_classes():
        print("# this GTK tells no classes: templates not counted", flush=True)
        return
    templates = read_templates(source) - NAMED - missing
    assert templates <= walk.met, "never on the screen: %s" % (templates - walk.met)


def walk_locked(walk, source, bundle):
    """No way leads to a page of the case while it is locked."""
    window = walk.window
    window.act("lock")
    window.see_page("unlock")
    for page in read_pages(source)[1]:
        window.go(page)
        window.see_page("unlock")
    walk.look()
    walk.go("unlock:rescue")
    walk.go("check:" + bundle, "Whole and unchanged")
    # Read at once; the question has gone meanwhile.
    hikae_window.see_focus(window, "Whole and unchanged")
    shown = [node for node in window.nodes()
             if node.get_name() == "Is it whole and unchanged?"
             and node.get_state_set().contains(hikae_window.Atspi.StateType.SHOWING)]
    assert not shown, "the question stands above the answer"


def main(program, source):
    with tempfile.TemporaryDirectory() as home:
        with Window(
            program, [],
            {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", "TZ": "UTC",
             "XDG_CONFIG_HOME": home + "/config", "XDG_DOCUMENTS_DIR": home},
        ) as window:
            walk = Walk(window)
            window.take_keys()
            # Not what leaves at once: whoever presses Enter first would be out.
            hikae_window.see_focus(window, "Get help now")
            walk.go("welcome")
            walk.go("help", "844-878-2274")
            see_whose(walk)
            walk.go("check")
            walk_help(walk)
            new_case(walk)
            add_items(walk, home)
            write_letter(walk)
            missing = walk_browser(walk)
            bundle = keep_and_hand_over(walk, home)
            walk_locked(walk, source, bundle)
            check_all_walked(walk, source, missing)
            assert window.leave() == 0


if __name__ == "__main__":
    main(*sys.argv[1:3])
