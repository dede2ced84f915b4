#!/usr/bin/python3
# test-recheck.py: addresses asked again; each answer an event of the log
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-recheck.py HIKAE-CLI"""
import importlib
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
site_module = importlib.import_module("test-site")
CLI = sys.argv[1]


def noise(seed, level):
    """A picture with enough in it for a fingerprint, at a PNG compression level."""
    import struct
    import zlib
    rows = b"".join(
        b"\0" + bytes((x * seed + y * 3 + (x // 16 * y // 16) * 29) % 256
                      for x in range(256) for _ in range(3)) for y in range(256))

    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows, level)) + chunk(b"IEND", b""))


def run(folder, *arguments, code=0):
    """By the recovery code of the case made last, which takes no time; the passphrase is
    the business of other tests."""
    secret = folder + ("/pass" if arguments[0] == "new" else "/code")
    done = subprocess.run(
        [CLI, "--json", "--passphrase-file", secret, *arguments],
        capture_output=True, check=False, timeout=100)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    said = json.loads(done.stdout) if done.stdout.strip() else {}
    if arguments[0] == "new":
        with open(folder + "/code", "w", encoding="utf-8") as file:
            file.write(said["recovery_code"])
    return said


def main():
    handler = site_module.Handler
    pictures = {"/same.png": noise(7, 9), "/packed.png": noise(7, 9), "/other.png": noise(7, 9)}
    now = {"/same.png": noise(7, 9), "/packed.png": noise(7, 1), "/other.png": noise(113, 9)}
    asked, agents = [], []
    secret = site_module.Site()

    class Site(handler):
        def do_HEAD(self):
            asked.append("HEAD")
            self.do_GET()

        def do_GET(self):
            agents.append(self.headers.get("User-Agent"))
            if self.path in now:
                self.answer(now[self.path], "image/png")
            elif self.path == "/private":
                self.answer("", code=302, heads=[("Location", "/login?next=/private")])
            elif self.path == "/old":
                self.answer("", code=301, heads=[("Location", "/")])
            elif self.path == "/":
                self.answer("<title>Front</title>")
            elif self.path.startswith("/login"):
                self.answer("<title>Log in</title>")
            elif self.path == "/nowhere":
                self.answer("", code=302)
            elif self.path == "/teacher":
                self.answer("", code=302, heads=[("Location", "/author/lesson-3")])
            elif self.path == "/author/lesson-3":
                self.answer("<title>A lesson</title>")
            elif self.path in ("/inside", "/inside-name", "/inside-number"):
                host = {"/inside": "127.0.0.1", "/inside-name": "localhost",
                        "/inside-number": "0x7f.1"}[self.path]
                self.answer("", code=302, heads=[
                    ("Location", "http://%s:%d/secret" % (host, secret.server_address[1]))])
            elif self.path == "/huge":
                self.send_response(200)
                self.send_header("Content-Type", "text/plain")
                self.end_headers()
                self.close_connection = True
                for _ in range(65):
                    self.wfile.write(bytes(1 << 20))
            else:
                super().do_GET()
    site = site_module.Site()
    site.RequestHandlerClass = Site
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/pass", "w", encoding="utf-8") as file:
            file.write("correct horse battery staple\n")
        case = folder + "/a.hikae"
        run(folder, "new", case)
        want = {}
        for name, answer, how in (("same.png", "same", "digest"), ("packed.png", "same", "pdq"),
                                  ("other.png", "changed", "pdq")):
            with open(folder + "/" + name, "wb") as file:
                file.write(pictures["/" + name])
            item = run(folder, "add", case, folder + "/" + name, "--url",
                       site.url + "/" + name)
            want[item["items"][0] if "items" in item else item["item"]] = (answer, how)
        for path, answer in (("/nothing", "gone"), ("/old", "elsewhere"), ("/private", "login"),
                             ("/auth", "login"), ("/hello", "answers"),
                             ("/loop", "unreachable"), ("/nowhere", "unreachable"),
                             ("/teacher", "answers"), ("/huge", "answers")):
            item = run(folder, "link", case, site.url + path)
            want[item["item"] if "item" in item else item["items"][0]] = (answer, "nothing")
        item = run(folder, "link", case, "http://host.invalid/x")
        want[item["item"] if "item" in item else item["items"][0]] = ("unreachable", "nothing")
        answers = {a["item"]: a for a in run(folder, "recheck", case)["answers"]}
        assert set(answers) == set(want), (answers, want)
        for number, (answer, how) in want.items():
            got = answers[number]
            assert (got["answer"], got["compared"]) == (answer, how), got
        why = {a["url"].rsplit("/", 1)[1]: a.get("reason") for a in answers.values()}
        assert (why["loop"], why["nowhere"], why["huge"], why["old"]) == (
            "redirects", "redirects", "too-large", None), why
        assert agents and not any("hikae" in (a or "-").lower() for a in agents), agents
        assert all(a.startswith("Mozilla/5.0 ") for a in agents), agents
        print("ok 1 - %d answers, asked as by a browser" % len(answers))
        got = run(folder, "recheck", case, "99", "1", code=1)["answers"]
        assert got[0]["item"] == 99 and got[0]["error"], got
        assert got[1]["answer"] == "same", got
        run(folder, "verify", case)
        print("ok 2 - the log holds them and verifies")
        socks = site_module.Socks(site.server_address[1])
        item = run(folder, "link", case, "http://somewhere.example/hello")
        number = item["item"] if "item" in item else item["items"][0]
        got = run(folder, "recheck", case, str(number), "--proxy",
                  socks.url.replace("socks5", "socks5h"))["answers"][0]
        assert got["through_proxy"] == 1 and socks.names == ["somewhere.example"], got
        print("ok 3 - through the proxy, names too")
        socks.names.clear()
        inside = []
        for path in ("/inside", "/inside-name", "/inside-number"):
            item = run(folder, "link", case, "http://public.example" + path)
            inside.append(str(item["item"] if "item" in item else item["items"][0]))
        for got in run(folder, "recheck", case, *inside, "--proxy",
                       socks.url.replace("socks5", "socks5h"))["answers"]:
            assert (got["answer"], got["reason"]) == ("unreachable", "local"), got
            assert got["status"] == 302 and got["final_url"] == got["url"], got
        assert socks.names == ["public.example"] * 3 and not secret.seen, socks.names
        print("ok 4 - a public site leads nobody into this computer")
        minor = folder + "/m.hikae"
        run(folder, "new", minor, "--minor")
        item = run(folder, "link", minor, site.url + "/same.png")
        asked.clear()
        got = run(folder, "recheck", minor)["answers"][0]
        assert got["answer"] == "answers" and "sha256" not in got and asked == ["HEAD"], got
        print("ok 5 - in a case of a minor only the head is asked for")
    print("1..5")


if __name__ == "__main__":
    main()
