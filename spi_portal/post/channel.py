"""The edge to the providers: one message out, two sorts of failure back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A rendered message. It carries the link, and so is never stored or logged."""

    to: str
    sender: str
    subject: str
    text: str
    html: str  # empty: the text alone
    reference: str  # ours; the same on every try, so that a repeat can be recognised


class DeliveryFailed(Exception):
    """It will never arrive: a wrong address. The text says why, without the address."""


class TryAgainLater(Exception):
    """It could not be taken now: a timeout, a server that is down."""


class Session(Protocol):
    def send(self, letter: Letter) -> None:
        """Hand over one letter; returns only when it was accepted.

        Raises DeliveryFailed or TryAgainLater.
        """


class Channel(Protocol):
    @contextmanager
    def session(self) -> Iterator[Session]:
        """Reach the provider once for many letters. Raises TryAgainLater."""
