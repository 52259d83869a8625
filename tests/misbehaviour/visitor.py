"""Somebody with a link who says to the server what no browser would."""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any

FORM = "application/x-www-form-urlencoded"
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def header(self, name: str) -> str:
        return next((word for key, word in self.headers if key == name.lower()), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    method: str
    tail: str  # the path behind /s/<code>
    body: bytes
    reply: Reply | None
    moment: int  # requests that ran at once have the same


@dataclass(slots=True, kw_only=True)
class Visitor:
    port: int
    code: str
    nonce: str = field(default_factory=lambda: secrets.token_hex(16))
    exchanges: list[Exchange] = field(default_factory=list)
    moment: int = 0
    forget_draft: bool = False  # a behaviour made it unreadable: it counts as none

    def get(self, tail: str = "/", **headers: str) -> Reply | None:
        return self.ask("GET", tail, headers=headers)

    def post(self, tail: str, body: str | bytes = "", **headers: str) -> Reply | None:
        return self.ask("POST", tail, body, headers={"Content-Type": FORM} | headers)

    def send(self, nonce: str = "") -> Reply | None:
        return self.post("/kirim/", f"aksi=kirim&nonce={nonce or self.nonce}")

    def ask(
        self, method: str, tail: str, body: str | bytes = b"", headers: dict[str, str] | None = None
    ) -> Reply | None:
        body = body.encode() if isinstance(body, str) else body
        lines = {"Host": "localhost", "Connection": "close"} | _dashed(headers or {})
        if body or method == "POST":
            lines.setdefault("Content-Length", str(len(body)))
        return self.say(method, tail, body, lines=[f"{name}: {lines[name]}" for name in lines])

    def say(self, method: str, tail: str, body: bytes, *, lines: Iterable[str]) -> Reply | None:
        """With exactly these header lines."""
        head = "\r\n".join([f"{method} /s/{self.code}{tail} HTTP/1.1", *lines, "", ""])
        reply = _heard(self.raw(head.encode("latin-1") + body))
        self._note(method, tail, body, reply)
        return reply

    def claim(self, method: str, tail: str, body: str, reply: Reply | None) -> None:
        """What was said over a connection that the behaviour handled itself."""
        self._note(method, tail, body.encode(), reply)

    def raw(self, words: bytes, *, pieces: int = 1, pause: float = 0, hear: bool = True) -> bytes:
        with closing(self.connect()) as line, suppress(OSError):
            size = -(-len(words) // pieces)
            for start in range(0, len(words), size):
                line.sendall(words[start : start + size])
                time.sleep(pause)
            return hear_all(line) if hear else b""
        return b""

    def request(self, tail: str, body: str, *, length: int | None = None) -> bytes:
        """A POST as bytes, for a behaviour that sends it in its own way."""
        size = len(body) if length is None else length
        head = (
            f"POST /s/{self.code}{tail} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
            f"Content-Length: {size}\r\nConnection: close\r\n\r\n"
        )
        return (head + body).encode()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def at_once(self, *deeds: Callable[[], Any]) -> list[Any]:
        """All together; whichever comes first, nothing that was promised may be lost."""
        with ThreadPoolExecutor(len(deeds)) as pool:
            self.moment += 1
            running = [pool.submit(deed) for deed in deeds]
            return [each.result() for each in running]

    def _note(self, method: str, tail: str, body: bytes, reply: Reply | None) -> None:
        tail = tail.partition("?")[0]
        self.exchanges.append(
            Exchange(method=method, tail=tail, body=body, reply=reply, moment=self.moment)
        )


def hear_all(line: socket.socket) -> bytes:
    heard = b""
    with suppress(OSError):
        while piece := line.recv(65536):
            heard += piece
    return heard


def _heard(words: bytes) -> Reply | None:
    """The last reply in it that is no mere "100 Continue"."""
    head, gap, body = words.partition(b"\r\n\r\n")
    while head.startswith(b"HTTP/1.1 100"):
        head, gap, body = body.partition(b"\r\n\r\n")
    if not gap or not head.startswith(b"HTTP/1."):
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.strip().lower(), word.strip()) for name, _, word in pairs)
    reply = Reply(int(first.split()[1]), headers, body)
    return Reply(reply.status, headers, _joined(body)) if _is_chunked(reply) else reply


reply_in = _heard


def _is_chunked(reply: Reply) -> bool:
    return reply.header("transfer-encoding") == "chunked"


def _joined(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size or b"0", 16)
        whole, body = whole + body[:length], body[length + 2 :]
        if not length:
            break
    return whole


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): word for name, word in headers.items()}
