# hikae_window.py: drives the real window for tests and pictures
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts `hikae` and drives it as a person with a screen reader and a keyboard would.

Buttons, entries and menus go by AT-SPI; list rows, which GTK 4.8 gives no action there, by the
pointer. GTK 4.8 names what has no name by its class, and has the pages in its tree that are not
on the screen; newer GTK has only what is shown, and tells no classes and no places. Where a test is about something else it takes the shorter way of the GActions that the
window exports. Needs a display, a session bus with org.a11y.Bus, and the introspection data of
AT-SPI.
"""
import os
import re
import signal
import struct
import subprocess
import sys
import time
import zlib

import gi

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402
from stamp_authority import stamp_authority  # noqa: E402, F401 (for those that import us)

APP = "io.github.hikae.Hikae"
PATH = "/io/github/hikae/Hikae"


def children(node):
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child:
            yield child


def walk(node):
    yield node
    for child in children(node):
        yield from walk(child)


def actions_of(node):
    try:
        return [
            Atspi.Action.get_action_name(node, i)
            for i in range(Atspi.Action.get_n_actions(node))
        ]
    except GLib.Error:
        return []


def do_action(node, name):
    Atspi.Action.do_action(node, actions_of(node).index(name))


def set_text(node, text):
    Atspi.EditableText.set_text_contents(node, text)


def fill_all(window, text):
    """Types into every field and agrees to every statement of the page. Rows of the live
    checklist come and go meanwhile."""
    for node in list(window.nodes()):
        try:
            if node.get_role_name() != "text" or "EditableText" not in node.get_interfaces():
                continue
            if node.get_name() and not node.get_name().startswith(("Text of", "The letter in")):
                set_text(node, text)
        except GLib.Error:
            pass
    time.sleep(1)
    for node in list(window.nodes()):
        try:
            if "toggle" in actions_of(node):
                do_action(node, "toggle")
        except GLib.Error:
            pass


def make_png(width, height):
    """A picture with something to see: soft bands both ways."""
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(
        b"\0" + bytes(
            value
            for x in range(width)
            for value in (x * 255 // width, y * 255 // height,
                          255 if (x * 8 // width + y * 6 // height) % 3 == 0 else 60)
        )
        for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def report(window):
    """What is on the screen, for the log of a test that failed."""
    print("# page: %s" % window.page())
    print("# texts: %s" % [text for text in window.texts() if not text.startswith("Gtk")])
    folder = os.environ.get("HIKAE_TEST_PICTURES")
    if folder:
        subprocess.run(["import", "-window", "root", folder + "/failed.png"], check=False)


def wait(probe, what, timeout=30):
    """The first true value of probe(); fails the test with `what` after the timeout. What
    is waited for gets as much of the processor as the looking does."""
    end = time.monotonic() + timeout
    while (began := time.monotonic()) < end:
        try:
            value = probe()
            if value:
                return value
        except GLib.Error:
            pass
        time.sleep(max(0.05, time.monotonic() - began))
    raise AssertionError("did not happen in time: " + what)


class Window:
    def __init__(self, program, arguments=(), environment=None):
        self.program = subprocess.Popen(
            [program, *arguments], env={**os.environ, **(environment or {})}
        )
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.root = wait(self._find_root, "the window on the accessibility bus", 120)
        wait(self.actions, "the window's actions on the bus", 120)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        """However the test ends, the program does; a failed one says what it saw."""
        try:
            if error is not None:
                report(self)
        finally:
            self.stop()

    def _find_root(self):
        if self.program.poll() is not None:
            raise AssertionError("hikae ended: %d" % self.program.returncode)
        for application in children(Atspi.get_desktop(0)):
            if application.get_process_id() == self.program.pid:
                return application
        return None

    def _call(self, path, interface, method, parameters, reply=None):
        return self.bus.call_sync(
            APP, path, interface, method, parameters,
            GLib.VariantType(reply) if reply else None, 0, 20000, None,
        )

    def actions(self, path="/window/1", enabled=False):
        reply = self._call(PATH + path, "org.gtk.Actions", "DescribeAll", None)
        return {
            name for name, facts in reply.unpack()[0].items() if facts[0] or not enabled
        }

    def act(self, name, parameter=None, path="/window/1"):
        """Activates win.NAME (path="" for app.NAME)."""
        arguments = [parameter] if parameter is not None else []
        self._call(
            PATH + path, "org.gtk.Actions", "Activate",
            GLib.Variant("(sava{sv})", (name, arguments, {})),
        )

    def open(self, path):
        """As a file manager opens a file with the program."""
        self._call(
            PATH, "org.freedesktop.Application", "Open",
            GLib.Variant("(asa{sv})", (["file://" + path.replace(" ", "%20")], {})),
        )

    def go(self, page):
        self.act("go", GLib.Variant("s", page))

    # What a screen reader would find.

    def page(self):
        """Name of the page on the screen: the state of the action win.go."""
        reply = self._call(
            PATH + "/window/1", "org.gtk.Actions", "Describe",
            GLib.Variant("(s)", ("go",)),
        )
        return reply.unpack()[0][2][0]

    def see_page(self, name, timeout=60):
        wait(lambda: self.page() == name, "page %r" % name, timeout)

    def nodes(self):
        """Everything but the pages that are not on the screen."""
        here = "Hikae" + self.page().title().replace("-", "") + "Page"

        def visit(node):
            name = node.get_name() or ""
            if name.startswith("Hikae") and name.endswith("Page") and name != here:
                return
            yield node
            for child in children(node):
                yield from visit(child)
        return visit(self.root)

    def all_texts(self):
        """Of hidden pages too."""
        return [node.get_name() for node in walk(self.root) if node.get_name()]

    def tells_classes(self):
        return any(CLASS_NAME.fullmatch(node.get_name() or "") for node in walk(self.root))

    def inside(self, holder):
        """What is in a widget of this class: where GTK tells none, what is on the screen."""
        if not self.tells_classes():
            return self.nodes()
        found = next((node for node in self.nodes() if node.get_name() == holder), None)
        return walk(found) if found else iter(())

    def title(self):
        """In the header: the first words that are on no button."""
        def visit(node):
            if node.get_role_name() == "label":
                yield node.get_name()
            elif not node.get_role_name().endswith("button"):
                for child in children(node):
                    yield from visit(child)
        return next(visit(self.root), None)

    def find(self, name, interface=None, action=None, timeout=30):
        """The first that has this name, and is no label where an interface is asked for."""
        def probe():
            for node in self.nodes():
                if node.get_name() != name:
                    continue
                if interface and (node.get_role_name() == "label" or
                                  interface not in node.get_interfaces()):
                    continue
                if action and action not in actions_of(node):
                    continue
                return node
            return None
        return wait(probe, "widget %r" % name, timeout)

    def texts(self):
        return [node.get_name() for node in self.nodes() if node.get_name()]

    def see(self, words, timeout=30):
        """Waits until some widget's name contains the words; the first one, as asking for
        all of them takes its time."""
        def probe():
            names = (node.get_name() or "" for node in self.nodes())
            return next((name for name in names if words in name), None)
        return wait(probe, "words %r" % words, timeout)

    def click(self, name, timeout=30):
        node = self.find(name, timeout=timeout, action="click")
        wait(
            lambda: node.get_state_set().contains(Atspi.StateType.SENSITIVE),
            "%r pressable" % name,
        )
        Atspi.Action.do_action(node, actions_of(node).index("click"))

    def toggle(self, name):
        node = self.find(name, action="toggle")
        Atspi.Action.do_action(node, actions_of(node).index("toggle"))

    def fill(self, name, text):
        Atspi.EditableText.set_text_contents(self.find(name, "EditableText"), text)

    def read(self, name):
        node = self.find(name, "Text")
        return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))

    def tells_places(self):
        """Whether AT-SPI says where things are: GTK 4.18 leaves out the padding around them,
        and the window's own first."""
        frame = next(node for node in walk(self.root) if node.get_role_name() == "frame")
        box = Atspi.Component.get_extents(frame, Atspi.CoordType.WINDOW)
        return (box.x, box.y) == (0, 0)

    def tab_to(self, name, holder=None):
        """Tab by Tab to what has that name, or a row that has it as a part of its own,
        inside @holder where one is given."""
        met = []
        for _ in range(150):
            for node in list(walk(holder) if holder else self.nodes()):
                try:
                    if node.get_state_set().contains(Atspi.StateType.FOCUSED):
                        met.append(node.get_name())
                        if name == met[-1] or name in met[-1].split(", "):
                            return
                except GLib.Error:
                    pass
            if not met:
                self.take_keys()
            self.key("Tab")
            time.sleep(0.03)
        raise AssertionError("%r is not reached by Tab; met: %s" % (name, met[-40:]))

    def take_keys(self):
        """What a window manager does when a dialog has gone: the window gets the keys."""
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid", str(self.program.pid),
             "--name", "Hikae"], capture_output=True, text=True, check=False).stdout.split()
        if found:
            subprocess.run(["xdotool", "windowfocus", found[0]], check=True)
            time.sleep(0.3)

    def choose_row(self, name):
        """Clicks into the middle of a row with the pointer: rows have no AT-SPI action.
        Where nobody tells its place, by the keyboard."""
        node = self.find(name)
        if not self.tells_places():
            self.tab_to(name)
            self.key("space")
            return
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        subprocess.run(
            ["xdotool", "mousemove", str(box.x + box.width // 2 + 5),
             str(box.y + box.height // 2 + 5), "click", "1"],
            check=True,
        )

    def press_row(self, name):
        """Presses a row with the pointer, after turning the wheel until it is on the
        screen."""
        def find_row():
            return next((node for node in self.nodes()
                         if (node.get_name() or "").startswith(name)
                         and node.get_role_name() in ("list item", "combo box")), None)

        def extents(node):
            return Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        row = wait(find_row, "row %r" % name)
        if not self.tells_places():
            self.tab_to(row.get_name())
            self.key("space")
            return
        frame = wait(lambda: extents(next(children(self.root))), "the window's size")
        for turn in range(60):
            box = extents(row)
            # A toast lies over what is lowest; at the end of a page there is no more way.
            margin = 110 if turn < 40 else 10
            low = box.y + box.height > frame.height - margin
            if not low and box.y > 60:
                # Until it stands still: scrolling glides, pages fade in.
                time.sleep(0.15)
                still = extents(row)
                if (still.x, still.y) == (box.x, box.y):
                    break
                continue
            subprocess.run(["xdotool", "mousemove", "40", str(frame.height // 2), "click",
                            "5" if low else "4"], check=True)
            time.sleep(0.03)
        subprocess.run(
            ["xdotool", "mousemove", str(box.x + box.width // 2 + 5),
             str(box.y + box.height // 2 + 5), "click", "1"],
            check=True,
        )

    def menu(self, button, item):
        """Opens the menu of a button and presses one of its items."""
        self.click(button)
        node = wait(
            lambda: next((node for node in self.nodes() if node.get_name() == item
                          and node.get_role_name() == "menu item"), None),
            "%r in the menu" % item,
        )
        do_action(node, "click")

    def choose_in(self, name, steps):
        """Opens the drop-down of a row with the pointer and goes down by `steps`."""
        self.press_row(name)
        time.sleep(0.4)
        self.key(*["Down"] * steps, "Return")
        time.sleep(0.2)

    def key(self, *names):
        """Presses keys, as xdotool names them, in the window that has the focus."""
        subprocess.run(["xdotool", "key", *names], check=True)

    def leave(self):
        self.act("leave", path="")
        wait(lambda: self.program.poll() is not None, "the program's end", 10)
        return self.program.returncode

    def stop(self):
        if self.program.poll() is None:
            self.program.send_signal(signal.SIGTERM)
            try:
                self.program.wait(5)
            except subprocess.TimeoutExpired:
                self.program.kill()
                self.program.wait()


def press(window, name, inside):
    """Presses the row with this title with the pointer. `inside`: class of the widget that
    holds it, for a GTK that has the panes in its tree that are not on the screen."""
    def probe():
        return next((node for node in window.inside(inside) if node.get_name() == name), None)
    wait(probe, "row %r in %s" % (name, inside))
    time.sleep(0.3)
    node = probe()
    if not window.tells_places():
        row = node
        while row is not None and row.get_role_name() != "list item":
            row = row.get_parent()
        window.tab_to(name, row or node)
        window.key("Return")
        return
    box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    subprocess.run(
        ["xdotool", "mousemove", str(box.x + box.width // 2 + 5),
         str(box.y + box.height // 2 + 5), "click", "1"],
        check=True,
    )


def answer(window, label, delay=0.3):
    """A dialog's button: GTK names some with the mnemonic, some twice, some with both."""
    def probe():
        for node in window.nodes():
            words = (node.get_name() or "").replace("_", "")
            if words in (label, label + " " + label) and "click" in actions_of(node):
                return node
        return None
    button = wait(probe, "the dialog's button %r" % label)
    time.sleep(delay)
    do_action(button, "click")


# What a person works with, by AT-SPI's names of the roles.
CONTROLS = {
    "push button", "button", "toggle button", "check box", "radio button", "combo box",
    "text", "entry", "password text", "level bar", "progress bar", "slider", "spin button",
    "switch", "list item", "menu item", "check menu item", "radio menu item", "page tab",
    "link",
}
# What holds others, and can be a stop of the keyboard.
HOLDERS = {"scroll pane", "grouping", "panel"}
CLASS_NAME = re.compile(r"(Gtk|Adw|Hikae)[A-Z]\w*")


def is_of_page(node):
    """From GTK 4.14 on a web page is in the tree too; its words are not ours."""
    while node is not None:
        if node.get_role_name().startswith("document"):
            return True
        node = node.get_parent()
    return False


def find_unnamed(window, met=None):
    """The controls on the screen that a screen reader has no name for: GTK gives a control
    that has none that of its class. `met`: a set that gets the names of what was seen."""
    bad = []
    for node in window.nodes():
        name = node.get_name() or ""
        if met is not None:
            met.add(name)
        role = node.get_role_name()
        if role in HOLDERS and node.get_state_set().contains(Atspi.StateType.FOCUSED):
            # A stop of the keyboard, and nothing else would be read there.
            if not name or CLASS_NAME.fullmatch(name):
                bad.append("the focus in a %s without a name" % role)
            continue
        if role not in CONTROLS:
            continue
        half = len(name) // 2
        if half > 3 and name[half] == " " and name[:half] == name[half + 1:]:
            wrong = "%s named twice: %r" % (role, name[:half])
        elif CLASS_NAME.fullmatch(name) or "_" in name:
            wrong = "%s %r" % (role, name)
        elif not name and role != "list item":
            # The empty rows around a whole widget and drop-down entries are named by what
            # they hold.
            wrong = "%s without a name" % role
        else:
            continue
        # What is not drawn is in the tree as well, as the button to apply a change that each
        # entry row of libadwaita has, and what WebKit types into.
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
        if box.width > 0 and box.height > 0 and not is_of_page(node):
            bad.append(wrong)
    return bad


def see_focus(window, name):
    """The keyboard is at what has this name."""
    def probe():
        return any(node.get_name() == name and
                   node.get_state_set().contains(Atspi.StateType.FOCUSED)
                   for node in list(window.nodes()))
    wait(probe, "the focus at %r" % name)


def check_names(window, where, met=None):
    """While a page fills, or a row is bound to something else, a control may stand there
    before its name does: what is still without one some seconds later has none."""
    bad = []

    def look():
        # Rows that come and go meanwhile are errors of the bus; wait() tries again.
        bad[:] = find_unnamed(window, met)
        return not bad

    try:
        wait(look, "a look at every control of " + where, 15)
    except AssertionError as error:
        raise AssertionError("%s: %s" % (where, bad or error)) from error
    print("# named: " + where, flush=True)


def find_code(window):
    """The recovery code on the screen."""
    return wait(
        lambda: next(
            (text for text in window.texts() if re.fullmatch(r"([a-z]{5}-){5,}[a-z]{5}", text)),
            None,
        ),
        "the recovery code",
    )


def create_case(window, name, passphrase, minor=False):
    """From the welcome page to the case page; returns the recovery code."""
    window.act("new-case")
    window.fill("Name of the case", name)
    window.fill("Passphrase", passphrase)
    window.fill("The same passphrase again", passphrase)
    window.choose_row("Yes, or they might be" if minor else "No, an adult")
    window.click("Create the case")
    window.see_page("recovery")
    code = find_code(window)
    window.fill("Type the last group of the code", code.replace("-", " ").split()[-1])
    window.click("Continue to the case")
    window.see_page("case")
    return code
