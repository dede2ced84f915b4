#!/usr/bin/python3
# test-site.py: a web site on loopback whose pages are known to the last pixel
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""usage: test-site.py [CERT KEY]

Serves on a free port of 127.0.0.1, over TLS when given a certificate; prints the port and
keeps running until its standard input ends. As a module: Site().

Stripes of 100 px have known colours, the last row of a page is red, pictures are yellow, so
that a picture of a page can be judged pixel by pixel (`colour`, `LAST`).
"""
import base64
import hashlib
import http.server
import socket
import socketserver
import ssl
import struct
import sys
import threading
import time
import urllib.parse
import uuid
import zlib

LAST = (255, 0, 0)
YELLOW = (255, 255, 0)
# What only members read; in no other file of the machine.
MEMBER = "you are in, " + uuid.uuid4().hex
CANARY = b"HIKAE-MEDIA-CANARY-7f3b"
X_ID = "1790000000000000001"


def colour(stripe):
    return (stripe * 37 % 200 + 20, stripe * 91 % 200 + 20, stripe * 53 % 200 + 20)


def png(width, height, rgb, text=b""):
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))
    rows = b"".join(b"\0" + bytes(rgb) * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" +
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            (chunk(b"tEXt", b"Comment\0" + text) if text else b"") +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def long_page(height, lazy=False, sticky=False, inner=False, endless=False):
    parts = [
        "<!doctype html><html><head><meta charset=utf-8><title>Long 長い頁</title><style>"
        "html,body{margin:0;padding:0}"
        ".s{height:100px;position:relative;overflow:hidden;font:20px sans-serif}"
        "img{position:absolute;left:300px;top:20px;width:80px;height:60px}"
        ".st{position:sticky;top:0;height:50px;background:#ff00ff;z-index:9;"
        "margin-bottom:-50px}"
        ".fx{position:fixed;right:0;bottom:0;width:100px;height:60px;z-index:9;"
        "background:#00ffff}"
        ".in{height:100vh;overflow-y:auto}"
    ]
    if inner:
        parts.append("html,body{overflow:hidden;height:100%}")
    parts.append("</style></head><body>")
    if inner:
        parts.append("<div class=in>")
    if sticky:
        parts.append("<div class=st>sticky</div><div class=fx>fixed</div>")
    count = height // 100
    for i in range(count):
        picture = ""
        if i % 10 == 5:
            picture = '<img %s src="/img?i=%d">' % ("loading=lazy" if lazy else "", i)
        last = ""
        if i == count - 1 and not endless:
            last = ("<div style='position:absolute;left:0;right:0;bottom:0;height:1px;"
                    "background:#f00'></div>")
        parts.append("<div class=s style='background:rgb(%d,%d,%d)'>%s%s%d</div>"
                     % (*colour(i), picture, last, i))
    if inner:
        parts.append("</div>")
    if endless:
        parts.append(
            "<script>addEventListener('scroll',()=>{if(scrollY+2*innerHeight>"
            "document.documentElement.scrollHeight)for(let i=0;i<20;i++){const d="
            "document.createElement('div');d.className='s';document.body.append(d)}})"
            "</script>")
    parts.append("</body></html>")
    return "".join(parts).encode()


PAGES = {
    "/hello": "<title>Hello こんにちは</title><h1>Hello</h1><p>Words of the page. 言葉</p>"
              "<img src='/img?i=1' style='display:block;width:200px;height:200px'>",
    "/loop": None,
    "/popup": "<title>Popup</title><h1>popup</h1><script>window.open('/hello');alert('hi');"
              "confirm('x');Notification.requestPermission&&Notification."
              "requestPermission();navigator.geolocation.getCurrentPosition(()=>{})"
              "</script>",
    "/autodownload": "<title>Auto</title><h1>stays</h1>"
                     "<script>location.href='/file'</script>",
    "/slow-image": "<title>Slow</title><p>slow</p><img src='/endless.png'>",
    "/slow-frame": "<title>Slow</title><p>slow</p><iframe src='/endless.html'></iframe>",
    "/late-frame": "<title>Late</title><p>late</p><script>onload=()=>setTimeout(()=>{const "
                   "f=document.createElement('iframe');f.src='/endless.html';"
                   "document.body.append(f)},100)</script>",
    "/wide": "<!doctype html><title>Wide</title><style>body{margin:0}div{height:3000px;"
             "width:6000px;background:linear-gradient(90deg,#00f 5900px,#f00 5900px)}"
             "</style><div></div>",
    "/too-wide": "<!doctype html><title>Wide</title><style>body{margin:0}div{height:950px;"
                 "width:40000px;background:#00f}</style><div></div>",
    "/closing": "<title>Closing</title><p>closing</p><script>(async()=>{for(let i=0;i<4;i++)"
                "await fetch('/closed?i='+i)})()</script>",
    "/hang": "<title>Hang</title><p>hang</p><script>onload=()=>setTimeout(()=>{for(;;);},"
             "50)</script>",
    "/crash": "<title>Crash</title><p>crash</p><script>onload=()=>setTimeout(()=>"
              "fetch('/crash-now'),100)</script>",
    "/bombs": "<title>Bombs</title><p>still here</p><script>for(const p of ['/fields',"
              "'/long-head','/two-lengths'])fetch(p).catch(e=>0)</script>",
    "/sockets": "<title>Sockets</title><p id=p>sockets</p><script>const w=new WebSocket("
                "location.href.replace('http','ws').replace('sockets','echo'));w.onopen="
                "()=>w.send('frame from the page');w.onmessage=e=>{p.textContent=e.data}"
                "</script>",
    "/data": "<title>Data</title><p>data</p><iframe src='data:text/html,<p>in data'>"
             "</iframe><script>const b=new Blob(['<p>blob'],{type:'text/html'});"
             "const f=document.createElement('iframe');f.src=URL.createObjectURL(b);"
             "document.body.append(f)</script>",
    "/to-data": "<title>Todata</title><p>stays here</p>"
                "<script>location.href='data:text/html,<title>evil'</script>",
    "/app": "<title>App</title><p>app</p><script>location.href='mailto:a@example.org'"
            "</script>",
    "/form": "<title>Log in</title><form method=post action=/login>"
             "<input name=user><input name=password type=password value=TOPSECRET-PW>"
             "<button>Go</button></form><script>if(!location.hash){location.hash='#x';"
             "document.forms[0].submit()}</script>",
    # Two fields that fill the page, so that a pointer finds them.
    "/log-in": "<title>Log in</title><style>input{position:absolute;left:0;width:100%;"
               "height:45vh;top:0}[type=password]{top:45vh}</style><form method=post "
               "action=/login><input name=user><input name=password type=password>"
               "<button>Go</button></form>",
    "/jump": "<title>Jump</title><script>setTimeout(()=>location.href='/hello',200)"
             "</script>",
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, body, kind="text/html; charset=utf-8", code=200, heads=()):
        if isinstance(body, str):
            body = body.encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in heads:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append(self.path)
        self.answer("", code=303, heads=[("Location", "/members"),
                                         ("Set-Cookie", "sid=ok; Path=/; HttpOnly")])

    def do_GET(self):
        self.server.seen.append(self.path)
        self.server.heads.extend("%s: %s" % pair for pair in self.headers.items())
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        page = self.server.pages.get(url.path)
        special = getattr(self, "get_" + url.path.strip("/").replace("-", "_")
                          .replace(".", "_"), None)
        try:
            if page is not None:
                self.answer(page)
            elif special:
                special(query)
            else:
                self.answer("<title>Gone</title><p>not here", code=404)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def get_long(self, query):
        self.answer(long_page(int(query.get("h", 20000)), "lazy" in query,
                              "sticky" in query, "inner" in query, "endless" in query))

    def get_img(self, query):
        self.answer(png(80, 60, YELLOW, CANARY), "image/png")

    def get_from(self, query):
        self.answer("moved", code=302, heads=[("Location", "/between")])

    def get_between(self, query):
        self.answer("moved", code=301, heads=[("Location", "/hello")])

    def get_loop(self, query):
        self.answer("", code=302,
                    heads=[("Location", "/loop?n=%d" % (int(query.get("n", 0)) + 1))])

    def get_file(self, query):
        self.answer(b"X" * 1000, "application/octet-stream",
                    heads=[("Content-Disposition", 'attachment; filename="a.bin"')])

    def get_members(self, query):
        known = "sid=ok" in (self.headers.get("Cookie") or "")
        self.answer("<title>Members</title><p>%s" % (MEMBER if known else "out"))

    def get_auth(self, query):
        self.answer("<title>Auth</title><p>name and password needed", code=401,
                    heads=[("WWW-Authenticate", 'Basic realm="x"')])

    def get_crash_now(self, query):
        self.server.crash.set()
        self.answer("crash")

    def get_fields(self, query):
        self.send_response(200)
        for i in range(5000):
            self.send_header("X-%d" % i, "y")
        self.end_headers()
        self.close_connection = True

    def get_long_head(self, query):
        self.send_response(200)
        self.send_header("X-Long", "y" * 2000000)
        self.end_headers()
        self.close_connection = True

    def get_echo(self, query):
        """A web socket (RFC 6455) that says each short text back, twice as kindly."""
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept",
                         base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.end_headers()
        self.close_connection = True
        while (head := self.rfile.read(2)) and head[0] & 15 == 1 and head[1] & 127 < 100:
            mask = self.rfile.read(4)
            text = bytes(b ^ mask[i % 4]
                         for i, b in enumerate(self.rfile.read(head[1] & 127)))
            text = b"echo: " + text
            self.wfile.write(bytes([0x81, len(text)]) + text)
            self.wfile.flush()

    def get_length_and_chunks(self, query):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\n"
                         b"Transfer-Encoding: chunked\r\n\r\n14\r\n<p>words in chunks\r\n\r\n"
                         b"0\r\n\r\n")

    def get_two_lengths(self, query):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\n"
                         b"Content-Length: 9\r\n\r\n<p>words!")
        self.close_connection = True

    def get_bad_chunk(self, query):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"22\r\n<title>Begun</title><p>begun, half  \r\nno number\r\nrest")
        self.close_connection = True

    def get_sandboxed(self, query):
        """No script may run in it, nobody's."""
        self.answer("<title>Sandboxed</title><body style='background:#ffff00'>words",
                    heads=[("Content-Security-Policy", "sandbox")])

    def get_closed(self, query):
        self.answer("closed", heads=[("Connection", "close")])

    def get_turned(self, query):
        self.answer("<title>Turned</title><p>turned away", code=407,
                    heads=[("Proxy-Authenticate", 'Basic realm="x"')])

    def get_never(self, query):
        time.sleep(60)

    def get_broken(self, query):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"<title>Broken</title><p>begins")
        self.wfile.flush()
        self.close_connection = True

    def get_endless_png(self, query):
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", "2147483648")
        self.end_headers()
        self.wfile.write(png(10, 10, YELLOW)[:40])
        while True:
            self.wfile.write(b"\0" * 1000)
            time.sleep(0.01)

    def get_endless_html(self, query):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        while True:
            self.wfile.write(b"<!-- more -->")
            self.wfile.flush()
            time.sleep(0.05)

    def get_big_png(self, query):
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", "2147483648")
        self.end_headers()
        block = bytes(256 * 1024)
        for _ in range(8192):
            self.wfile.write(block)
            time.sleep(0.02)

    def get_media(self, query):
        """Media in every way a page can bring it."""
        inline = "data:image/png;base64,"
        inline += base64.b64encode(png(40, 40, YELLOW, CANARY)).decode()
        self.answer(
            "<!doctype html><title>Media</title><p>words stay</p>"
            "<style>.b{background:url(/img?i=2);width:99px;height:99px}"
            ".c::before{content:url(/img?i=3)}.d{content:url(/img?i=4)}"
            "@font-face{font-family:f;src:url(/font.woff2)}.e{font-family:f}</style>"
            "<img src='/img?i=1'><img src='%s'><div class=b></div><div class=c></div>"
            "<div class=d></div><p class=e>font</p><video src='/video.mp4' autoplay></video>"
            "<audio src='/sound.mp3' autoplay></audio><object data='/img?i=5'></object>"
            "<input type=image src='/img?i=6'><iframe src='/img?i=7'></iframe>"
            "<svg width=50 height=50><image href='/img?i=8' width=50 height=50 /></svg>"
            "<picture><source srcset='/img?i=9'><img src='/img?i=10'></picture>"
            "<div id=s></div><canvas id=k width=50 height=50></canvas><script>"
            "const r=document.getElementById('s').attachShadow({mode:'open'});"
            "r.innerHTML='<style>div{background:url(/img?i=12);width:50px;height:50px}"
            "</style><img src=/img?i=11><div></div>';"
            "fetch('/img?i=13').then(r=>r.blob()).then(b=>createImageBitmap(b)).then(b=>"
            "document.getElementById('k').getContext('2d').drawImage(b,0,0)).catch(e=>0);"
            "fetch('/by-script.webp?x=1').catch(e=>0);"
            "</script>" % inline)

    def get_font_woff2(self, query):
        self.answer(CANARY, "font/woff2")

    def get_video_mp4(self, query):
        self.answer(b"\0\0\0\x18ftypmp42" + CANARY * 50, "video/mp4")

    def get_sound_mp3(self, query):
        self.answer(b"ID3" + CANARY * 50, "audio/mpeg")


class Site(http.server.ThreadingHTTPServer):
    """Runs at once, in threads that end with the program."""
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, certificate=None, key=None, pages=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen, self.heads, self.crash = [], [], threading.Event()
        self.pages = {**{k: v for k, v in PAGES.items() if v}, **(pages or {})}
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.url = "%s://127.0.0.1:%d" % ("https" if certificate else "http",
                                          self.server_address[1])
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that turns away is no news."""


class Socks(socketserver.ThreadingTCPServer):
    """A SOCKS5 proxy (RFC 1928) that leads every name to one port of loopback."""
    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", 0), self.Visit)
        self.names, self.target = [], port
        self.url = "socks5://127.0.0.1:%d" % self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    class Visit(socketserver.BaseRequestHandler):
        def handle(self):
            near = self.request
            near.recv(near.recv(2)[1])
            near.sendall(b"\5\0")
            kind = near.recv(4)[3]
            name = near.recv(near.recv(1)[0] if kind == 3 else 4 if kind == 1 else 16)
            near.recv(2)
            self.server.names.append(name.decode("latin1"))
            near.sendall(b"\5\0\0\1\0\0\0\0\0\0")
            far = socket.create_connection(("127.0.0.1", self.server.target))
            threading.Thread(target=self.pump, args=(far, near), daemon=True).start()
            self.pump(near, far)

        @staticmethod
        def pump(one, other):
            try:
                while data := one.recv(65536):
                    other.sendall(data)
                other.shutdown(socket.SHUT_WR)
            except OSError:
                pass


if __name__ == "__main__":
    print(Site(*sys.argv[1:3]).server_address[1], flush=True)
    sys.stdin.read()
