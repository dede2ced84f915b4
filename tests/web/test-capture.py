#!/usr/bin/python3
# test-capture.py: pages whose pixels, words and tricks are known, captured by the helper
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-capture.py HELPER

Each capture is one process; several at a time. Prints TAP.
"""
import gzip
import importlib
import io
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import threading
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
site_module = importlib.import_module("test-site")
colour, LAST, YELLOW = site_module.colour, site_module.LAST, site_module.YELLOW
CODES = ("FAILED WRONG_SECRET DAMAGED TOO_NEW LOCKED NO_SPACE NOT_FOUND EXISTS REJECTED "
         "UNTRUSTED OFFLINE REMOTE DENIED UNSUPPORTED INTERRUPTED").split()


def kill_engine(pid):
    """The process in which the page runs, as if it had crashed; it stands in a sandbox."""
    parents, engines = {}, []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % entry, encoding="utf-8", errors="replace") as file:
                name, rest = file.read().split("(", 1)[1].rsplit(")", 1)
        except OSError:
            continue
        parents[int(entry)] = int(rest.split()[1])
        if name.startswith("WebKitWebProc"):
            engines.append(int(entry))
    for engine in engines:
        above = engine
        while above in parents and above != pid:
            above = parents[above]
        if above == pid:
            os.kill(engine, signal.SIGKILL)


class Capture:
    def __init__(self, helper, url, crash=None, stop=None, scale=1, display=True, under=(),
                 **wish):
        wish = {"url": url, "load": 10, **wish}
        given = {**os.environ, "GDK_SCALE": str(scale)}
        if not display:
            given = {k: v for k, v in given.items() if "DISPLAY" not in k}
        # pylint: disable=consider-using-with
        done = subprocess.Popen([*under, helper], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE,
                                env=given)
        if crash:
            threading.Thread(target=lambda: crash.wait(60) and kill_engine(done.pid),
                             daemon=True).start()
        if stop:
            threading.Thread(target=lambda: stop.wait(60) and done.send_signal(signal.SIGINT),
                             daemon=True).start()
        done.stdout, done.stderr = done.communicate(json.dumps(wish).encode(), timeout=150)
        self.raw, self.parts, self.facts, self.error = done.stdout, {}, {}, None
        at = 0
        while at < len(self.raw):
            kind = chr(self.raw[at])
            size = struct.unpack(">I", self.raw[at + 1:at + 5])[0]
            body = self.raw[at + 5:at + 5 + size]
            at += 5 + size
            if kind == "F":
                self.facts = json.loads(body)
            elif kind == "E":
                self.error = CODES[json.loads(body)["code"]]
                self.message = json.loads(body)["message"]
            else:
                self.parts[kind] = self.parts.get(kind, b"") + body
        self.code = done.returncode

    def text(self):
        return self.parts.get("T", b"").decode()

    def archive(self):
        with zipfile.ZipFile(io.BytesIO(self.parts["W"])) as wacz:
            return b"".join(plain(wacz.read(name)) for name in wacz.namelist())


def plain(data):
    """What stands in a part of an archive, packed (one gzip member a record) or not."""
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


def read_png(data):
    """Width and rows (bytes, RGB) of what the writer makes: 8 bit, filters none and up."""
    at, packed = 8, []
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            width, height = struct.unpack(">II", data[at + 8:at + 16])
        if kind == b"IDAT":
            packed.append(data[at + 8:at + 8 + size])
        at += 12 + size
    raw, stride = zlib.decompress(b"".join(packed)), width * 3
    rows, before = [], bytes(stride)
    for y in range(height):
        line = raw[y * (stride + 1):(y + 1) * (stride + 1)]
        row = line[1:]
        if line[0] == 2:
            # All bytes at once: each addition stays in its byte.
            a, b = int.from_bytes(row, "big"), int.from_bytes(before, "big")
            low = int.from_bytes(b"\x7f" * stride, "big")
            row = (((a & low) + (b & low)) ^ ((a ^ b) & ~low & ((1 << 8 * stride) - 1))
                   ).to_bytes(stride, "big")
        else:
            assert line[0] == 0, line[0]
        rows.append(row)
        before = row
    return width, rows


def check_long(capture, height, width=1280, skip=0):
    assert capture.error is None, capture.error
    got, rows = read_png(capture.parts["P"])
    assert got == width and len(rows) == height, (got, len(rows))
    for y, row in enumerate(rows[skip:], skip):
        want = LAST if y == height - 1 else colour(y // 100)
        assert tuple(row[2100:2103]) == want, (y, tuple(row[2100:2103]), want)
        if y // 100 % 10 == 5 and 20 <= y % 100 < 80:
            for x in (300, 340, 379):
                assert tuple(row[3 * x:3 * x + 3]) == YELLOW, (x, y)
    return rows


def whole(run, site):
    capture = run(site.url + "/long?h=20000&lazy&sticky")
    rows = check_long(capture, 20000, skip=50)
    assert capture.facts["picture_mode"] == "whole"
    assert capture.facts["pixel_ratio_percent"] == 100
    magenta = [y for y, row in enumerate(rows) if tuple(row[1800:1803]) == (255, 0, 255)]
    cyan = [y for y, row in enumerate(rows) if tuple(row[-30:-27]) == (0, 255, 255)]
    assert magenta == list(range(50)), magenta[-3:]
    assert len(cyan) == 60, len(cyan)


def tiles(run, site):
    capture = run(site.url + "/long?h=12300&lazy&sticky", picture_bytes=4000000)
    assert capture.facts["picture_mode"] == "tiles", capture.facts
    assert capture.facts["made_static"] == 2
    rows = check_long(capture, 12300)
    cyan = [y for y, row in enumerate(rows) if tuple(row[-30:-27]) == (0, 255, 255)]
    assert len(cyan) == 60, "what is fixed stands once"


def doubled(run, site):
    """Two device pixels for one of CSS, whole and in tiles: none is lost, none twice."""
    for mode, wish in (("whole", {}), ("tiles", {"picture_bytes": 4000000})):
        capture = run(site.url + "/long?h=3300&lazy", scale=2, **wish)
        assert capture.error is None and capture.facts["picture_mode"] == mode, capture.facts
        assert capture.facts["pixel_ratio_percent"] == 200, capture.facts
        width, rows = read_png(capture.parts["P"])
        assert width == 2560 and len(rows) == 6600, (mode, width, len(rows))
        for y, row in enumerate(rows):
            want = LAST if y >= 6598 else colour(y // 200)
            assert tuple(row[4200:4203]) == want, (mode, y, tuple(row[4200:4203]), want)


def wide(run, site):
    capture = run(site.url + "/wide", picture_bytes=4000000)
    assert capture.error is None and capture.facts["picture_mode"] == "tiles", capture.facts
    assert capture.facts["picture_cut_right"] == 0 and capture.facts["page_width"] == 6000
    width, rows = read_png(capture.parts["P"])
    assert width == 6000 and len(rows) == 3000, (width, len(rows))
    for row in rows[::500]:
        assert tuple(row[-3:]) == (255, 0, 0) and tuple(row[3 * 5000:][:3]) == (0, 0, 255)
    capture = run(site.url + "/too-wide")
    assert capture.error is None and capture.facts["picture_cut_right"] == 1, capture.facts
    assert capture.facts["page_width"] == 40000, capture.facts
    assert capture.facts["picture_width"] == 16384, capture.facts


def inner(run, site):
    capture = run(site.url + "/long?h=6000&lazy&inner")
    assert capture.facts["picture_mode"] == "tall-view", capture.facts
    assert capture.facts["inner_missing"] == 0
    check_long(capture, 6000)


def locked(run, site):
    """Behind a window that asks to log in the page goes on, though nobody can move it."""
    for page in ("/locked", "/pinned", "/locked-app"):
        capture = run(site.url + page)
        assert capture.error is None, (page, capture.error)
        assert capture.facts["picture_mode"] == "tall-view", (page, capture.facts)
        assert capture.facts["inner_missing"] == 0, (page, capture.facts)
        check_long(capture, 4000)


def check_cut(capture, why):
    """The picture ends early, is whole in itself, and the record says where and why."""
    assert capture.error is None and set("PW") <= set(capture.parts), (
        capture.error, capture.facts)
    facts = capture.facts
    assert facts["picture_cut"] == 1 and facts["picture_cut_why"] == why, facts
    _, rows = read_png(capture.parts["P"])
    assert 0 < len(rows) == facts["picture_height"] == facts["picture_cut_at"], facts
    for y, row in enumerate(rows):
        want = LAST if y == facts["page_height"] - 1 else colour(y // 100)
        assert tuple(row[2100:2103]) == want, (y, tuple(row[2100:2103]))
    return len(rows)


def endless(run, site):
    """It grows with every look at it: going through it has a bound, and so has its picture."""
    capture = run(site.url + "/long?h=3000&endless", load=20, picture_seconds=3)
    assert capture.error is None, capture.error
    assert capture.facts["scroll_cut"] == 1 and capture.facts["scroll_steps"] <= 400
    assert "P" in capture.parts and "W" in capture.parts
    if capture.facts["picture_mode"] == "tiles":
        assert capture.facts["picture_cut_why"] == "time", capture.facts
    _, rows = read_png(capture.parts["P"])
    assert len(rows) == capture.facts["picture_height"], capture.facts


def budget(run, site):
    """Time and size end the picture, and a page that grows under it; nothing else is lost."""
    where = site.url + "/long?h=30000"
    assert check_cut(run(where, picture_bytes=4000000, picture_seconds=1), "time") < 30000
    for mode, more in (("tiles", {"picture_bytes": 4000000}), ("whole", {})):
        capture = run(where, picture_file_bytes=60000, **more)
        assert capture.facts["picture_mode"] == mode, capture.facts
        assert check_cut(capture, "size") < 30000 and len(capture.parts["P"]) < 120000
    capture = run(site.url + "/grows", picture_bytes=4000000)
    assert check_cut(capture, "grew") == capture.facts["page_height"], capture.facts
    assert capture.facts["page_height_later"] >= capture.facts["page_height"] + 500


def dies_in_picture(run, site):
    """The engine ends when a part of the picture has been drawn: that part is kept, and all
    that the site sent."""
    ends = site_module.Site(pages=site.pages)
    capture = run(ends.url + "/dies-drawn", crash=ends.crash, picture_bytes=4000000)
    rows = check_cut(capture, "failed")
    assert rows < capture.facts["page_height"] and capture.facts["picture_cut_error"]
    assert b"dies-drawn" in capture.archive()


def stopped(run, site):
    """She waits no longer: what the site sent is kept when it is there, with the picture as
    far as it was drawn, or without one; before that nothing is."""
    drawing = site_module.Site(pages=site.pages)
    capture = run(drawing.url + "/dies-drawn", stop=drawing.crash, picture_bytes=4000000)
    assert check_cut(capture, "stopped") < capture.facts["page_height"], capture.facts
    assert "picture_cut_error" not in capture.facts and "M" in capture.parts, capture.facts
    assert b"dies-drawn" in capture.archive() and "X" in capture.parts
    resizing = site_module.Site(pages=site.pages)
    capture = run(resizing.url + "/taller", stop=resizing.crash)
    assert capture.error is None and set("WTX") <= set(capture.parts), (
        capture.error, capture.facts)
    assert "P" not in capture.parts and capture.facts["picture_failed_why"] == "stopped"
    assert "picture_cut" not in capture.facts and b"window.onresize" in capture.archive()
    loading = site_module.Site(pages=site.pages)
    capture = run(loading.url + "/waits", stop=loading.crash, wait=60)
    assert capture.error == "INTERRUPTED" and not capture.parts and capture.code != 0, (
        capture.error, capture.facts)
    assert "was stopped" in capture.message, capture.message


def redirects(run, site):
    capture = run(site.url + "/from")
    assert capture.facts["url"] == site.url + "/from"
    assert capture.facts["final_url"] == site.url + "/hello"
    assert capture.facts["redirects"].split("\n") == [
        site.url + p for p in ("/from", "/between", "/hello")]
    assert capture.facts["http_status"] == 200
    assert "言葉" in capture.text() and capture.facts["title"].startswith("Hello")
    assert b"multipart/related" in capture.parts["M"]


def refused(run, site, url, code):
    capture = run(url)
    assert capture.error == code, (url, capture.error, capture.facts)
    assert not set(capture.parts) & set("PWTM"), "something was reported as captured"
    assert capture.code != 0


def never_loaded(run, site, bad):
    refused(run, site, bad.url + "/hello", "UNTRUSTED")
    refused(run, site, site.url + "/loop", "REMOTE")
    refused(run, site, site.url + "/file", "UNSUPPORTED")


def no_answer(run, site, bad):
    refused(run, site, "http://127.0.0.1:9/", "OFFLINE")
    refused(run, site, "http://host.invalid/", "OFFLINE")
    capture = run(site.url + "/never", load=3)
    assert capture.error == "OFFLINE" and not capture.parts


def own_answers(run, site, bad):
    """What the recorder says itself is no page: a name that is none; no text for a minor."""
    refused(run, site, "http://" + "a." * 140 + "example/", "OFFLINE")
    # A site's own 407 is the site's page, and hears nothing of our token.
    capture = run(site.url + "/turned")
    assert capture.error is None and capture.facts["http_status"] == 407, capture.facts
    assert "turned away" in capture.text(), capture.text()
    assert not any("authorization" in line.lower() for line in site.heads), site.heads
    for path in ("/img?i=1", "/video.mp4"):
        capture = run(site.url + path, text_only=1)
        assert capture.error == "DENIED" and not capture.parts, (path, capture.error)


def addresses(run, site, bad):
    capture = run(site.url + "/hello", display=False)
    assert capture.error == "UNSUPPORTED" and "xvfb-run" in capture.message, capture.message
    for url in ("file:///etc/passwd", "data:text/html,<p>x", "javascript:1", "http://"):
        refused(run, site, url, "REJECTED")


def allowed(run, site, bad):
    capture = run(bad.url + "/hello", allow_host="127.0.0.1")
    assert capture.error is None and capture.facts["certificate_faults"] != 0
    # Several connections one after the other: each record tells what was wrong.
    records = run(bad.url + "/closing", allow_host="127.0.0.1").archive()
    faults = re.findall(rb"tlsCertificateFaults: (\d+)", records)
    assert len(faults) >= 4 and b"0" not in faults, faults
    assert records.count(b"tlsCertificate: MII") == len(faults), "each shows its certificate"


def fights(run, site, bad):
    for path, words in (("/popup", "popup"), ("/autodownload", "stays"), ("/app", "app"),
                        ("/data", "data"), ("/to-data", "stays here"),
                        ("/auth", "name and password needed"), ("/jump", "Words of")):
        capture = run(site.url + path)
        assert capture.error is None, (path, capture.error)
        assert words in capture.text(), (path, capture.text())
        assert capture.facts["final_url"].startswith(site.url), capture.facts["final_url"]
    assert run(site.url + "/auth").facts["http_status"] == 401
    assert run(site.url + "/nothing").facts["http_status"] == 404


def unending(run, site, bad):
    """A page that is sent without an end, and one that breaks the rules half way: what has
    come by then is kept, and the record says that it is not all."""
    capture = run(site.url + "/endless.html", load=4)
    assert capture.error is None and capture.facts["still_loading"], (
        capture.error, capture.facts)
    assert b"<!-- more -->" in capture.archive() and capture.facts["http_status"] == 200
    capture = run(site.url + "/bad-chunk", load=6)
    assert capture.error is None and b"<p>begun" in capture.archive(), (
        capture.error, capture.facts)


def sandboxed(run, site, bad):
    """A page in which the site forbids every script: drawn and saved without one."""
    capture = run(site.url + "/sandboxed")
    assert capture.error is None, capture.error
    # WebKitGTK 2.52 lets our scripts read it, those before none.
    read = "page_unmoved" in capture.facts
    assert read != ("page_mute" in capture.facts), capture.facts
    assert capture.facts["picture_mode"] == "view" and capture.facts["http_status"] == 200
    width, rows = read_png(capture.parts["P"])
    assert len(rows) > 300 and tuple(rows[len(rows) // 2][-30:-27]) == YELLOW, (width, len(rows))
    assert b"words" in capture.archive() and read == ("words" in capture.text())
    assert "M" in capture.parts and b"words" in capture.parts["M"], capture.facts
    capture = run(site.url + "/sandboxed", text_only=1)
    assert capture.error is None and set(capture.parts) == {"T", "X"}, capture.error
    assert read == ("words" in capture.text()), capture.text()


def ended(run, site, bad):
    """A page that hangs and an engine that ends: what the site sent is kept."""
    capture = run(site.url + "/hang")
    assert capture.error is None and set(capture.parts) == {"W", "X"}, capture.error
    assert capture.facts["page_unread"] and capture.facts["http_status"] == 200
    assert b"<p>hang</p>" in capture.archive(), "the page is in the archive"
    capture = run(site.url + "/crash", crash=site.crash)
    assert capture.error is None and "W" in capture.parts, (capture.error, capture.facts)
    assert capture.facts["final_url"] == site.url + "/crash", capture.facts
    assert capture.facts["page_unread"] and b"<p>crash</p>" in capture.archive()
    site.crash.clear()
    capture = run(site.url + "/crash", crash=site.crash, text_only=1)
    assert capture.error is None and set(capture.parts) == {"T", "X"}, capture.error
    assert capture.text() == site.url + "/crash\n\n", capture.text()


def sockets(run, site, bad):
    """Frames of ws and wss, each way, stand in the archive."""
    for where, wish in ((site, {}), (bad, {"allow_host": "127.0.0.1"})):
        capture = run(where.url + "/sockets", wait=2, **wish)
        assert capture.error is None, capture.error
        assert "echo: frame from the page" in capture.text(), capture.text()
        archive = capture.archive()
        assert b"websocket=received" in archive and b"websocket=sent" in archive
        assert b"echo: frame from the page" in archive
        scheme = where.url.replace("http", "ws")
        assert ("WARC-Target-URI: %s/echo" % scheme).encode() in archive


def bombs(run, site, bad):
    """Heads without measure: the page comes, what was refused is told in the record."""
    capture = run(site.url + "/bombs")
    assert capture.error is None and "still here" in capture.text(), capture.error
    archive = capture.archive()
    assert b"failure: reading an HTTP head: too many fields" in archive
    assert b"failure: reading from the connection: the head is too long" in archive
    # What the site said stands beside the record, in base64.
    assert b"refusedResponse: SFRUUC8xLjEgMjAwIE9L" in archive
    refused(run, site, site.url + "/fields", "REMOTE")


def odd_lengths(run, site, bad):
    """A length beside a transfer coding: the coding counts, the archive has what came.
    Two lengths: nobody can say what the page is, and that is what is said."""
    capture = run(site.url + "/length-and-chunks")
    assert capture.error is None and "in chunks" in capture.text(), (
        capture.error, capture.facts)
    archive = capture.archive()
    assert b"Content-Length: 3\r\n" in archive and b"oddHead: " in archive
    refused(run, site, site.url + "/two-lengths", "REMOTE")
    message = run(site.url + "/two-lengths").message
    assert "against the rules of HTTP" in message and "two lengths" in message, message


def slow(run, site, bad):
    capture = run(site.url + "/slow-image", load=8)
    assert capture.error is None and "P" in capture.parts, capture.error
    capture = run(site.url + "/slow-frame", load=8)
    assert capture.error is None, capture.error
    assert capture.facts["still_loading"] == 1 and "slow" in capture.text(), capture.facts
    assert "P" in capture.parts and capture.facts["exchanges"] >= 2, capture.facts
    capture = run(site.url + "/late-frame", load=8)
    assert capture.error is None and "late" in capture.text(), capture.error
    assert capture.facts["still_loading"] == 1 and "P" in capture.parts, capture.facts
    # WebKitGTK 2.52 shows nothing of it, those before as far as it came.
    capture = run(site.url + "/broken")
    assert capture.error is None and capture.facts["broken_off"] == 1, (
        capture.error, capture.facts)
    assert capture.facts["http_status"] == 200 and b"begins" in capture.archive()
    assert "P" in capture.parts or "broke off" in capture.facts["page_unread"], capture.facts
    capture = run(site.url + "/big", load=8)
    assert capture.error is None and "P" in capture.parts, capture.error


def minor(run, site, bad):
    site = site_module.Site()
    capture = run(site.url + "/media", text_only=1)
    # What is asked for as media, or is named like it, is not even asked for.
    assert set(site.seen) <= {"/media", "/img?i=5", "/img?i=7", "/img?i=13"}, site.seen
    assert capture.error is None, capture.error
    # The engine asked the recorder for those only that are not loaded as media, and for one
    # named like it: its own filter held the rest back.
    assert 1 <= capture.facts["refused_bodies"] <= 4, capture.facts
    assert not [n for n in os.listdir(os.environ["XDG_RUNTIME_DIR"]) if "hikae-web" in n]
    assert set(capture.parts) == {"T", "X"}, set(capture.parts)
    assert site_module.CANARY not in capture.raw
    # Nor as it would stand in text.
    import base64
    assert base64.b64encode(site_module.CANARY)[:20] not in capture.raw
    assert capture.text().startswith(site.url + "/media\n\n") and "words stay" in capture.text()


def late(run, site, bad):
    """What a page asks for by itself a while after it was there is waited for; a page that
    cannot ask is not waited for, and is whole."""
    for path in ("/late-script", "/late-handler"):
        capture = run(site.url + path)
        assert capture.error is None and b"/answer?late" in capture.archive(), path
        assert "late words" in capture.text(), (path, capture.text())
    capture = run(site.url + "/calm")
    assert b"/look.css" in capture.archive() and capture.facts["exchanges"] == 3, capture.facts
    assert "page_still" not in capture.facts


class Skip(Exception):
    """Something that a test needs is not here."""


def lookups(run, site, bad):
    """Behind a proxy no process of the engine looks a name up or goes elsewhere."""
    if not shutil.which("strace"):
        raise Skip("strace is not here")
    socks = site_module.Socks(site.server_address[1])
    trace = os.environ["XDG_RUNTIME_DIR"] + "/trace"
    capture = run("http://no-lookup.example/hello", proxy=socks.url, text_only=1, load=60, under=(
        "strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmmsg", "-s", "99", "-o", trace))
    assert capture.error is None and "no-lookup.example" in socks.names, capture.error
    with open(trace, encoding="utf-8", errors="replace") as file:
        lines = file.read().splitlines()
    abroad = [line for line in lines if "AF_INET" in line and '"127.0.0.1"' not in line]
    assert not abroad and not any("htons(53)" in line for line in lines), abroad
    named = [line for line in lines if "no-lookup" in line]
    assert named and all('"\\5\\1\\0\\3' in line for line in named), named


def secrets(run, site, bad):
    capture = run(site.url + "/hello")
    assert b"words of the page" in capture.archive().lower()
    assert b"Proxy-Authorization" not in capture.archive()


def facts(run, site, bad):
    socks = site_module.Socks(site.server_address[1])
    for case in json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                            "sites.json"), encoding="utf-8"))["cases"]:
        if "host" in case:
            # Without pictures it is faster, and a case of a minor reads the same facts.
            capture = run("http://" + case["host"] + case["path"], proxy=socks.url, text_only=1)
            assert case["host"] in socks.names, "the name goes to the proxy"
        else:
            capture = run(site.url + case["path"])
        assert capture.error is None, (case["path"], capture.error)
        for name, want in case["facts"].items():
            got = capture.facts.get(name, "")
            part = want and name in ("media_urls", "surroundings")
            assert want in got if part else want == got, (
                case["path"], name, got, want)


def main(helper):
    folder = os.environ["XDG_RUNTIME_DIR"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", folder + "/key.pem", "-out",
         folder + "/cert.pem", "-days", "2", "-subj", "/CN=elsewhere.example"],
        check=True, capture_output=True)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sites.json"),
              encoding="utf-8") as file:
        made = {case["path"].split("?")[0]: case["html"] for case in json.load(file)["cases"]}
    made["/big"] = "<title>Big</title><p>big</p><img src='/big.png'>"
    ask = ("setTimeout(()=>fetch('/answer?late').then(r=>r.text()).then(t=>document.body"
           ".append(t)),250)")
    made["/late-script"] = "<title>Late</title><p>early</p><script>%s</script>" % ask
    made["/late-handler"] = "<title>Late</title><body onload=\"%s\"><p>early</p>" % ask
    made["/answer"] = "late words"
    made["/look.css"] = "p { background: url(/img?i=2) }"
    made["/calm"] = "<title>Calm</title><link rel=stylesheet href=/look.css><p>calm</p>"
    # The second way through a page is the picture's.
    again = ("<script>let deep,again;addEventListener('scroll',()=>{if(scrollY>3000)deep=1;"
             "if(deep&&scrollY<99)again=1;if(again&&scrollY>%d&&!window.done){done=1;%s}})"
             "</script>")
    stripes = site_module.long_page(8000).decode()
    for page, style in (("/locked", "html,body{overflow:hidden;height:100%}"),
                        ("/pinned", "body{position:fixed;top:0;width:100%}"),
                        ("/locked-app", "html,body{height:100%}main{height:100vh;"
                         "overflow:hidden}")):
        made[page] = site_module.long_page(4000, True).decode().replace(
            "</style>", style + "</style>").replace("<body>", "<body><main>")
    made["/grows"] = stripes + again % (
        3000, "const d=document.createElement('div');d.style.height='500px';"
        "document.body.append(d)")
    made["/taller"] = made["/locked"] + (
        "<script>window.onresize=()=>{if(innerHeight>1000){fetch('/crash-now');"
        "for(const e=Date.now()+9000;Date.now()<e;);}}</script>")
    made["/waits"] = "<title>Waits</title><p>waits<script>fetch('/crash-now')</script>"
    made["/dies-drawn"] = stripes + again % (
        4000, "fetch('/crash-now');for(const e=Date.now()+9000;Date.now()<e;);")
    site = site_module.Site(pages=made)
    bad = site_module.Site(folder + "/cert.pem", folder + "/key.pem")
    tests = [whole, tiles, doubled, wide, inner, locked, endless, budget,
             dies_in_picture, stopped, redirects, never_loaded, no_answer,
             sandboxed, unending, own_answers, addresses, allowed, fights, ended, sockets, bombs,
             odd_lengths,
             slow, minor, late, lookups, secrets, facts]
    chosen = [t for t in tests if not sys.argv[2:] or t.__name__ in sys.argv[2:]]

    def run(url, **wish):
        return Capture(helper, url, **wish)

    def judge(test):
        try:
            test(*((run, site) if test.__code__.co_argcount == 2 else (run, site, bad)))
            return ""
        except Skip as words:
            return "# SKIP %s" % words
        except Exception as error:  # pylint: disable=broad-except
            line = error.__traceback__.tb_next.tb_lineno if error.__traceback__.tb_next else 0
            return "%s, line %d: %s" % (type(error).__name__, line, str(error)[:800])
    failures = 0
    print("1..%d" % len(chosen))
    with ThreadPoolExecutor(3) as pool:
        for number, (test, words) in enumerate(zip(chosen, pool.map(judge, chosen)), 1):
            skipped = words if words.startswith("# SKIP") else ""
            failed = bool(words) and not skipped
            failures += failed
            print("%sok %d - %s %s" % ("not " if failed else "", number, test.__name__, skipped))
            if failed:
                print("# " + words.replace("\n", "\n# "))
    return failures != 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
