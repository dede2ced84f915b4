#!/usr/bin/python3
# test-lock.py: when the case locks, and what is left on the screen, clipboard and disk
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-lock.py HIKAE LATER

LATER: tests/support/later.c as a library, so that minutes pass at once. The system bus of
the program is the test's own, where the test says what logind would say.
"""
import os
import signal
import subprocess
import sys
import tempfile
import time

from gi.repository import GLib

import hikae_traces
import hikae_window
from hikae_window import Window, wait

PASSPHRASE = "correct horse battery staple"
TITLE = "Canary-title"


def step(words):
    print("# " + words, flush=True)


def open_again(window):
    window.see_page("unlock")
    window.fill("Passphrase or recovery code", PASSPHRASE)
    window.click("Open")
    window.see_page("case")


def emit(window, path, interface, name, value):
    window.bus.emit_signal(None, path, interface, name, value)
    window.bus.flush_sync()


def lock_every_way(window, later):
    step("Ctrl+L")
    window.key("ctrl+l")
    open_again(window)

    step("the computer goes to sleep; waking up does nothing more")
    sleep = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
    emit(window, *sleep, GLib.Variant("(b)", (True,)))
    window.see_page("unlock")
    emit(window, *sleep, GLib.Variant("(b)", (False,)))
    open_again(window)

    step("the session is locked, by logind and by each screen saver")
    emit(window, "/org/freedesktop/login1/session/_1", "org.freedesktop.login1.Session",
         "Lock", None)
    open_again(window)
    for name in ("freedesktop", "gnome", "cinnamon"):
        interface = "org.%s.ScreenSaver" % name
        emit(window, "/org/%s/ScreenSaver" % name, interface, "ActiveChanged",
             GLib.Variant("(b)", (False,)))
        emit(window, "/org/%s/ScreenSaver" % name, interface, "ActiveChanged",
             GLib.Variant("(b)", (True,)))
        open_again(window)

    step("nobody was there: not after four minutes, but after five")
    with open(later, "w", encoding="ascii") as file:
        file.write("240")
    time.sleep(6)
    assert window.page() == "case", window.page()
    with open(later, "w", encoding="ascii") as file:
        file.write("301")
    window.see_page("unlock", 30)


def clipboard(arguments, text=None):
    return subprocess.run(
        ["xclip", "-selection", "clipboard", *arguments], input=text, text=True,
        stdout=subprocess.DEVNULL if text else subprocess.PIPE, check=False,
        stderr=subprocess.DEVNULL,
    ).stdout


def check_clipboard(window):
    step("what we copied goes with the lock; what others copied stays")
    open_again(window)
    window.act("copy", GLib.Variant("s", "Canary-copied"))
    wait(lambda: clipboard(["-o"]) == "Canary-copied", "the text on the clipboard")
    window.act("lock")
    window.see_page("unlock")
    assert "Canary" not in clipboard(["-o"])
    clipboard(["-i"], "from another program")
    open_again(window)
    window.act("lock")
    window.see_page("unlock")
    assert clipboard(["-o"]) == "from another program"


def check_memory(window, answer):
    step("no other program of the same user can look into the memory, nor a core file")
    if os.path.exists(answer):
        os.remove(answer)
    window.program.send_signal(signal.SIGUSR2)
    wait(lambda: os.path.exists(answer) and os.path.getsize(answer) == 1, "the answer")
    with open(answer, encoding="ascii") as file:
        assert file.read() == "0"
    folder = "/proc/%d/" % window.program.pid
    assert os.stat(folder + "environ").st_uid == 0
    with open(folder + "limits", encoding="ascii") as file:
        line = next(line for line in file if line.startswith("Max core file size"))
    assert line.split()[4:6] == ["0", "0"], line


def back_leads_to_the_passphrase(window):
    step("back from help and settings: the passphrase; from there: the beginning")
    window.see_page("unlock")
    for page in ("settings", "help", "keys", "guide", "check"):
        window.go(page)
        window.see_page(page)
        window.act("back")
        window.see_page("unlock")
    window.act("back")
    window.see_page("welcome")
    window.go("help")
    window.see_page("help")
    window.act("back")
    window.see_page("welcome")
    window.go("unlock")


def check_title(window):
    step("the desktop is told the program's name and no more")
    found = subprocess.run(
        ["xdotool", "search", "--pid", str(window.program.pid), "--name", "."],
        capture_output=True, text=True, check=False,
    ).stdout.split()
    names = {
        subprocess.run(["xdotool", "getwindowname", one], capture_output=True, text=True,
                       check=False).stdout.strip()
        for one in found
    }
    assert names <= {"Hikae", "hikae"} and names, names


def check_folders(home):
    step("no recent files, no thumbnails, nothing of the case in plain text")
    for base, _, names in os.walk(home):
        assert "recently-used.xbel" not in names and "thumbnails" not in base, base
    hikae_traces.look_for_canaries([home], [b"Canary"], allowed=("picture.png", "later"))


def main(program, later_library):
    with tempfile.TemporaryDirectory() as home:
        later = os.path.join(home, "later")
        with Window(
            program, [],
            {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", "TMPDIR": home,
             "XDG_DOCUMENTS_DIR": home, "XDG_CACHE_HOME": home + "/cache",
             "XDG_DATA_HOME": home + "/data", "XDG_CONFIG_HOME": home + "/config",
             "LD_PRELOAD": later_library, "HIKAE_TEST_LATER": later,
             "HIKAE_TEST_DUMPABLE": home + "/dumpable",
             "DBUS_SYSTEM_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"]},
        ) as window:
            check_memory(window, home + "/dumpable")
            hikae_window.create_case(window, TITLE, PASSPHRASE)
            path = os.path.join(home, "picture.png")
            with open(path, "wb") as file:
                file.write(b"\x89PNG\r\n\x1a\nCanary-in-the-picture" + os.urandom(999))
            window.act("add-files", GLib.Variant("as", [path]))
            window.see("1 item is in the case")
            check_title(window)
            check_memory(window, home + "/dumpable")
            lock_every_way(window, later)
            back_leads_to_the_passphrase(window)
            check_title(window)
            check_clipboard(window)
            hikae_traces.look_in_memory_maps(window, [b"Canary"])
            # A screenshot needs its window known for a moment; after it all is shut again.
            open_again(window)
            window.act("add-screenshot")
            window.act("overview")
            window.see("2 items are in the case")
            check_memory(window, home + "/dumpable")
            window.act("lock")
            step("the leave key: the window goes first, then the program")
            open_again(window)
            window.key("ctrl+shift+q")
            wait(lambda: window.program.poll() is not None, "the program's end", 15)
            assert window.program.returncode == 0
            check_folders(home)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
