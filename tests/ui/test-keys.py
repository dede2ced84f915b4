#!/usr/bin/python3
# test-keys.py: the main way by the keyboard alone, and how long it takes a person
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-keys.py HIKAE

Nothing but key events goes to the program; AT-SPI is only looked at, as eyes look at the
screen. Every field and button is reached by Tab, and what has the focus is known by its
name.

How long she needs from the start to the first thing kept: the time the program took, and
for each key and each decision that of a slow typist by the keystroke-level model (Card,
Moran and Newell, 1980: 0.5 s and 1.35 s). It must stay under two minutes.
"""
import subprocess
import sys
import tempfile
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib

import hikae_window
from hikae_window import Window, wait

PASSPHRASE = "three plain words"
ADDRESS = "https://x.com/somebody/status/12"
KEY_SECONDS, DECISION_SECONDS = 0.5, 1.35
MOST_TABS = 60


def step(words):
    print("# " + words, flush=True)


class Hands:
    """Presses and counts."""

    def __init__(self, window):
        self.window, self.keys, self.decisions = window, 0, 0

    def press(self, *names):
        self.window.key(*names)
        self.keys += sum(1 + name.count("+") for name in names)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "4", text], check=True)
        self.keys += len(text)
        self.decisions += 1

    def find_focus(self):
        for node in self.window.nodes():
            try:
                if node.get_state_set().contains(Atspi.StateType.FOCUSED):
                    return node.get_name()
            except GLib.Error:
                pass
        return None

    def is_in_entry(self, name):
        """GTK 4.8 does not tell that an entry row has the focus: a letter shows it."""
        nodes = [node for node in self.window.nodes()
                 if node.get_name() == name and "EditableText" in node.get_interfaces()]
        before = [Atspi.Text.get_character_count(node) for node in nodes]
        if not nodes:
            return False
        self.window.key("End", "x")
        time.sleep(0.1)
        after = [Atspi.Text.get_character_count(node) for node in nodes]
        self.window.key("BackSpace")
        return after != before

    def tab_to(self, name):
        """Tab by Tab; a control that cannot be reached so fails the test."""
        met = []
        for _ in range(MOST_TABS):
            met.append(self.find_focus())
            if met[-1] is None and self.is_in_entry(name):
                return
            if met[-1] is not None and met[-1].startswith(name):
                return
            self.press("Tab")
            time.sleep(0.03)
        raise AssertionError("%r is not reached by Tab; met: %s" % (name, met))

    def choose(self, name, key="space"):
        self.tab_to(name)
        self.press(key)
        self.decisions += 1


def new_case(window, hands):
    step("a new case, its recovery code")
    hands.press("ctrl+n")
    window.see_page("new")
    for name in ("Passphrase", "The same passphrase again"):
        hands.tab_to(name)
        hands.type(PASSPHRASE)
    hands.choose("No, an adult")
    hands.choose("Create the case")
    window.see_page("recovery")
    code = hikae_window.find_code(window)
    hands.tab_to("Type the last group of the code")
    hands.type(code.split("-")[-1])
    hands.choose("Continue to the case")
    window.see_page("case")


def add_address(window, hands):
    step("the first thing kept: an address")
    hands.press("ctrl+shift+k")
    window.see_page("text")
    hands.tab_to("Address (https://…)")
    hands.type(ADDRESS)
    hands.choose("Keep it")
    window.see_page("case")
    window.see("Address · item 1")


def look_around(window, hands):
    step("the overview and the list: from each the whole page is reached")
    hands.tab_to("Copy Address")
    hands.press("alt+Home")
    window.see("1 item is in the case")
    for name in ("Ask for removal", "https://x.com"):
        hands.tab_to(name)


def tell_time(hands, began):
    waited = time.monotonic() - began
    person = hands.keys * KEY_SECONDS + hands.decisions * DECISION_SECONDS
    step("first evidence: %d keys, %d decisions: %.0f s of hers; the program took %.0f s "
         "(with this test's own looking); %.0f s in all"
         % (hands.keys, hands.decisions, person, waited, person + waited))
    assert person < 120, person


def write_letter(window, hands):
    step("questions, what fits, a letter kept as a draft")
    hands.press("ctrl+shift+l")
    window.see_page("questions")
    hands.choose("Made or changed by AI: naked or sexual")
    hands.choose("Yes, an adult")
    hands.choose("Show what fits")
    window.see_page("bases")
    hands.choose("Write this letter")
    window.see_page("letter")
    window.see("Still needed")
    hands.choose("Keep as a draft")
    window.see_page("request")
    window.see("Continue writing")


def hand_over(window, hands):
    step("hand over; lock; open again; leave")
    hands.press("ctrl+e")
    window.see_page("hand-over")
    hands.choose("Make the bundle")
    window.see("The bundle is written", 60)
    hands.press("ctrl+l")
    window.see_page("unlock")
    hands.tab_to("Passphrase or recovery code")
    hands.type(PASSPHRASE)
    hands.press("Return")
    window.see_page("case")
    hands.press("ctrl+shift+q")
    wait(lambda: window.program.poll() is not None, "the program's end", 15)
    assert window.program.returncode == 0


def main(program):
    with tempfile.TemporaryDirectory() as home:
        with Window(
            program, [],
            {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8",
             "XDG_CONFIG_HOME": home + "/config", "XDG_DOCUMENTS_DIR": home}) as window:
            hands, began = Hands(window), time.monotonic()
            new_case(window, hands)
            add_address(window, hands)
            tell_time(hands, began)
            look_around(window, hands)
            write_letter(window, hands)
            hand_over(window, hands)


if __name__ == "__main__":
    main(sys.argv[1])
