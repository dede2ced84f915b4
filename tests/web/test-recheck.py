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
    done = subprocess.run(
        [CLI, "--json", "--passphrase-file", folder + "/pass", *arguments],
        capture_output=True, check=False, timeout=100)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    return json.loads(done.stdout) if done.stdout.strip() else {}


def main():
    handler = site_module.Handler
    pictures = {"/same.png": noise(7, 9), "/packed.png": noise(7, 9), "/other.png": noise(7, 9)}
    now = {"/same.png": noise(7, 9), "/packed.png": noise(7, 1), "/other.png": noise(113, 9)}
    asked = []

    class Site(handler):
        def do_HEAD(self):
            asked.append("HEAD")
            self.do_GET()

        def do_GET(self):
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
        for path, answer in (("/nothing", "gone"), ("/old", "gone"), ("/private", "login"),
                             ("/auth", "login"), ("/hello", "answers"),
                             ("/loop", "gone")):
            item = run(folder, "link", case, site.url + path)
            want[item["item"] if "item" in item else item["items"][0]] = (answer, "nothing")
        item = run(folder, "link", case, "http://host.invalid/x")
        want[item["item"] if "item" in item else item["items"][0]] = ("unreachable", "nothing")
        answers = {a["item"]: a for a in run(folder, "recheck", case)["answers"]}
        assert set(answers) == set(want), (answers, want)
        for number, (answer, how) in want.items():
            got = answers[number]
            assert (got["answer"], got["compared"]) == (answer, how), got
        print("ok 1 - ten answers")
        run(folder, "recheck", case, "99", code=1)
        run(folder, "verify", case)
        print("ok 2 - the log holds them and verifies")
        socks = site_module.Socks(site.server_address[1])
        item = run(folder, "link", case, "http://somewhere.example/hello")
        number = item["item"] if "item" in item else item["items"][0]
        got = run(folder, "recheck", case, str(number), "--proxy",
                  socks.url.replace("socks5", "socks5h"))["answers"][0]
        assert got["through_proxy"] == 1 and socks.names == ["somewhere.example"], got
        print("ok 3 - through the proxy, names too")
        minor = folder + "/m.hikae"
        run(folder, "new", minor, "--minor")
        item = run(folder, "link", minor, site.url + "/same.png")
        asked.clear()
        got = run(folder, "recheck", minor)["answers"][0]
        assert got["answer"] == "answers" and "sha256" not in got and asked == ["HEAD"], got
        print("ok 4 - in a case of a minor only the head is asked for")
    print("1..4")


if __name__ == "__main__":
    main()
