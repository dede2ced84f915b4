#!/usr/bin/python3
# archives.py: what a hard site served is in the archive, byte for byte
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Usage: archives.py RECORDER-RUN SUPPORT-FOLDER CHECK-WARC BUILD-FOLDER. TAP.

Over http, https and SOCKS5: each answer that the client got equals what the site sent;
each record equals it too; a server that knows nothing but the archive serves it again.
"""

import base64
import gzip
import hashlib
import http.client
import http.server
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import zipfile

sys.path.insert(0, sys.argv[2])
import hard_site  # noqa: E402

NAME = "hard.hikae-test.example"
number = 0


def check(what, good, said=""):
    global number
    number += 1
    print(f"{'ok' if good else 'not ok'} {number} - {what}", flush=True)
    if not good and said:
        print(f"# {said}")


class Recorder:
    def __init__(self, archive, *options, before=()):
        self.archive = archive
        self.process = subprocess.Popen(
            [*before, sys.argv[1], *options, archive], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        port, token = self.process.stdout.readline().split()
        self.port = int(port)
        pair = base64.b64encode(f"hikae:{token}".encode()).decode()
        self.login = f"Proxy-Authorization: Basic {pair}\r\n"

    def ask(self, base, method, path, fields="", body=b"", name=""):
        """Everything one request gets, as bytes."""
        client = socket.create_connection(("127.0.0.1", self.port))
        client.settimeout(30)
        login, target = self.login, base + path
        if base.startswith("https://"):
            host = base[8:]
            client.sendall(f"CONNECT {host} HTTP/1.1\r\n{login}\r\n".encode())
            if not client.recv(4096).startswith(b"HTTP/1.1 200"):
                return b""
            context = ssl._create_unverified_context()
            client = context.wrap_socket(client, server_hostname=host.split(":")[0])
            login, target = "", path
        client.sendall(f"{method} {target} HTTP/1.1\r\nHost: {name or base}\r\n{login}"
                       f"{fields}\r\n".encode() + body)
        reply = b""
        while data := client.recv(65536):
            reply += data
        client.close()
        return reply

    def finish(self):
        self.process.stdin.close()
        return self.process.wait(60) == 0


CLOSE = "Connection: close\r\n"


def says_the_same(reply, sent):
    """Whether the head that can be read in one way only has the body of the odd one."""
    head, body = reply.split(b"\r\n\r\n", 1)
    fields = [line.split(b":")[0].lower() for line in head.split(b"\r\n")[1:]]
    return (body == sent.split(b"\r\n\r\n", 1)[1] and b" " not in b"".join(fields)
            and (b"content-length" in fields) + (b"transfer-encoding" in fields) == 1)


def visit(recorder, site, base):
    """Asks for everything; the answers that differ from what the site sent. A head that two
    readers could read in two ways is handed on in one, and kept as it came."""
    wrong = []
    asked = [("GET", path, CLOSE, b"") for path in hard_site.PAGES]
    asked += [("HEAD", "/large", CLOSE, b""),
              ("POST", "/form", CLOSE + "Content-Length: 7\r\n", b"a=1&b=2"),
              ("POST", "/expect", CLOSE + "Expect: 100-continue\r\nContent-Length: 4\r\n",
               b"body"),
              ("POST", "/beacon", CLOSE + "Content-Length: 3\r\n", b"\x00\x01\xff"),
              ("GET", "/film", CLOSE + "Range: bytes=0-99\r\n", b""),
              ("GET", "/film", CLOSE + "Range: bytes=100-\r\n", b""),
              ("GET", "/film", CLOSE + "Range: bytes=999999-\r\n", b""),
              ("GET", "/same", CLOSE + "If-None-Match: \"x\"\r\n", b"")]
    served = []
    for method, path, fields, body in asked:
        reply = recorder.ask(base, method, path, fields, body)
        sent = site.sent.get((method, path), b"?")
        if "Expect" in fields:
            reply = reply.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
        if not (says_the_same(reply, sent) if path in hard_site.ODD else reply == sent):
            wrong.append((method, path, reply[:80], sent[:80]))
        served.append((method, path, sent))
    return wrong, served


def read_records(archive):
    """url, method, block of each response, found by the index alone."""
    with zipfile.ZipFile(archive) as pack:
        warc = pack.read("archive/data.warc.gz")
        lines = pack.read("indexes/index.cdx").decode().splitlines()
    records = []
    for line in lines:
        entry = json.loads(line[line.index(" {"):])
        start = entry["offset"]
        text = gzip.decompress(warc[start:start + entry["length"]])
        top, block = text.split(b"\r\n\r\n", 1)
        records.append((entry["url"], entry["method"], block[:-4], top, entry))
    return records, lines


def check_package(archive):
    with zipfile.ZipFile(archive) as pack:
        package = pack.read("datapackage.json")
        seal = json.loads(pack.read("datapackage-digest.json"))
        good = seal["hash"] == "sha256:" + hashlib.sha256(package).hexdigest()
        for resource in json.loads(package)["resources"]:
            data = pack.read(resource["path"])
            good = good and resource["bytes"] == len(data) and \
                resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        pages = pack.read("pages/pages.jsonl").decode().splitlines()
        return good and len(pages) == 2 and pack.testzip() is None


def body_of(block):
    for mark in (b"\r\n\r\n", b"\n\n"):
        if mark in block[:200000]:
            return block.split(mark, 1)[1]
    return b""


def serve_again(records):
    """Serves whole messages out of the archive; how many came out changed."""
    table = {}
    for url, method, block, _, _ in records:
        table.setdefault((method, url), block)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            client, _ = listener.accept()
            method, url = client.makefile("rb").readline().decode().split()[:2]
            client.sendall(table.get((method, url), b""))
            client.shutdown(socket.SHUT_WR)
            client.close()

    threading.Thread(target=serve, daemon=True).start()
    changed = 0
    for (method, url), block in table.items():
        client = socket.create_connection(listener.getsockname())
        client.sendall(f"{method} {url} HTTP/1.1\r\n\r\n".encode())
        reply = b""
        while data := client.recv(65536):
            reply += data
        changed += reply != block
    return changed, len(table)


def check_archive(what, recorder, served, site):
    check(f"{what}: the archive is written", recorder.finish())
    check(f"{what}: package, digests, pages", check_package(recorder.archive))
    records, lines = read_records(recorder.archive)
    check(f"{what}: the index is sorted", lines == sorted(lines))
    blocks = [block for _, _, block, _, _ in records]
    lost = []
    for method, path, sent in served:
        whole = sent.split(b"\r\n\r\n", 1)[1] if sent.startswith(b"HTTP/1.1 1") else sent
        if whole not in blocks:
            lost.append((method, path))
    check(f"{what}: all {len(served)} answers are in it", not lost, lost)
    changed, count = serve_again(records)
    check(f"{what}: {count} served again byte for byte", changed == 0 and count > 20)
    return records


def warcio_folder(build):
    folder = build / "warcio"
    if not (folder / "node_modules" / "warcio").is_dir():
        folder.mkdir(exist_ok=True)
        try:
            subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix",
                            folder, "warcio@2.4.4"], check=True, timeout=100,
                           capture_output=True)
        except (OSError, subprocess.SubprocessError):
            return None
    return folder


def check_by_warcio(archive, records, build, work):
    global number
    folder = warcio_folder(build)
    if folder is None:
        number += 1
        print(f"ok {number} - warcio # SKIP npm cannot fetch warcio")
        return
    with zipfile.ZipFile(archive) as pack:
        (work / "data.warc.gz").write_bytes(pack.read("archive/data.warc.gz"))
    shutil.copy(sys.argv[3], folder / "check-warc.mjs")
    found = json.loads(subprocess.run(
        ["node", folder / "check-warc.mjs", work / "data.warc.gz"], check=True,
        text=True, capture_output=True).stdout)
    print(f"# warcio: {found['kinds']}, digests {found['right']} right, "
          f"{len(found['wrong'])} wrong, {found['none']} not given")
    # warcio does not find the body behind a head of bare line feeds.
    wrong = [uri for uri in found["wrong"] if not uri.endswith("/odd")]
    check("warcio reads every record", found["kinds"].get("response") == len(records)
          and found["kinds"].get("request", 0) >= len(records)
          and found["kinds"].get("warcinfo") == 1)
    check("warcio finds every digest right", not wrong and found["right"] > 30, wrong)


def try_plain(work, build):
    site = hard_site.Site()
    recorder = Recorder(work / "plain.wacz")
    base = f"http://127.0.0.1:{site.port}"
    wrong, served = visit(recorder, site, base)
    check("http: every answer came through unchanged", not wrong, wrong)
    client = socket.create_connection(("127.0.0.1", recorder.port))
    client.sendall(f"GET ws://127.0.0.1:{site.port}/ws HTTP/1.1\r\n{recorder.login}"
                   "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n".encode())
    reply = b""
    while b"hello" not in reply:
        reply += client.recv(4096)
    client.sendall(b"\x81\x84maskedframe")
    check("a web socket goes both ways", client.recv(4096) == b"\x81\x84maskedframe")
    client.close()
    records = check_archive("http", recorder, served, site)
    with zipfile.ZipFile(recorder.archive) as pack:
        text = gzip.decompress(pack.read("archive/data.warc.gz"))
    check("frames of the web socket are kept", b"\x81\x05hello\x81\x84maskedframe" in text
          and b"websocket=sent" in text)
    check("cut answers say so", b"WARC-Truncated: disconnect" in text)
    check_by_warcio(recorder.archive, records, build, work)


def try_secure(work):
    pem = hard_site.make_certificate(work, NAME, "localhost")
    site = hard_site.Site(pem)
    recorder = Recorder(work / "secure.wacz", "--anchors", pem.with_suffix(".crt"))
    wrong, served = visit(recorder, site, f"https://localhost:{site.port}")
    check("https: every answer came through unchanged", not wrong, wrong)
    records = check_archive("https", recorder, served, site)
    check("https: protocol and cipher stand in each record",
          all(b"WARC-Protocol: tls/1." in top and b"WARC-Cipher-Suite: " in top
              for _, _, _, top, _ in records))
    recorder = Recorder(work / "refused.wacz")
    reply = recorder.ask(f"https://localhost:{site.port}", "GET", "/", CLOSE)
    check("https: a wrong certificate is refused, with a page of our own",
          reply.startswith(b"HTTP/1.1 502 ") and b"message of Hikae" in reply)
    recorder.finish()
    recorder = Recorder(work / "allowed.wacz", "--allow-host", "localhost")
    reply = recorder.ask(f"https://localhost:{site.port}", "GET", "/", CLOSE)
    check("https: it is recorded when she chose so", reply == site.sent["GET", "/"])
    recorder.finish()
    with zipfile.ZipFile(recorder.archive) as pack:
        text = gzip.decompress(pack.read("archive/data.warc.gz"))
    check("https: and the fault stands in the record",
          b"tlsCertificateFaults: 1\r\n" in text)


def try_socks(work):
    global number
    trace = work / "trace"
    before = []
    if shutil.which("strace"):
        before = ["strace", "-f", "-qq", "-o", trace, "-e",
                  "trace=connect,sendto,sendmsg,sendmmsg,openat"]
    site, socks = hard_site.Site(), hard_site.Socks()
    recorder = Recorder(work / "socks.wacz", "--proxy", f"socks5h://127.0.0.1:{socks.port}",
                        before=before)
    wrong, served = visit(recorder, site, f"http://{NAME}:{site.port}")
    check("SOCKS5: every answer came through unchanged", not wrong, wrong)
    check_archive("SOCKS5", recorder, served, site)
    check("SOCKS5: only names were asked for (address type 3)",
          socks.asked and all(a == (3, NAME, site.port) for a in socks.asked))
    if before:
        text = trace.read_text()
        leaks = [line for line in text.splitlines()
                 if "htons(53)" in line or "/etc/resolv.conf" in line
                 or "/etc/hosts" in line or "nscd" in line
                 or ("connect(" in line and "sin_port" in line
                     and f"htons({socks.port})" not in line)]
        check("SOCKS5: no name is looked up, nothing goes another way", not leaks, leaks[:3])
    else:
        number += 1
        print(f"ok {number} - SOCKS5: no name is looked up # SKIP strace is not here")


def try_strangers(work):
    site = hard_site.Site()
    recorder = Recorder(work / "strangers.wacz")
    good = recorder.login
    for login in ("", "Proxy-Authorization: Basic aGlrYWU6\r\n", good[:-4] + "\r\n",
                  good.replace("Proxy-", "")):
        recorder.login = login
        reply = recorder.ask(f"http://127.0.0.1:{site.port}", "GET", "/",
                             CLOSE + "Content-Length: 0\r\n")
        check("without the token nothing is given",
              reply.startswith(b"HTTP/1.1 407 ") and "証拠".encode() not in reply)
    recorder.login = ""
    check("nor a tunnel", recorder.ask(f"https://127.0.0.1:{site.port}", "GET", "/") == b"")
    check("and the site was never contacted", site.seen == [])
    recorder.finish()
    check("and nothing was recorded", read_records(recorder.archive)[0] == [])


def try_zone(work):
    site = hard_site.Site()
    recorder = Recorder(work / "zone.wacz", "--public")
    for host in ("127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1",
                 "printer.local"):
        reply = recorder.ask(f"http://{host}:{site.port}", "GET", "/", CLOSE)
        check(f"a public page may not reach {host}",
              b"X-Hikae-Failure: denied" in reply, reply[:200])
    check("and nothing inside was contacted", site.seen == [])
    recorder.finish()


CANARY = b"SENTINEL-OF-THE-PICTURE"
MEDIA = {
    "/png": ("image/png", b"\x89PNG\r\n\x1a\n" + CANARY),
    "/as-text": ("text/html", b"\x89PNG\r\n\x1a\n" + CANARY),
    "/octets": ("application/octet-stream", CANARY),
    "/webp": ("text/html", b"RIFFxxxxWEBPVP8 " + CANARY),
    "/gif": ("text/plain", b"GIF89a" + CANARY),
    "/svg": ("text/xml", b"<?xml version='1.0'?>\n<svg><!--" + CANARY + b"--></svg>"),
    "/zipped": ("text/html", gzip.compress(b"\x89PNG" + CANARY, 0)),
    "/multi": ("multipart/x-mixed-replace; boundary=x",
               b"--x\r\nContent-Type: image/jpeg\r\n\r\n" + CANARY + b"\r\n--x--\r\n"),
    "/late": ("text/html", b"<p>" + b"x" * 600 + b"\x00\x01" + CANARY),
    "/mp4": ("text/css", b"....ftypisom" + CANARY),
    "/none": (None, CANARY),
    "/inside": ("text/html", b"<p>words</p><img src=\"data:image/png;base64,"
                + base64.b64encode(b"\x89PNG" + CANARY) + b"\"><p>more words</p>"),
    "/json": ("application/json", b'{"img":"' + base64.b64encode(
        b"\xff\xd8\xff\xe0" + CANARY * 3).replace(b"/", b"\\/") + b'"}'),
}


def try_minor(work):
    for path, (kind, body) in MEDIA.items():
        fields = [f"Content-Type: {kind}"] if kind else []
        if path == "/zipped":
            fields.append("Content-Encoding: gzip")
        hard_site.PAGES[path] = hard_site.head("200 OK", *fields, body=body)
        hard_site.PAGES[path + "-chunked"] = hard_site.head(
            "200 OK", *fields, "Transfer-Encoding: chunked", length=False,
            body=hard_site.chunked(*[body[i:i + 5] for i in range(0, len(body), 5)]))
    site = hard_site.Site()
    trace = work / "writes"
    before = []
    if shutil.which("strace"):
        before = ["strace", "-f", "-qq", "-x", "-s", "100000", "-o", trace, "-e",
                  "trace=write,writev,pwrite64,sendto,sendmsg"]
    recorder = Recorder(work / "minor.wacz", "--minor", before=before)
    base = f"http://127.0.0.1:{site.port}"
    got = b""
    marks = [CANARY, *(base64.b64encode(b"xyz"[:i] + CANARY * 3)[8:24] for i in range(3)),
             base64.b64encode(b"\x89PNG" + CANARY)[8:24]]
    for path in MEDIA:
        got += recorder.ask(base, "GET", path, CLOSE)
        got += recorder.ask(base, "GET", path + "-chunked", CLOSE)
    check("minor mode: the client sees no media", not any(m in got for m in marks))
    check("minor mode: words around a picture stay",
          got.count(b"<p>words</p>") >= 1 and got.count(b"more words") >= 1)
    before_count = len(site.seen)
    for purpose in ("image", "video", "audio", "font"):
        recorder.ask(base, "GET", "/", CLOSE + f"Sec-Fetch-Dest: {purpose}\r\n")
    check("minor mode: media that is asked for is not even asked for",
          len(site.seen) == before_count)
    recorder.finish()
    with zipfile.ZipFile(recorder.archive) as pack:
        text = gzip.decompress(pack.read("archive/data.warc.gz"))
    check("minor mode: the archive has no media", not any(m in text for m in marks))
    check("minor mode: it says what was refused", text.count(b"bodyRefused") > 15
          and b"mediaBlanked" in text and b"requestRefused" in text)
    if before:
        written = trace.read_bytes()
        check("minor mode: no byte that was ever written is media",
              len(written) > 1000 and not any(m in written for m in marks))


def main():
    build = pathlib.Path(sys.argv[4])
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        try_plain(work, build)
        try_secure(work)
        try_socks(work)
        try_strangers(work)
        try_zone(work)
        try_minor(work)
    print(f"1..{number}")


if __name__ == "__main__":
    main()
