#!/usr/bin/python3
# test-requests.py: from first start and help to the last step of a letter, in the window
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-requests.py HIKAE

Help without a case; questionnaire for another who agreed, letter as a draft, finished, marked
as sent with its proof, its clock, an answer, a refusal, the letter that follows, and the
way that is no letter.
"""
import sys
import tempfile

from gi.repository import GLib

import hikae_window
from hikae_window import Window, wait

ADDRESS = "https://x.com/somebody/status/1234567890"


def step(words):
    print("# " + words, flush=True)


def add_link(window, address):
    window.act("add-link")
    window.see_page("text")
    window.fill("Address (https://…)", address)
    window.click("Keep it")
    window.see_page("case")


def see_state(window, words):
    window.see_page("request")
    window.see(words)


def help_first(window):
    step("first start, help now, without a case")
    window.see_page("welcome")
    window.act("help-now")
    window.see_page("help")
    window.see("844-878-2274")
    texts = " ".join(window.texts())
    assert "Not verified: check the number or the page before you rely on it." in texts
    window.act("back")
    window.see_page("welcome")


def draft(window):
    step("questions, for somebody else who agreed")
    window.act("letter")
    window.see_page("questions")
    window.choose_row("Made or changed by AI: naked or sexual")
    window.choose_row("Yes, an adult")
    window.click("Show what fits")
    window.see_page("bases")
    window.see("It cannot force anybody by itself")
    step("a draft")
    window.act("go", GLib.Variant("s", "letter:us.tida.223a|x"))
    window.see_page("letter")
    window.see("Still needed")
    window.click("Keep as a draft")
    see_state(window, "Continue writing")
    window.act("continue-letter")
    window.see_page("letter")
    hikae_window.fill_all(window, "test@example.org")
    window.click("Keep this letter in the case")
    see_state(window, "Ready to send")
    window.go("request:1")
    see_state(window, "Closed")


def follow(window):
    step("sent, with its proof; the clock runs")
    window.go("request:2")
    see_state(window, "Ready to send")
    window.fill("How, when, or what came back (not required)", "by the form, number 77")
    window.click("I sent it")
    window.see("by the form, number 77")
    window.see("Due ")
    for words, state in (("They answered", "Answered"), ("They refused", "Refused")):
        window.click(words)
        see_state(window, state)
    step("the letter that follows tells what came before")
    window.act("next-letter", GLib.Variant("s", "us.ftc.tida"))
    window.see_page("letter")
    wait(lambda: "I asked X" in window.read("Text of the letter"), "the story in the letter")
    window.click("Keep this letter in the case")
    see_state(window, "The letter before this one")
    step("the way that is no letter")
    window.go("sheet:2|us.15usc6851")
    window.see_page("sheet")
    text = window.see("This way runs through a court.")
    assert ADDRESS in text and "it refused" in text, text
    window.act("back")
    window.see_page("request")
    step("what is due stands on the first page")
    window.act("overview")
    window.see_page("case")


def main(program):
    with tempfile.TemporaryDirectory() as home:
        window = Window(
            program, [],
            {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", "TZ": "UTC",
             "XDG_CONFIG_HOME": home + "/config", "XDG_DOCUMENTS_DIR": home,
             "LANG": "C.UTF-8"},
        )
        try:
            help_first(window)
            hikae_window.create_case(window, "Papers", "correct horse battery staple")
            add_link(window, ADDRESS)
            draft(window)
            follow(window)
            step("leave")
            assert window.leave() == 0
        except AssertionError:
            hikae_window.report(window)
            raise
        finally:
            window.stop()


if __name__ == "__main__":
    main(sys.argv[1])
