#!/usr/bin/python3
# test-browser.py: a web page looked at, logged in to, captured, by the real window
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-browser.py HIKAE HIKAE-CLI"""
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import importlib  # noqa: E402

from gi.repository import Atspi, GLib  # noqa: E402
from hikae_traces import nothing_left  # noqa: E402
from hikae_window import Window, check_names, create_case, wait  # noqa: E402

site_module = importlib.import_module("test-site")

PASSPHRASE = "correct horse battery staple"
# Typed into the site; must be in no file, not even in what is captured.
SITE_SECRET = "word%s" % uuid.uuid4().hex[:12]
# What is captured after the log-in; must be in no file outside the case.
MEMBERS = site_module.MEMBER.encode()
BEGAN = time.time()
PICTURES = os.environ.get("HIKAE_TEST_PICTURES")


def has_colour(rgb):
    """Whether a colour is anywhere on the screen."""
    shot = subprocess.run(
        ["import", "-window", "root", "-depth", "8", "rgb:-"], capture_output=True, check=True)
    triple = bytes(rgb)
    at = shot.stdout.find(triple)
    while at >= 0 and at % 3:
        at = shot.stdout.find(triple, at + 1)
    return at >= 0


def go(window, url):
    window.act("go", GLib.Variant("s", "browser:" + url))


def is_sensitive(window, name):
    node = window.find(name, action="click")
    return node.get_state_set().contains(Atspi.StateType.SENSITIVE)


def back_to_page(window):
    """A button that is not clicked by a pointer looks pressed for a moment, and acts then."""
    window.click("Back to the page")
    if window.tells_classes():
        # That GTK has in its tree what is not shown, too.
        time.sleep(0.5)
        return
    wait(lambda: not any("The page is in the case now" in text for text in window.texts()),
         "the page again")


def visit(window, url):
    go(window, url)
    wait(lambda: is_sensitive(window, "Capture"), "the page " + url, 40)


def keep_without_picture(window, site):
    """Pressed while the picture is taken, the button keeps what the site sent; the page makes
    itself busy when it is made tall for its picture. Returns the number of the last item."""
    visit(window, site.url + "/taller")
    window.click("Capture")
    window.see("What the site sent is here already", 60)
    window.click("Keep what is there", 20)
    window.see("The page is in the case now", 60)
    # Before any of it was drawn; where the engine was quicker, there. The newer engine may
    # have the whole of it before the press comes (GTK that tells no classes is beside it).
    if not window.tells_classes() and any("4000 pixels" in text for text in window.texts()):
        print("# the whole picture was there before the press")
    else:
        window.see("You ended it ")
    texts = window.texts()
    assert any("Archive of the page, item 1" in text for text in texts), texts
    last = max(int(one) for text in texts for one in re.findall(r", item (\d+)", text))
    check_names(window, "a page without the rest of its picture")
    print("ok 9 - stopped at its picture, a page is kept all the same")
    back_to_page(window)
    return last


def stop_early(window, site, last):
    """Before that nothing has been captured, and nothing is kept."""
    visit(window, site.url + "/hello")
    site.pages["/hello"] += "<script>fetch('/never')</script>"
    window.click("Capture")
    window.click("Stop", 20)
    wait(lambda: is_sensitive(window, "Capture"), "the page again", 40)
    assert not any("item %d" % (last + 1) in text for text in window.texts()), window.texts()
    print("ok 10 - stopped before, nothing is kept")


def log_in(window, site, last):
    """As she would: into the fields of the page, by pointer and keyboard; then the page
    that only members see is captured."""
    visit(window, site.url + "/log-in")
    subprocess.run(["xdotool", "mousemove", "500", "330", "click", "1"], check=True)
    time.sleep(0.3)
    subprocess.run(["xdotool", "type", "--delay", "10", "her-name"], check=True)
    window.key("Tab")
    subprocess.run(["xdotool", "type", "--delay", "10", SITE_SECRET], check=True)
    window.key("Return")
    wait(lambda: "/members" in site.seen, "the log-in")
    window.see("Members", 20)
    wait(lambda: is_sensitive(window, "Capture"), "the page of the members", 40)
    window.click("Capture")
    # Not the words of the capture before.
    window.see("Picture with its address and time, item %d" % (last + 5), 60)
    print("ok 11 - logged in by hand, and what only members see is captured")


def read_captured(cli, home):
    """After the program: the page of the members is in the case, what was typed is not."""
    (case,) = [os.path.join(home, name) for name in os.listdir(home)
               if name.endswith(".hikae")]
    secret = os.path.join(home, "secret")
    with open(secret, "w", encoding="utf-8") as file:
        file.write(PASSPHRASE)

    def ask(*words):
        return subprocess.run([cli, "--passphrase-file", secret, "--json", *words],
                              check=True, capture_output=True, timeout=60).stdout
    listed = ask("list", case)
    numbers = [item["number"] for item in json.loads(listed)["items"]][-5:]
    bodies = []
    for number in numbers:
        path = os.path.join(home, "out-%d" % number)
        ask("extract", case, str(number), "-o", path)
        with open(path, "rb") as file:
            bodies.append(file.read())
    assert any(MEMBERS in body for body in bodies), numbers
    assert not any(SITE_SECRET.encode() in body for body in bodies), numbers
    print("ok 13 - the members' page is in the case, what was typed is not")


def run(window, site, bad):
    create_case(window, "Papers", PASSPHRASE)
    # No portal on this bus: X11 gives the screen itself.
    window.act("add-screenshot")
    # What says so goes after a while; what is in the list stays.
    window.see("1 item is in the case", 60)
    print("ok 1 - a screenshot without a portal")
    window.act("add-page")
    window.see_page("browser")
    window.see("Where is it?")
    # Pictures are fetched, but none of their pixels reaches the screen.
    visit(window, site.url + "/media")
    wait(lambda: "/img?i=1" in site.seen, "the picture was fetched")
    time.sleep(1)
    assert not has_colour(site_module.YELLOW), "a hidden picture was on the screen"
    print("ok 2 - pictures are hidden")
    window.toggle("Hide pictures")
    wait(lambda: has_colour(site_module.YELLOW), "the picture on the screen")
    window.toggle("Hide pictures")
    wait(lambda: not has_colour(site_module.YELLOW), "the picture hidden again")
    print("ok 3 - pictures are shown when asked, and hidden again")
    visit(window, site.url + "/hello")
    window.click("Capture")
    window.see("The page is in the case now", 60)
    texts = window.texts()
    for words in ("Picture of the whole page, item 2", "Archive of the page, item 3",
                  "Words of the page, item 4", "Copy for reading, item 5",
                  "Picture with its address and time, item 6"):
        assert any(words in text for text in texts), (words, texts)
    check_names(window, "a page that was captured")
    print("ok 4 - a page becomes four items, and the picture a labelled copy")
    back_to_page(window)
    go(window, site.url + "/popup")
    window.see("It was refused.")
    check_names(window, "a page that asked for more")
    print("ok 5 - refused with a word")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        go(window, "http://127.0.0.1:%d/nothing" % nobody.getsockname()[1])
        window.see("The page could not be reached.")
    print("ok 6 - unreachable: a sentence")
    go(window, bad.url + "/hello")
    window.see("The site does not prove who it is.")
    window.see("The certificate of 127.0.0.1")
    check_names(window, "a site that proves nothing")
    window.click("Record it all the same")
    wait(lambda: is_sensitive(window, "Capture"), "the page of the bad certificate", 40)
    window.click("Capture")
    window.see("The page is in the case now", 60)
    window.see("The site did not prove who it is")
    print("ok 7 - a bad certificate: our sentence, and recorded by choice")
    back_to_page(window)
    go(window, site.url + "/file")
    window.see("At this address is a file, not a page.")
    print("ok 8 - a file is no page")
    last = keep_without_picture(window, site)
    stop_early(window, site, last)
    log_in(window, site, last)
    window.act("lock")
    window.see_page("unlock")
    window.fill("Passphrase or recovery code", PASSPHRASE)
    window.click("Open")
    window.see_page("case")
    window.go("case:4")
    window.see("Words of the page · item 4")
    window.act("add-page")
    window.see("Where is it?")
    print("ok 12 - nothing of a visit outlives the lock")


def main():
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", home + "/key.pem", "-out",
             home + "/cert.pem", "-days", "2", "-subj", "/CN=elsewhere.example"],
            check=True, capture_output=True)
        site = site_module.Site(pages={
            "/taller": site_module.long_page(4000, inner=True).decode() +
            "<script>window.onresize=()=>{if(innerHeight>1500)"
            "for(const e=Date.now()+9000;Date.now()<e;);}</script>"})
        bad = site_module.Site(home + "/cert.pem", home + "/key.pem")
        with Window(sys.argv[1], environment={"HOME": home, "XDG_CACHE_HOME": home}) as window:
            run(window, site, bad)
            nothing_left(window, home, [SITE_SECRET.encode(), MEMBERS], BEGAN,
                         "a web page with log-in")
            assert window.leave() == 0
            read_captured(sys.argv[2], home)
            print("1..13")


if __name__ == "__main__":
    main()
