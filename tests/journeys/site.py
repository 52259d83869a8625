"""Asking a running site over a real connection, and keeping whatever it answers."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage


@dataclass(frozen=True, slots=True)
class Reply:
    status_code: int
    headers: HTTPMessage
    content: bytes


@dataclass(frozen=True, slots=True)
class Site:
    """Offers `get` and `post` as Django's test client does; follows nothing, keeps no cookie."""

    port: int

    def get(self, path: str) -> Reply:
        return self.ask("GET", path)

    def post(self, path: str, body: str, *, content_type: str) -> Reply:
        return self.ask("POST", path, body, {"Content-Type": content_type})

    def ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> Reply:
        with self._connection() as connection:
            connection.request(method, path, body or None, headers or {})
            reply = connection.getresponse()
            return Reply(reply.status, reply.headers, reply.read())

    def say(self, words: bytes) -> bytes:
        """What it answers to bytes that no browser would send."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(words)
            connection.shutdown(socket.SHUT_WR)
            try:
                return connection.recv(4096)
            except ConnectionResetError:
                return b""

    @contextmanager
    def _connection(self) -> Iterator[HTTPConnection]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            yield connection
        finally:
            connection.close()
