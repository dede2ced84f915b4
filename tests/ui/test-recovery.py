#!/usr/bin/python3
# test-recovery.py: a recovery code that nobody confirmed is not forgotten
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-recovery.py HIKAE HIKAE-CLI

The program is killed while the code is on the screen: it is gone, and the next opening says
that nobody has confirmed it, until there is a new one or the old one was used.
"""
import glob
import json
import os
import subprocess
import sys
import tempfile

import hikae_window
from hikae_window import Window, wait

PASSPHRASE = "correct horse battery staple"
NEVER = "The recovery sheet was never confirmed"


def step(words):
    print("# " + words, flush=True)


def start(program, home):
    return Window(program, [], {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8",
                                "XDG_DOCUMENTS_DIR": home,
                                "XDG_CONFIG_HOME": home + "/config"})


def kill_before_confirming(program, home):
    step("a new case; killed while the code is on the screen")
    with start(program, home) as window:
        window.act("new-case")
        window.fill("Name of the case", "Papers")
        window.fill("Passphrase", PASSPHRASE)
        window.fill("The same passphrase again", PASSPHRASE)
        window.choose_row("No, an adult")
        window.click("Create the case")
        window.see_page("recovery")
        code = hikae_window.find_code(window)
        window.program.kill()
        window.program.wait()
    return code


def open_case(window, path, secret):
    window.open(path)
    window.see_page("unlock")
    window.fill("Passphrase or recovery code", secret)
    window.click("Open")
    window.see_page("case")
    window.see("The case is ready and encrypted")


def info(cli, path, *options):
    return subprocess.run([cli, *options, "--passphrase-file", "-", "info", path],
                          input=PASSPHRASE, capture_output=True, text=True,
                          check=True).stdout


def make_new_sheet(window):
    step("the way from there to a new sheet")
    window.press_row(NEVER)
    window.see_page("access")
    window.see(", never confirmed")
    # The focus is where the passphrase goes.
    window.take_keys()
    subprocess.run(["xdotool", "type", PASSPHRASE], check=True)
    wait(lambda: window.read("Passphrase as it is now, or recovery code") != "", "its dots")
    window.key("Return")
    hikae_window.answer(window, "Make it")
    window.see_page("recovery")
    code = hikae_window.find_code(window)
    window.fill("Type the last group of the code", code.split("-")[-1])
    window.click("Continue to the case")
    window.see_page("case")
    wait(lambda: NEVER not in window.texts(), "the line gone")
    return code


def main(program, cli):
    with tempfile.TemporaryDirectory(prefix="recovery") as home:
        first = kill_before_confirming(program, home)
        path = glob.glob(home + "/*.hikae")[0]
        copy = os.path.join(home, "copy.hikae")
        with open(path, "rb") as old, open(copy, "wb") as new:
            new.write(old.read())
        assert "recovery: the recovery sheet was never confirmed" in info(cli, path)
        with start(program, home) as window:
            step("the next opening says so")
            open_case(window, path, PASSPHRASE)
            window.see(NEVER)
            assert make_new_sheet(window) != first
            window.click("Lock the case")

            step("who opens a case with the code has it")
            open_case(window, copy, first)
            window.see("Choose a new passphrase")
            assert NEVER not in window.texts()
            assert window.leave() == 0
        for confirmed in (path, copy):
            said = json.loads(info(cli, confirmed, "--json"))
            assert said["recovery_unconfirmed"] is False, said


if __name__ == "__main__":
    main(*sys.argv[1:3])
