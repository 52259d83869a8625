"""The mails that the catcher kept, as their readers see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

LINK = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    to: str
    subject: str
    links: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([f"{self.to}: {self.subject}", *(f"    {link}" for link in self.links)])


def last(number: int, *, folder: Path) -> Iterator[Mail]:
    """The last `number` mails, oldest first."""
    for path in sorted(folder.glob("*.eml"))[-number:]:
        yield read(path.read_bytes())


def read(content: bytes) -> Mail:
    """A mail with its links, whatever its encoding (quoted-printable breaks them in two)."""
    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    body = message.get_body(("plain", "html"))
    text = body.get_content() if body else ""
    return Mail(
        to=str(message["To"] or message["X-Caught-For"] or "?"),
        subject=str(message["Subject"] or "?"),
        links=tuple(dict.fromkeys(link.rstrip(".,)") for link in LINK.findall(text))),
    )
