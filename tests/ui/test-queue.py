#!/usr/bin/python3
# test-queue.py: what waits for the network: tried, stopped, said when the network is back
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-queue.py HIKAE TEST-AUTHORITY NETWORK

NETWORK: tests/support/network.c as a library: on SIGUSR2 the program is told that the
network is there again, as the system tells it.
"""
import glob
import signal
import sys
import tempfile

import hikae_window
from hikae_window import Window, stamp_authority

PASSPHRASE = "correct horse battery staple"


def step(words):
    print("# " + words, flush=True)


def start(program, library, url, home):
    return Window(
        program, ["--authority=" + url, "--authority-ca=%s/ca.pem" % home],
        {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", "XDG_DOCUMENTS_DIR": home,
         "XDG_CONFIG_HOME": home + "/config", "NO_PROXY": "127.0.0.1",
         "LD_PRELOAD": library})


def tell_network(window):
    window.program.send_signal(signal.SIGUSR2)


def offers(window):
    return any("The network is back" in text for text in window.texts())


def stop_asking(window):
    step("the network comes while nothing was asked: not a word")
    hikae_window.create_case(window, "Papers", PASSPHRASE)
    window.act("add-note")
    window.see_page("text")
    window.fill("What you want to write down", "He wrote again.")
    window.click("Keep it")
    window.see_page("case")
    tell_network(window)
    window.act("queue")
    window.see_page("queue")
    window.see("1 item in no list yet")
    assert not offers(window)
    step("asked, and stopped by the button: nothing is lost, nothing was said to be tried")
    window.click("Try now")
    window.see("It is being asked now")
    window.click("Stop asking")
    window.see("for list 1")
    window.see("It was not asked yet.")


def ask_in_vain(window, home):
    step("asked again, and turned away: it says so, and the first page does")
    window.open(glob.glob(home + "/*.hikae")[0])
    window.see_page("unlock")
    window.fill("Passphrase or recovery code", PASSPHRASE)
    window.click("Open")
    window.see_page("case")
    window.act("queue")
    window.see_page("queue")
    window.click("Try now")
    window.see("It could be reached, and could not answer just then.")
    window.act("overview")
    window.see_page("case")
    window.see("1 thing waits for the network")


def network_returns(window):
    step("the network is back: said on any page, and nothing is asked by itself")
    tell_network(window)
    window.see("The network is back, and something waits for it.")
    # The notice goes after twelve seconds, too soon for a busy machine to press it.
    window.act("queue")
    window.see_page("queue")
    window.see("Tried last")
    window.act("lock")
    window.see_page("unlock")
    tell_network(window)


def main(program, authority_program, library):
    with tempfile.TemporaryDirectory() as home:
        with stamp_authority(authority_program, home) as base:
            with start(program, library, base + "slow", home) as window:
                stop_asking(window)
                assert window.leave() == 0
            with start(program, library, base + "404", home) as window:
                ask_in_vain(window, home)
                network_returns(window)
                assert window.leave() == 0


if __name__ == "__main__":
    main(*sys.argv[1:4])
