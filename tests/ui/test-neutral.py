#!/usr/bin/python3
# test-neutral.py: a neutral name and icon in the desktop, by a choice in the settings
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-neutral.py HIKAE DESKTOP-FILE SOURCE

Where the program is not installed the choice is greyed, with the reason. Where it is, the
switch makes the desktop find another name and icon (asked of GIO, as a desktop asks), the
window is called so from the next start, and the switch takes it all away again. An entry of
the person's own is never touched.
"""
import os
import shutil
import subprocess
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

from hikae_window import Window, wait  # noqa: E402

ID = "io.github.hikae.Hikae"
ROW = "Neutral name and icon"
# In a program of its own, as the desktop's is: what it finds for the id.
ASK = """
from gi.repository import Gio
app = Gio.DesktopAppInfo.new("io.github.hikae.Hikae.desktop")
print(app.get_name(), app.get_icon().to_string(), app.get_executable(),
      ",".join(app.get_supported_types()), app.get_description() or "-", sep="|")
"""


def ask_desktop(environment):
    return subprocess.run([sys.executable, "-c", ASK], env={**os.environ, **environment},
                          capture_output=True, text=True, check=True).stdout.strip()


def see_title(window, title):
    """What the desktop's list of windows shows."""
    wait(lambda: subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--pid", str(window.program.pid),
         "--name", "^%s$" % title], capture_output=True, check=False).stdout,
         "a window called " + title)


def visit(program, environment, title, work):
    with Window(program, [], environment) as window:
        see_title(window, title)
        window.go("settings")
        window.see_page("settings")
        work(window)
        assert window.leave() == 0


def is_offered(window):
    row = next(node for node in window.nodes() if node.get_name() == ROW
               and node.get_role_name() == "list item")
    return row.get_state_set().contains(Atspi.StateType.SENSITIVE)


def refuse(reason):
    def work(window):
        window.see(reason)
        assert not is_offered(window)
    return work


def turn(own, on):
    def work(window):
        assert is_offered(window)
        window.see("It is not hidden")
        window.press_row(ROW)
        wait(lambda: os.path.exists(own) == on, "the entry")
    return work


def main(program, desktop_file, source):
    with tempfile.TemporaryDirectory() as home:
        own = os.path.join(home, "data", "applications", ID + ".desktop")
        system = os.path.join(home, "system")
        environment = {
            "HOME": home, "LANGUAGE": "en", "LC_ALL": "C.UTF-8",
            "XDG_DATA_HOME": home + "/data", "XDG_CONFIG_HOME": home + "/config",
            "XDG_DATA_DIRS": system + ":/usr/share",
            # GIO knows no entry whose program is not there.
            "PATH": os.path.dirname(os.path.abspath(program)) + ":" + os.environ["PATH"],
        }
        visit(program, environment, "Hikae", refuse("is not installed in the system"))
        os.makedirs(system + "/applications")
        shutil.copy(desktop_file, system + "/applications/")
        shutil.copytree(source + "/data/icons", system + "/icons")
        plain = ask_desktop(environment)
        assert plain.startswith("Hikae|%s|" % ID), plain

        visit(program, environment, "Hikae", turn(own, True))
        subprocess.run(["desktop-file-validate", own], check=True)
        name, icon, executable, types, comment = ask_desktop(environment).split("|")
        assert (name, icon, comment) == ("Notebook", ID + ".neutral", "-"), name
        # It starts the same program with the same files.
        assert [executable, types] == plain.split("|")[2:4]
        assert os.path.exists(system + "/icons/hicolor/scalable/apps/" + icon + ".svg")
        with open(own, encoding="utf-8") as file:
            assert not [line for line in file if line.startswith(("Name", "Comment", "Key"))
                        and line != "Name=Notebook\n"]

        visit(program, environment, "Notebook", turn(own, False))
        assert ask_desktop(environment) == plain

        with open(own, "w", encoding="utf-8") as file:
            file.write("[Desktop Entry]\nType=Application\nName=Mine\nExec=hikae\n")
        visit(program, environment, "Hikae", refuse("a desktop entry of your own"))
        with open(own, encoding="utf-8") as file:
            assert "Name=Mine" in file.read()


if __name__ == "__main__":
    main(*sys.argv[1:4])
