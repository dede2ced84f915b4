# hard_site.py: a web site that does what sites do, and remembers every byte it sent
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A raw HTTP/1 server for tests, and a SOCKS5 proxy that remembers what it was told."""

import gzip
import socket
import ssl
import subprocess
import threading
import zlib


def head(status, *fields, body=b"", length=True):
    """One answer, whole."""
    lines = [f"HTTP/1.1 {status}", *fields]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(*parts, trailer=b""):
    text = b"".join(b"%x;n=v\r\n%s\r\n" % (len(p), p) for p in parts)
    return text + b"0\r\n" + trailer + b"\r\n"


FILM = bytes(range(256)) * 20
# Whose heads are against the grammar, so that two readers may read two things.
ODD = ("/folded", "/both")
PAGES = {
    "/": head("200 OK", "Content-Type: text/html; charset=utf-8",
              "Set-Cookie: a=1; HttpOnly", "Set-Cookie: b=2",
              body="<h1>証拠</h1>".encode()),
    "/moved": head("302 Found", "Location: /again", body=b"moved body"),
    "/again": head("307 Temporary Redirect", "Location: /", body=b"again body"),
    "/gzip.css": head("200 OK", "Content-Type: text/css", "Content-Encoding: gzip",
                      body=gzip.compress(b"body{color:red}" * 50)),
    "/deflate.js": head("200 OK", "Content-Type: text/javascript",
                        "Content-Encoding: deflate", body=zlib.compress(b"x=1;" * 99)),
    "/br.js": head("200 OK", "Content-Type: text/javascript", "Content-Encoding: br",
                   body=b"\x0b\x02\x80hello\x03"),
    "/chunks": head("200 OK", "Content-Type: text/html", "Transfer-Encoding: chunked",
                    length=False, body=chunked(b"one", b"two" * 5000, b"\r\n0\r\n")),
    "/trailer": head("200 OK", "Transfer-Encoding: chunked", "Trailer: X-Sum",
                     length=False, body=chunked(b"abc", trailer=b"X-Sum: 1\r\n")),
    "/missing": head("404 Not Found", "Content-Type: text/plain", body=b"no such page"),
    "/broken": head("500 Internal Server Error", body=b"\x00\xff" * 40),
    "/empty": head("204 No Content", length=False),
    "/same": head("304 Not Modified", "ETag: \"x\"", length=False),
    "/font.woff2": head("200 OK", "Content-Type: font/woff2", body=b"wOF2" + FILM),
    "/hints": b"HTTP/1.1 103 Early Hints\r\nLink: </gzip.css>; rel=preload\r\n\r\n"
              + head("200 OK", body=b"after the hint"),
    "/api": head("200 OK", "Content-Type: application/json", body=b'{"ok":true}'),
    "/odd": b"HTTP/1.1 200\nX-Bare: line ends\nno field at all\nContent-Length: 3\n\nodd",
    "/folded": b"HTTP/1.1 200 OK\r\nX-A: one\r\n two: three\r\nTwo Words: x\r\n"
               b"Content-Length : 6\r\n\r\nfolded",
    "/both": head("200 OK", "Content-Length: 2", "Transfer-Encoding: chunked",
                  length=False, body=chunked(b"by the coding")),
    "/old": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nuntil the end",
    "/many": head("200 OK", *[f"X-{i}: {'v' * 100}" for i in range(400)], body=b"many"),
    "/large": head("200 OK", "Content-Type: image/png",
                   body=b"\x89PNG" + bytes(3_000_000)),
    "/q?a=1&b=%20": head("200 OK", body=b"query"),
    "/cut": head("200 OK", "Content-Length: 100", length=False, body=b"only this"),
}
CLOSES = {"/old", "/cut"}


class Site:
    """@sent: (method, path) to the bytes of the last answer; @seen: requests."""

    def __init__(self, certificate=None):
        self.sent, self.seen = {}, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        try:
            if self.context:
                client = self.context.wrap_socket(client, server_side=True)
            stream = client.makefile("rb")
            while self.answer(client, stream):
                pass
            client.close()
        except OSError:
            client.close()

    def answer(self, client, stream):
        line = stream.readline()
        if not line:
            return False
        method, path, _ = line.decode().split(" ", 2)
        fields = {}
        while (field := stream.readline()) not in (b"\r\n", b""):
            name, value = field.decode().split(":", 1)
            fields[name.lower()] = value.strip()
        body = stream.read(int(fields.get("content-length", 0)))
        self.seen.append((method, path, fields, body))
        reply = self.reply(method, path, fields, body)
        self.sent[method, path] = reply
        client.sendall(reply)
        if fields.get("upgrade") == "websocket":
            client.sendall(b"\x81\x05hello")
            frame = client.recv(100)
            client.sendall(frame)
            return False
        return path not in CLOSES and fields.get("connection") != "close"

    @staticmethod
    def reply(method, path, fields, body):
        if fields.get("upgrade") == "websocket":
            return (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    b"Connection: Upgrade\r\n\r\n")
        if path == "/film" and "range" in fields:
            first, last = fields["range"].split("=")[1].split("-")
            first = int(first)
            last = int(last or len(FILM) - 1)
            if first >= len(FILM):
                return head("416 Range Not Satisfiable",
                            f"Content-Range: bytes */{len(FILM)}")
            return head("206 Partial Content", "Content-Type: video/mp4",
                        f"Content-Range: bytes {first}-{last}/{len(FILM)}",
                        body=FILM[first:last + 1])
        if method == "HEAD":
            return head("200 OK", "Content-Length: 12345", length=False)
        if method == "POST":
            return head("200 OK", "Content-Type: application/json",
                        body=b'{"got":%d}' % len(body))
        return PAGES.get(path, head("404 Not Found", body=b"?"))


class Socks:
    """Leads every name to 127.0.0.1. @asked: (address type, name, port)."""

    def __init__(self):
        self.asked = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        stream = client.makefile("rb")
        stream.read(stream.read(2)[1])
        client.sendall(b"\x05\x00")
        kind = stream.read(4)[3]
        size = 4 if kind == 1 else 16 if kind == 4 else stream.read(1)[0]
        name = stream.read(size)
        port = int.from_bytes(stream.read(2), "big")
        self.asked.append((kind, name.decode("latin1"), port))
        site = socket.create_connection(("127.0.0.1", port))
        client.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        threading.Thread(target=pump, args=(site, client), daemon=True).start()
        pump(client, site)


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def make_certificate(folder, *names):
    """A certificate that signs itself, with its key, in one PEM file."""
    path = folder / "site.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=hard site",
         "-addext", "subjectAltName=" + ",".join(f"DNS:{n}" for n in names),
         "-keyout", path.with_suffix(".key"), "-out", path.with_suffix(".crt")],
        check=True, capture_output=True)
    path.write_bytes(path.with_suffix(".key").read_bytes()
                     + path.with_suffix(".crt").read_bytes())
    return path
