#!/usr/bin/python3
# test-requests.py: from first start and help to the last step of a letter, in the window
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-requests.py HIKAE

By what she would press: help without a case; an answer of the platform as a file; the
questionnaire for another who agreed; a letter as a draft, finished, marked as sent with its
proof, its clock, an answer, a refusal, the letter that follows, and the way that is no
letter. After it nothing of it lies anywhere in plain text.
"""
import os
import sys
import tempfile
import time
import uuid

from gi.repository import GLib

import hikae_traces
import hikae_window
from hikae_window import Window, wait

PASSPHRASE = "correct horse battery staple"
TOKEN = uuid.uuid4().hex
ADDRESS = "https://x.com/canary-%s/status/1234567890" % TOKEN
ELSEWHERE = "https://www.reddit.com/r/canary-%s" % TOKEN
BEGAN = time.time()
# What she had on the disk before: the confirmation that came by mail.
ALLOWED = ("canary-answer.txt",)


def step(words):
    print("# " + words, flush=True)


def see_state(window, words):
    window.see_page("request")
    window.see(words)


def help_first(window):
    step("first start, help now, without a case")
    window.see_page("welcome")
    window.press_row("Get help now")
    window.see_page("help")
    window.see("844-878-2274")
    texts = " ".join(window.texts())
    assert "Not verified: check the number or the page before you rely on it." in texts
    window.click("Back")
    window.see_page("welcome")


def add_link(window, address):
    window.act("add-link")
    window.see_page("text")
    window.fill("Address (https://…)", address)
    window.click("Keep it")
    window.see_page("case")


def add_evidence(window, home):
    step("an address, and the mail that confirms as a file")
    add_link(window, ADDRESS)
    path = os.path.join(home, ALLOWED[0])
    with open(path, "w", encoding="utf-8") as file:
        file.write("We got your report, number 77. " + TOKEN)
    window.act("add-files", GLib.Variant("as", [path]))
    window.act("overview")
    window.see("2 items are in the case")


def draft(window):
    step("questions, for somebody else who agreed")
    window.press_row("Ask for removal")
    window.see_page("questions")
    window.press_row("Made or changed by AI: naked or sexual")
    step("the age was asked when the case was made")
    window.see("As you answered before. Change it here if it is not so.")
    window.choose_in("I am writing", 1)
    window.click("Show what fits")
    window.see_page("bases")
    window.see("It cannot force anybody by itself")
    step("a draft")
    window.press_row("Write this letter")
    window.see_page("letter")
    window.see("Still needed")
    # Only who writes for another is asked for it.
    window.see("Authority to act for the person")
    step("what is no e-mail address is said to be none, and which")
    window.fill("How to reach the person or the authorised person", "test at example.org")
    window.see("“test at example.org” is not an e-mail address")
    window.click("Keep as a draft")
    see_state(window, "Continue writing")
    wait(lambda: any("“test at example.org” is not an e-mail address" in node.get_name()
                     for node in window.inside("HikaeRequestPage") if node.get_name()),
         "what is wrong with it, beside the draft")
    window.press_row("Continue writing")
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
    window.fill("Note (not required)", "by the form, number 77")
    window.press_row("An item that proves it")
    window.fill("Number or words of an item", "２")
    window.press_row("2 · " + ALLOWED[0])
    window.fill("Number or words of an item", "zzz")
    window.see("No item has this in its name, address or note.")
    window.click("I sent it")
    window.see("by the form, number 77")
    window.see("Proof: item 2")
    window.see("Due ")
    step("what is due stands on the first page")
    window.act("overview")
    window.see_page("case")
    window.see("Due ")
    window.go("request:2")
    window.see_page("request")
    for words, state in (("They answered", "Answered"), ("They refused", "Refused")):
        window.click(words)
        see_state(window, state)
    step("the letter that follows tells what came before")
    window.press_row("Report to the FTC")
    window.see_page("letter")
    wait(lambda: "I asked X" in window.read("Text of the letter"), "the story in the letter")
    window.click("Keep this letter in the case")
    see_state(window, "The letter before this one")
    step("the way that is no letter")
    window.press_row("The letter before this one")
    window.see("Refused")
    window.press_row("How to go on with Civil action for disclosure")
    window.see_page("sheet")
    text = window.see("This way runs through a court.")
    assert ADDRESS in text and "it refused" in text, text
    window.click("Back")
    window.see_page("request")


def again(window):
    step("locked and opened: nothing is asked twice, and nothing is signed twice")
    window.act("lock")
    window.see_page("unlock")
    window.fill("Passphrase or recovery code", PASSPHRASE)
    window.click("Open")
    window.see_page("case")
    window.go("questions")
    window.see_page("questions")
    window.click("Show what fits")
    window.see_page("bases")
    window.press_row("Write this letter")
    window.see_page("letter")
    of_who = " of the person or the authorised person"
    assert window.read("How to reach the person or the authorised person") == "test@example.org"
    assert window.read("Physical or electronic signature" + of_who) == ""


def elsewhere(window):
    step("an address that lies with another platform: said before it is kept and sent")
    add_link(window, ELSEWHERE)
    window.go("letter:us.tida.223a|x")
    window.see_page("letter")
    window.see("What the letter needs")
    notice = "This address lies with Reddit"
    assert not any(notice in text for text in window.texts()), window.texts()
    window.press_row(ELSEWHERE)
    text = window.see(notice)
    assert ELSEWHERE in text and "X (formerly Twitter)" in text, text
    window.click("Keep as a draft")
    window.see_page("request")
    window.see("Continue writing")
    wait(lambda: any(notice in (node.get_name() or "")
                     for node in window.inside("HikaeRequestPage")), "it is said there too")
    window.go("request:2")
    window.see("Refused")
    wait(lambda: not any(notice in (node.get_name() or "")
                         for node in window.inside("HikaeRequestPage")),
         "nothing is said of another letter")


def main(program):
    with tempfile.TemporaryDirectory() as home:
        with Window(
            program, [],
            {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", "TZ": "UTC",
             "TMPDIR": home, "XDG_DOCUMENTS_DIR": home, "XDG_CONFIG_HOME": home + "/config",
             "XDG_DATA_HOME": home + "/data", "XDG_CACHE_HOME": home + "/cache"},
        ) as window:
            help_first(window)
            hikae_window.create_case(window, "Papers", PASSPHRASE)
            add_evidence(window, home)
            draft(window)
            follow(window)
            again(window)
            elsewhere(window)
            hikae_traces.nothing_left(window, home, [TOKEN.encode()], BEGAN,
                                      "letters", ALLOWED)
            step("leave")
            assert window.leave() == 0


if __name__ == "__main__":
    main(sys.argv[1])
