#!/usr/bin/python3
# test-print.py: the recovery sheet and a letter on paper, in Japanese
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-print.py HIKAE HIKAE-CLI

GTK's own dialog with its printer that writes a file; what stands on that paper is read by
another program and compared with what the command line writes of the same letter. The sheet
in English is printed by test-ways.py. A lock closes the dialog. Nothing but what was asked for is left on the disk.
"""
import gettext
import json
import os
import re
import subprocess
import sys
import tempfile

import hikae_window
from gi.repository import Atspi
from hikae_window import Window, wait

PASSPHRASE = "correct horse battery staple"
ADDRESS = "https://x.com/somebody/status/1234567890"
ANSWERS = {
    "country": "JP", "adult": "yes", "shows": "ai_nude_or_sexual", "acting": "self",
    "full_name": "髙﨑 花子", "email": "a@example.org", "right_infringed": "肖像権",
    "reason": "同意なく作成・投稿された画像です。\n" * 40, "signature": "髙﨑 花子",
    "truth_statement": True, "content_description": "一枚の画像",
}
words = gettext.translation("hikae", os.environ["HIKAE_TRANSLATIONS"], ["ja"]).gettext
of_gtk = gettext.translation("gtk40", languages=["ja"], fallback=True).gettext


def squeeze(text):
    return re.sub(r"\s+", "", text)


def read_pdf(path):
    return squeeze(subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True,
                                  check=False).stdout)


def print_to_file(window, home, button, name):
    """Returns what stands on the paper."""
    path = os.path.join(home, name + ".pdf")
    before = set(os.listdir("/tmp")) | set(os.listdir(home))
    button()
    row = window.find(of_gtk("Print to File"))
    # The dialog stands in the corner: there is no window manager.
    box = Atspi.Component.get_extents(row, Atspi.CoordType.WINDOW)
    subprocess.run(["xdotool", "mousemove", str(box.x + 10), str(box.y + 8), "click", "1"],
                   check=True)
    window.find("~/%s.pdf" % name)
    print_it = wait(
        lambda: next((node for node in window.nodes()
                      if (node.get_name() or "").startswith(of_gtk("_Print") + " ")
                      and "click" in hikae_window.actions_of(node)), None),
        "the button that prints")
    hikae_window.do_action(print_it, "click")
    wait(lambda: read_pdf(path), path)
    made = (set(os.listdir("/tmp")) | set(os.listdir(home))) - before
    assert not any("print" in one or one.endswith(".pdf") for one in made - {name + ".pdf"}), made
    text = read_pdf(path)
    os.remove(path)
    return text


def print_sheet(window, home):
    print("# the recovery sheet", flush=True)
    window.act("new-case")
    window.fill(words("Name of the case"), "書類")
    for label in ("Passphrase", "The same passphrase again"):
        window.fill(words(label), PASSPHRASE)
    # A word of libadwaita's own that it has in English only.
    assert words("Show Text") in window.texts(), window.texts()
    window.choose_row(words("No, an adult"))
    window.click(words("Create the case"))
    window.see_page("recovery")
    code = hikae_window.find_code(window)
    text = print_to_file(window, home, lambda: window.click(words("Print the sheet…")),
                         words("Recovery sheet"))
    for part in ("書類", code, words("Recovery sheet"),
                 words("Keep this sheet where nobody else looks. Whoever has it and the "
                       "file can read the case.")):
        assert squeeze(part) in text, (part, text)
    window.act("lock")
    window.see_page("unlock")


def make_case(cli, home):
    """A case with one letter; returns both."""
    case, secret, answers, letter = (
        os.path.join(home, name) for name in ("a.hikae", "secret", "answers", "letter.txt"))
    with open(secret, "w", encoding="utf-8") as file:
        file.write(PASSPHRASE)
    with open(answers, "w", encoding="utf-8") as file:
        json.dump(ANSWERS, file)
    for command in (("new", case), ("link", case, ADDRESS),
                    ("letter", case, "--basis", "jp.joupura.designated", "--recipient", "x",
                     "--items", "1", "--lang", "ja", "--answers", answers, "-o", letter)):
        subprocess.run([cli, "--passphrase-file", secret, *command], check=True,
                       stdout=subprocess.DEVNULL)
    with open(letter, encoding="utf-8") as file:
        return case, file.read()


def print_letter(window, home, case, letter):
    print("# a letter of several pages", flush=True)
    window.open(case)
    window.see_page("unlock")
    window.fill(words("Passphrase or recovery code"), PASSPHRASE)
    window.click(words("Open"))
    window.see_page("case")
    window.go("request:1")
    window.see_page("request")
    text = print_to_file(window, home, lambda: window.press_row(words("Print…")),
                         words("Letter"))
    pages = re.findall(r"(\d)/(\d)", text)
    assert len(pages) > 1 and pages == [
        (str(page + 1), str(len(pages))) for page in range(len(pages))], (pages, text)
    for line in filter(None, (squeeze(line) for line in letter.split("\n"))):
        # What a bullet looks like is up to the layout.
        assert line.removeprefix("-").removeprefix("~") in text, (line, text)


def lock_while_asked(window):
    print("# the dialog does not outlive the lock", flush=True)
    window.press_row(words("Print…"))
    window.find(of_gtk("Print to File"))
    window.act("lock")
    window.see_page("unlock")
    wait(lambda: of_gtk("Print to File") not in window.all_texts(), "the dialog's end")


def main(program, cli):
    with tempfile.TemporaryDirectory(prefix="testwindow") as home:
        case, letter = make_case(cli, home)
        with Window(
            program, [],
            {"HOME": home, "LANGUAGE": "ja", "LC_ALL": "C.UTF-8", "TMPDIR": home,
             "XDG_DOCUMENTS_DIR": home, "XDG_CACHE_HOME": home + "/cache",
             "XDG_DATA_HOME": home + "/data", "XDG_CONFIG_HOME": home + "/config"},
        ) as window:
            if not window.tells_places():
                print("# left out: nobody tells where the rows of the dialog are")
                return
            print_sheet(window, home)
            print_letter(window, home, case, letter)
            lock_while_asked(window)
            assert window.leave() == 0


if __name__ == "__main__":
    main(*sys.argv[1:3])
