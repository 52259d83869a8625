"""A post office: a real SMTP server that counts each letter by its reference."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from spi_portal.embedded import mails
from tests.journeys.running import free_port

CODE = re.compile(r"/s/([0-9A-Z-]+)/")
REFERENCE = re.compile(rb"^X-SPI-Reference: (\S+)\r?$", re.MULTILINE)


@dataclass(slots=True)
class Post:
    port: int
    letters: list[bytes] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content or b""
        self.letters.append(content if isinstance(content, bytes) else content.encode())
        self.times.append(time.monotonic())
        return "250 OK"

    def to_respondents(self) -> list[bytes]:
        """Without those to officials, which say so in their reference."""
        return [one for one in self.letters if not REFERENCE.search(one)[1].startswith(b"petugas-")]

    def references(self) -> Counter[str]:
        return Counter(REFERENCE.search(letter)[1].decode() for letter in self.to_respondents())

    def codes(self) -> list[str]:
        """The code of each letter's personal link."""
        links = [" ".join(mails.read(letter).links) for letter in self.to_respondents()]
        return [CODE.search(each)[1] for each in links]

    def rate(self) -> float:
        """Letters a second, from the first to the last."""
        return (len(self.times) - 1) / (self.times[-1] - self.times[0])


@contextmanager
def office() -> Iterator[Post]:
    post = Post(free_port())
    server = Controller(post, hostname="127.0.0.1", port=post.port, enable_SMTPUTF8=True)
    server.start()
    try:
        yield post
    finally:
        server.stop(no_assert=True)
