#!/usr/bin/python3
# test-stop.py: Ctrl+C at hikae-cli while a page is captured, as a terminal sends it
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-stop.py HIKAE-CLI HELPER

A terminal tells every process of its group; the engine's must not hear of it. Prints TAP.
"""
import importlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "cli"), str(HERE.parent / "support")]
from blackbox import Box, Tap  # noqa: E402

site_module = importlib.import_module("test-site")
# By tiles, as only a very long page is drawn otherwise.
TILES = """#!%s
import json, os, sys
wish = json.load(sys.stdin)
wish["picture_bytes"] = 4000000
come, go = os.pipe()
os.write(go, json.dumps(wish).encode())
os.close(go)
os.dup2(come, 0)
os.execv(%r, [%r])
"""
# It has the picture, and hears nothing.
DEAF = """#!%s
import json, os, signal, struct, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
facts = json.dumps({"url": "http://127.0.0.1/", "final_url": "http://127.0.0.1/"}).encode()
for kind, body in ((b"F", facts), (b"P", bytes(99)), (b"F", facts)):
    sys.stdout.buffer.write(kind + struct.pack(">I", len(body)) + body)
sys.stdout.buffer.flush()
open(%r, "w").write(str(os.getpid()))
time.sleep(300)
"""
AGAIN = ("<script>let deep,again;addEventListener('scroll',()=>{if(scrollY>3000)deep=1;"
         "if(deep&&scrollY<99)again=1;if(again&&scrollY>4000&&!window.done){done=1;"
         "fetch('/crash-now');for(const e=Date.now()+9000;Date.now()<e;);}})</script>")


class Capture:
    """hikae-cli as the foreground of a terminal of its own."""

    def __init__(self, box, case, url):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(
            box.arguments(["capture", case, url]), env=box.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True)

    def press(self):
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self):
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


def make_helper(box, name, text):
    path = box.work / name
    path.write_text(text)
    path.chmod(0o755)
    box.environment["HIKAE_WEB_CAPTURE"] = str(path)


def make_case(box, name):
    case = str(box.work / name)
    shutil.copy(box.template, case)
    return case


def list_items(box, case):
    return json.loads(box.run(["--json", "list", case]).stdout)["items"]


def at_picture(box, tap, site):
    make_helper(box, "tiles", TILES % (sys.executable, sys.argv[2], sys.argv[2]))
    case = make_case(box, "picture.hikae")
    capture = Capture(box, case, site.url + "/drawn")
    asked = site.crash.wait(90)
    capture.press()
    code, out, err = capture.end()
    tap.check("at the picture the capture is kept", None if asked and code == 0 and
              "Archive of the page: kept" in out else "%d %s %s" % (code, out, err))
    tap.check("and it says why the picture ends",
              None if "(you stopped it there)" in out and "stopping" in err else out + err)
    archive = [item for item in list_items(box, case) if item["kind"] == "web-page"]
    shown = box.run(["--json", "show", case, str(archive[0]["number"]) if archive else "9"])
    tap.check("and so does the record", None if '"picture_cut_why":"stopped"' in
              shown.stdout.replace(" ", "") else shown.stdout + shown.stderr)
    tap.check("the case is whole", None if box.run(["verify", case]).returncode == 0 else "no")


def before(box, tap, site):
    site.crash.clear()
    box.environment["HIKAE_WEB_CAPTURE"] = sys.argv[2]
    case = make_case(box, "before.hikae")
    there = len(list_items(box, case))
    capture = Capture(box, case, site.url + "/unending")
    asked = site.crash.wait(90)
    capture.press()
    code, out, err = capture.end()
    tap.check("before the picture nothing is kept", None if asked and code == 1 and
              "was stopped" in err and len(list_items(box, case)) == there else
              "%d %s %s" % (code, out, err))


def twice(box, tap):
    started = box.work / "started"
    make_helper(box, "deaf", DEAF % (sys.executable, str(started)))
    case = make_case(box, "twice.hikae")
    capture = Capture(box, case, "http://127.0.0.1/")
    for _ in range(600):
        if started.exists() and started.read_text():
            break
        time.sleep(0.05)
    time.sleep(0.3)
    capture.press()
    time.sleep(0.5)
    patient = capture.process.poll() is None
    capture.press()
    code, out, err = capture.end()
    tap.check("once waits, twice ends it all", None if patient and code == 1 and
              "Ctrl+C again" in err else "%s %d %s %s" % (patient, code, out, err))
    for _ in range(100):
        if not os.path.exists("/proc/" + started.read_text()):
            break
        time.sleep(0.05)
    tap.check("and the helper with it", None if not os.path.exists(
        "/proc/" + started.read_text()) else "it goes on")


def unwanted(tap, site):
    """Nobody reads any more what is captured: the helper does not go on by itself."""
    site.crash.clear()
    wish = {"url": site.url + "/unending", "wait": 90}
    with subprocess.Popen([sys.argv[2]], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as helper:
        helper.stdin.write(json.dumps(wish).encode())
        helper.stdin.close()
        asked = site.crash.wait(60)
        helper.stdout.close()
        try:
            code = helper.wait(20)
        except subprocess.TimeoutExpired:
            code = helper.kill()
    tap.check("it ends when nobody reads it", None if asked and code else "%s %s" % (asked, code))


def main():
    tap = Tap()
    site = site_module.Site(pages={
        "/drawn": site_module.long_page(8000).decode() + AGAIN,
        "/unending": "<p>waits<script>fetch('/crash-now');fetch('/never')</script>"})
    with tempfile.TemporaryDirectory(prefix="hikae-stop-") as folder:
        box = Box(sys.argv[1], pathlib.Path(folder))
        at_picture(box, tap, site)
        before(box, tap, site)
        twice(box, tap)
        unwanted(tap, site)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
