#!/usr/bin/python3
# test-ways.py: ways through the window that the main way does not take
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-ways.py HIKAE DROP-FILES LATER-CASE

New case with the recovery sheet printed and as PDF; twenty files dropped on the window
(DROP-FILES: tests/support/drop-files.c); the same again; an address only; a helper
gets a key of their own; hand over; a lawyer checks the bundle without a case; a case
of a newer program (LATER-CASE: tests/support/later-case.c) is not opened; the case is
moved and the helper opens it; the passphrase is forgotten and the recovery code opens it.
No picture is drawn on the way: the processes that could are watched for. After each way
nothing of it lies anywhere in plain text.
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid

from gi.repository import Atspi, GLib

import hikae_traces
import hikae_window
from hikae_window import Window, wait
from newer_format import newer_format

# Nobody else's files hold these.
TOKEN = uuid.uuid4().hex
PASSPHRASE = "the person's own " + TOKEN
HELPER = "a helper's own " + TOKEN
ADDRESS = "https://x.com/canary-%s/status/1" % TOKEN
CANARIES = [TOKEN.encode()]
FILES = 20


def step(words):
    print("# %5.1f %s" % (time.monotonic() - START, words), flush=True)


START = time.monotonic()
BEGAN = time.time()


class Watch(threading.Thread):
    """Sees what every process that reads media for the program is asked for: "report" of
    its marks, "preview" to be drawn, "change" for a copy."""

    def __init__(self, window):
        super().__init__(daemon=True)
        self.tasks = "/proc/%d/task/*/children" % window.program.pid
        self.seen = set()
        self.running = True

    def run(self):
        while self.running:
            for path in glob.glob(self.tasks):
                try:
                    with open(path, encoding="ascii") as file:
                        children = file.read().split()
                    for child in children:
                        with open("/proc/%s/cmdline" % child, "rb") as file:
                            words = file.read().split(b"\0")
                        if words[0].endswith((b"hikae-media-helper", b"hikae-film-helper")):
                            self.seen.add(words[1].decode())
                except (OSError, IndexError):
                    pass
            time.sleep(0.01)

    def stop_and_check(self):
        self.running = False
        self.join()
        assert self.seen <= {"report"}, self.seen
        print("# asked of the media helper: %s" % (self.seen or "nothing"), flush=True)


def nothing_left(window, home, way):
    step("after: " + way)
    hikae_traces.nothing_left(window, home, CANARIES, BEGAN, way,
                              ("canary-file-", "bundle-"))


def make_files(home):
    folder = os.path.join(home, "from")
    os.mkdir(folder)
    picture = hikae_window.make_png(40, 30)
    paths = []
    for index in range(FILES):
        paths.append(os.path.join(folder, "canary-file-%02d.png" % index))
        with open(paths[-1], "wb") as file:
            file.write(picture + TOKEN.encode() + b"%02d" % index)
    return paths


def check_sheet(path, code):
    def read():
        return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True,
                              text=True, check=False).stdout
    wait(lambda: all(group in read() for group in code.split("-")), "the sheet " + path)
    assert "Keep this sheet where nobody else looks." in read()
    os.remove(path)


def print_sheet(window, home, code):
    """In the real dialog, with GTK's printer that writes a file."""
    def open_dialog():
        window.click("Print the sheet…")
        return window.find("Print to File")

    if not window.tells_places():
        step("printing is left out: nobody tells where the rows of the dialog are")
        return
    step("printing: no preview by another program")
    open_dialog()
    before = set(os.listdir("/tmp")) | set(os.listdir(home))
    window.click("Pre_view Preview")
    window.see("There is no preview")
    made = (set(os.listdir("/tmp")) | set(os.listdir(home))) - before
    assert not any("preview" in name or name.endswith(".pdf") for name in made), made
    step("printing")
    row = open_dialog()
    # The dialog stands in the corner: there is no window manager.
    box = Atspi.Component.get_extents(row, Atspi.CoordType.WINDOW)
    subprocess.run(["xdotool", "mousemove", str(box.x + 10), str(box.y + 8), "click", "1"],
                   check=True)
    window.find("~/Recovery sheet.pdf")
    window.click("_Print Print")
    check_sheet(os.path.join(home, "Recovery sheet.pdf"), code)
    # Nor a spool file.
    made = (set(os.listdir("/tmp")) | set(os.listdir(home))) - before
    assert not any("print" in name or name.endswith(".pdf") for name in made), made


def new_case(window, home):
    step("new case; the recovery sheet as a PDF")
    window.press_row("Start keeping proof")
    window.see_page("new")
    window.fill("Name of the case", "Papers")
    window.fill("Passphrase", PASSPHRASE)
    window.fill("The same passphrase again", PASSPHRASE)
    window.choose_row("No, an adult")
    window.click("Create the case")
    window.see_page("recovery")
    code = hikae_window.find_code(window)
    print_sheet(window, home, code)
    path = os.path.join(home, "sheet.pdf")
    window.act("save-sheet", GLib.Variant("s", path))
    check_sheet(path, code)
    step("help in between: the code is still there on the way back")
    window.act("help-now")
    window.see_page("help")
    window.act("back")
    window.see_page("recovery")
    assert hikae_window.find_code(window) == code
    window.fill("Type the last group of the code", code.split("-")[-1])
    window.click("Continue to the case")
    window.see_page("case")
    return code


def drop(program, window, paths):
    """Twenty files, dragged over the window as a file manager does and dropped there."""
    step("twenty files dropped on the window")
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--pid", str(window.program.pid),
         "--name", "Hikae"], capture_output=True, text=True, check=True).stdout.split()
    assert len(found) == 1, found
    subprocess.run([program, found[0], "640", "500", *("file://" + path for path in paths)],
                   check=True, timeout=60)
    window.see("%d items are in the case" % FILES, 90)
    for path in paths:
        assert os.path.exists(path), path
    # Of those that are not in the case the name is said.
    window.act("add-files", GLib.Variant("as", [paths[0] + "-gone"]))
    window.see("1 file is not in the case: %s-gone" % os.path.basename(paths[0]))
    again(window, paths)


def again(window, paths):
    """What is in the case already is kept again, without a question, and said."""
    step("the same file again, and taken out again; then two likewise")
    # A line that passes stays as long as the pointer is over it.
    subprocess.run(["xdotool", "mousemove", "5", "5"], check=True)
    window.act("add-files", GLib.Variant("as", [paths[0]]))
    number = FILES + 1
    window.see("Kept as item %d; item 1 is this very file" % number)
    window.click("Undo")
    window.see("The content is in the case once, as before")
    window.see("%d items are in the case" % FILES)
    window.act("add-files", GLib.Variant("as", [paths[1], paths[2]]))
    window.see("2 items kept; 2 were there before")
    window.see("%d items are in the case" % (FILES + 2))
    window.go("case:2")
    window.see("Item %d has the same bytes" % (number + 1))
    window.go("case:4")
    window.see("item 4")
    wait(lambda: not any("has the same bytes" in text for text in window.texts()),
         "no other one")
    window.act("overview")
    window.act("undo")
    window.see("%d items are in the case" % FILES)


def link_only(window):
    step("an address only")
    window.menu("Add something to the case", "Address only…")
    window.see_page("text")
    window.fill("Address (https://…)", "not an address")
    window.click("Keep it")
    window.see("This is not the address of a web page.")
    window.fill("Address (https://…)", ADDRESS)
    window.click("Keep it")
    window.see_page("case")
    window.act("overview")
    window.see("%d items are in the case" % (FILES + 1))


def add_helper(window, code):
    """Whoever finds the case open cannot change who can open it; a helper neither."""
    step("a helper gets a key of their own")
    now = "Passphrase as it is now, or recovery code"
    window.menu("Main menu", "Who can open this case")
    window.see_page("access")
    window.fill("Name or role of the helper", "Counsellor")
    window.fill("Passphrase for the helper", HELPER)
    window.fill("Passphrase for the helper, again", HELPER)
    window.click("Add the helper")
    window.see("First the passphrase as it is now.")
    window.fill(now, "not the passphrase")
    window.click("Add the helper")
    window.see("This passphrase does not open the case.")
    window.fill(now, PASSPHRASE)
    window.click("Add the helper")
    window.see("Helper: Counsellor")
    step("the helper's passphrase changes nothing, the recovery code does")
    window.fill("New passphrase", "something new")
    window.fill("The same passphrase again", "something new")
    window.fill(now, HELPER)
    window.click("Change the passphrase")
    # A click of a screen reader acts a moment later, and these words were there before.
    wait(lambda: window.read(now) == "", "the helper's passphrase taken")
    window.see("This passphrase does not open the case.")
    window.fill("New passphrase", PASSPHRASE)
    window.fill("The same passphrase again", PASSPHRASE)
    window.fill(now, code)
    window.click("Change the passphrase")
    wait(lambda: window.read("New passphrase") == "", "the new passphrase taken")
    # Whatever else begins meanwhile is asked to wait.
    wait(lambda: "Changing who can open the case…" not in window.texts(), "the change done")


def hand_over(window, home):
    step("hand over, with a passphrase")
    window.menu("Main menu", "Hand over…")
    window.see_page("hand-over")
    window.click("Make the bundle")
    window.see("The bundle is written", 60)
    return glob.glob(home + "/bundle-*.zip")[0]


def open_case(window, path, secret):
    window.open(path)
    window.see_page("unlock")
    window.fill("Passphrase or recovery code", secret)
    window.click("Open")
    window.see_page("case")
    window.see("%d items are in the case" % (FILES + 1))


def made_by_newer(window, later, home):
    step("a case of a newer program, by its database and by its whole format")
    kept = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data/cases/v4.hikae")
    folder = os.path.join(home, "newer")
    os.mkdir(folder)
    paths = [os.path.join(folder, name + ".hikae") for name in ("schema", "format")]
    shutil.copy(kept, paths[0])
    subprocess.run([later, paths[0]], check=True)
    with open(kept, "rb") as old, open(paths[1], "wb") as new:
        new.write(newer_format(old.read()))
    for path in paths:
        with open(path, "rb") as file:
            before = file.read()
        window.open(path)
        window.see_page("unlock")
        # Which file it is that the passphrase would open.
        window.see(os.path.basename(path))
        window.see("~/newer")
        window.fill("Passphrase or recovery code", "four short words here")
        window.click("Open")
        window.see("This file was made by a newer version of Hikae.\n"
                   "Update Hikae. The file was not touched.")
        with open(path, "rb") as file:
            assert file.read() == before, path
        os.remove(path)
    for name in os.listdir(folder):
        assert "-before-update-" in name, name
    shutil.rmtree(folder)


def main(program, dropper, later):
    with tempfile.TemporaryDirectory(prefix="testwindow") as home:
        paths = make_files(home)
        with Window(
            program, [],
            {"HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", "TMPDIR": home,
             "XDG_DOCUMENTS_DIR": home, "XDG_CACHE_HOME": home + "/cache",
             "XDG_DATA_HOME": home + "/data", "XDG_CONFIG_HOME": home + "/config"},
        ) as window:
            watch = Watch(window)
            watch.start()
            code = new_case(window, home)
            nothing_left(window, home, "the recovery sheet")
            drop(dropper, window, paths)
            link_only(window)
            nothing_left(window, home, "twenty files and an address")
            add_helper(window, code)
            bundle = hand_over(window, home)
            step("each item's page, without looking")
            for number in (1, FILES, FILES + 1):
                window.go("case:%d" % number)
                window.see("item %d" % number)
            window.click("Lock the case")
            window.see_page("unlock")
            nothing_left(window, home, "handing over")

            step("a lawyer checks the bundle, without a case")
            # As the file manager opens it.
            window.open(bundle)
            window.see_page("check")
            window.see("Whole and unchanged", 60)
            nothing_left(window, home, "checking a bundle")

            step("what is neither a bundle nor a case")
            for name, words in (("other.zip", "This file is not a bundle that can be read."),
                                ("other.hikae", "This file is not a case of Hikae.")):
                with open(os.path.join(home, name), "wb") as file:
                    file.write(b"something else")
                window.open(file.name)
                if name.endswith(".hikae"):
                    window.see_page("unlock")
                    window.fill("Passphrase or recovery code", HELPER)
                    window.click("Open")
                window.see(words)
                os.remove(file.name)

            made_by_newer(window, later, home)

            step("the case is moved; the helper opens it there")
            case = glob.glob(home + "/*.hikae")
            assert len(case) == 1, case
            moved = os.path.join(home, "elsewhere", "other name.hikae")
            os.mkdir(os.path.dirname(moved))
            shutil.move(case[0], moved)
            open_case(window, moved, HELPER)
            assert "Choose a new passphrase" not in window.texts()
            window.click("Lock the case")

            step("forgotten passphrase: the recovery code")
            open_case(window, moved, code.upper().replace("-", " "))
            window.see("Choose a new passphrase")
            nothing_left(window, home, "moving and opening again")
            assert window.leave() == 0
            watch.stop_and_check()


if __name__ == "__main__":
    main(*sys.argv[1:4])
