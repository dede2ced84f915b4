#!/usr/bin/python3
# test-own-authority.py: an authority of the person's own: shown, checked, removed
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-own-authority.py HIKAE TEST-AUTHORITY CLI"""
import os
import pathlib
import subprocess
import sys
import tempfile

from hikae_window import Window, stamp_authority, wait


def add(cli, url, certificate, environment):
    subprocess.run([cli, "tsa", "add", url, "--ca", str(certificate)], check=True,
                   env=dict(os.environ, **environment), stdout=subprocess.DEVNULL)


def check(window, good, wrong, gone):
    window.go("settings")
    window.see("Time-stamp authorities of your own")
    window.see("Your own: trusted by the certificate that you chose")
    window.click("Check " + good)
    window.see("It answers, and its answer holds")
    window.click("Check " + wrong)
    window.see("It answers, but the certificate does not vouch for its answer")
    window.click("Check " + gone)
    window.see("The authority did not answer", timeout=90)
    for url in [good, wrong, gone]:
        window.click("Remove " + url)
        window.see("It is no longer asked")
        # The words may still be those of the one before.
        wait(lambda: "Remove " + url not in window.all_texts(), "the row to go")
    window.see("None chosen")
    left = [text for text in window.all_texts() if "127.0.0.1" in text and "9050" not in text]
    assert not left, left


def main(program, authority_program, cli):
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        environment = {"HOME": folder, "LANGUAGE": "en", "LC_ALL": "C.UTF-8",
                       "HIKAE_AUTHORITIES_FOLDER": str(home / "own")}
        gone = "http://127.0.0.1:9/"
        with stamp_authority(authority_program, home / "one") as good, \
                stamp_authority(authority_program, home / "two") as wrong:
            add(cli, good, home / "one/ca.pem", environment)
            add(cli, wrong, home / "one/ca.pem", environment)
            add(cli, gone, home / "one/ca.pem", environment)
            with Window(program, [], environment) as window:
                check(window, good, wrong, gone)
        assert not list((home / "own").glob("*")), "an authority is left"


if __name__ == "__main__":
    main(*sys.argv[1:])
