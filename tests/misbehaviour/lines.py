"""Connections that break off, dawdle, say two things at once, or speak another language."""

from __future__ import annotations

import socket
import struct
import time
from contextlib import closing, suppress
from threading import Event, Thread

from tests.misbehaviour.behaviour import Deed, Table, does
from tests.misbehaviour.portal import FULL, HALF, Portal
from tests.misbehaviour.visitor import FORM, Visitor, hear_all, reply_in

WORDS: dict[str, bytes] = {
    "nothing": b"",
    "a line break": b"\r\n\r\n",
    "half a request line": b"GET /s/",
    "no version": b"GET /\r\n\r\n",
    "a version of the future": b"GET / HTTP/9.9\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "HTTP/2 at once": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": bytes.fromhex("1603010200010001fc0303") + bytes(500),
    "NUL in a header": b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n",
    "a header in two lines": b"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
    "half a megabyte of header": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 500_000 + b"\r\n\r\n",
    "only line feeds": b"GET / HTTP/1.1\nHost: a\n\n",
    "a length below nothing": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "a length that is no number": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    "a huge length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "an upgrade": b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n",
}  # fmt: skip


def _saying(words: bytes) -> Deed:
    def deed(portal: Portal, visitor: Visitor) -> None:
        with closing(visitor.connect()) as line:
            with suppress(OSError):  # the server may hang up in the middle of it
                line.sendall(words)
                line.shutdown(socket.SHUT_WR)
            visitor.claim("GET", "/", "", reply_in(hear_all(line)))

    return deed


def _closed_after(part: float, tail: str = "/2/") -> Deed:
    """The phone loses its network; part of the request had gone out."""

    def deed(portal: Portal, visitor: Visitor) -> None:
        body = f"aksi=kirim&nonce={visitor.nonce}" if tail == "/kirim/" else portal.form(2)
        words = visitor.request(tail, body)
        visitor.raw(words[: int(len(words) * part)], hear=False)
        if part == 1:
            time.sleep(0.3)
            visitor.claim("POST", tail, body, None)

    return deed


def _reset_after_sending(portal: Portal, visitor: Visitor) -> None:
    body = portal.form(2)
    line = visitor.connect()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.sendall(visitor.request("/2/", body))
    line.close()
    time.sleep(0.3)
    visitor.claim("POST", "/2/", body, None)


def _dribbled(portal: Portal, visitor: Visitor) -> None:
    body = portal.form(2)
    heard = visitor.raw(visitor.request("/2/", body), pieces=20, pause=0.02)
    visitor.claim("POST", "/2/", body, reply_in(heard))


def _shorter_than_announced(portal: Portal, visitor: Visitor) -> None:
    body = portal.form(2)
    with closing(visitor.connect()) as line:
        line.sendall(visitor.request("/2/", body, length=len(body) + 50))
        line.shutdown(socket.SHUT_WR)
        heard = reply_in(hear_all(line))
    assert heard is None or heard.status in (400, 408), heard


def _longer_than_announced(portal: Portal, visitor: Visitor) -> None:
    body = portal.form(2)
    heard = visitor.raw(visitor.request("/2/", body + "&j-x=ya" * 3, length=len(body)))
    visitor.claim("POST", "/2/", body, reply_in(heard))


def _chunked(portal: Portal, visitor: Visitor, *, broken: bool = False) -> None:
    body = portal.form(2).encode()
    size = b"zz" if broken else f"{len(body):x}".encode()
    head = (
        f"POST /s/{visitor.code}/2/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
        "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    heard = visitor.raw(head.encode() + size + b"\r\n" + body + b"\r\n0\r\n\r\n")
    visitor.claim("POST", "/2/", body.decode(), reply_in(heard))


def _length_and_chunks(portal: Portal, visitor: Visitor) -> None:
    """What hides one request inside another, where two servers disagree."""
    hidden = visitor.request("/tarik/", "").decode()
    head = (
        f"POST /s/{visitor.code}/2/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
        f"Content-Length: {len(hidden) + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"
    )
    with closing(visitor.connect()) as line:
        line.sendall(head.encode())
        line.settimeout(0.3)
        heard = hear_all(line)
    assert b"tidak ada lagi yang tersimpan" not in heard


def _two_in_one_breath(portal: Portal, visitor: Visitor) -> None:
    first, second = portal.form(2), portal.form(3)
    words = visitor.request("/2/", first).replace(b"close", b"keep-alive")
    heard = visitor.raw(words + visitor.request("/3/", second))
    one, _, two = heard.partition(b"HTTP/1.1", 1) if heard.count(b"HTTP/1.1") < 2 else (
        heard[: heard.index(b"HTTP/1.1", 1)], b"", heard[heard.index(b"HTTP/1.1", 1):])  # fmt: skip
    visitor.claim("POST", "/2/", first, reply_in(one))
    visitor.claim("POST", "/3/", second, reply_in(two))


def _again_after_a_refusal(portal: Portal, visitor: Visitor) -> None:
    """On one connection: a form that is refused must not spoil the next."""
    body = portal.form(2)
    refused = visitor.request("/2/", "j-x=ya").replace(b"close", b"keep-alive")
    with closing(visitor.connect()) as line:
        line.sendall(refused)
        time.sleep(0.1)
        line.recv(65536)
        line.sendall(visitor.request("/2/", body))
        visitor.claim("POST", "/2/", body, reply_in(hear_all(line)))


def _expecting_to_be_asked(portal: Portal, visitor: Visitor) -> None:
    visitor.post("/2/", portal.form(2), Expect="100-continue")


def _http_1_0(portal: Portal, visitor: Visitor) -> None:
    body = portal.form(2)
    words = visitor.request("/2/", body).replace(b"HTTP/1.1", b"HTTP/1.0")
    visitor.claim("POST", "/2/", body, reply_in(visitor.raw(words)))


def _among_idle_ones(portal: Portal, visitor: Visitor) -> None:
    idle = [visitor.connect() for _ in range(200)]
    visitor.post("/2/", portal.form(2))
    for line in idle:
        line.close()


def _beside_a_dawdler(portal: Portal, visitor: Visitor) -> None:
    """Another sends a form a letter at a time, and somebody is served meanwhile.

    Many of them would take all threads: the proxy in front reads a form before it passes it on
    (docs/operations.md).
    """
    enough = Event()
    with closing(visitor.connect()) as line:
        line.sendall(visitor.request("/2/", "aksi=maju", length=5000))
        thread = Thread(target=_dawdle, args=(line, enough))
        thread.start()
        visitor.post("/2/", portal.form(2))
        enough.set()
        thread.join()


def _dawdle(line: socket.socket, enough: Event) -> None:
    while not enough.wait(0.02):
        line.sendall(b"&")


TABLE: Table = {
    **{f"{name} on the line": does(_saying(words), 200, 400, 404, 405, 408, 413, 414, 426, 431, 505,
                                   may_be_silent=True)
       for name, words in WORDS.items()},
    "closed before the headers end": does(_closed_after(0.3), may_be_silent=True, state=HALF),
    "closed before the body": does(_closed_after(0.6), may_be_silent=True, state=HALF),
    "closed in the body": does(_closed_after(0.9), may_be_silent=True, state=HALF),
    "closed a letter before the end": does(_closed_after(0.998), may_be_silent=True, state=HALF),
    "closed before a reply": does(_closed_after(1), may_be_silent=True, state=HALF),
    "closed before the receipt": does(_closed_after(1, "/kirim/"), may_be_silent=True, state=FULL),
    "reset after sending": does(_reset_after_sending, may_be_silent=True, state=HALF),
    "a letter at a time": does(_dribbled, 303, state=HALF),
    "a body shorter than announced": does(_shorter_than_announced, may_be_silent=True, state=HALF),
    "a body longer than announced": does(_longer_than_announced, 303, state=HALF),
    "a body in chunks": does(_chunked, 400, state=HALF),
    "a body in chunks that are none": does(
        lambda portal, visitor: _chunked(portal, visitor, broken=True), 400, state=HALF,
        may_be_silent=True),
    "a length and chunks": does(_length_and_chunks, may_be_silent=True, state=HALF),
    "two requests in one breath": does(_two_in_one_breath, 303, state=HALF),
    "a good form after a refused one": does(_again_after_a_refusal, 303, state=HALF),
    "a form that waits to be asked for": does(_expecting_to_be_asked, 303, state=HALF),
    "HTTP of 1996": does(_http_1_0, 303, state=HALF),
    "among two hundred that say nothing": does(_among_idle_ones, 303, state=HALF),
    "beside one that dawdles": does(_beside_a_dawdler, 303, state=HALF),
}  # fmt: skip
