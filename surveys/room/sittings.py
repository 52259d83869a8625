"""Who sits in the room, and what they brought: in the memory of this one process only.

A sitting ends when it is done, after an hour without a page, or with the process; nothing is
lost then but the walk back to the room, for the sheets are with their holders.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field

from surveys.models.custody import RoomCard
from surveys.models.waves import Wave
from surveys.room.sheets import KeySheet

IDLE = 3600.0  # seconds
WRONG_CARDS, WITHIN = 20, 600.0  # seconds
Purpose = RoomCard.Purpose


@dataclass(slots=True)
class Outcome:
    """What a sitting came to, in sentences; `figures` are pairs of a label and a value."""

    is_good: bool
    sentences: list[str]
    figures: list[tuple[str, object]] = field(default_factory=list)


@dataclass(slots=True)
class Sitting:
    wave: Wave
    purpose: Purpose
    made: tuple[KeySheet, ...] = ()  # to be printed, and read back one by one
    made_for: frozenset[int] = frozenset()  # KeyHolder.pk of the three
    proven: set[int] = field(default_factory=set)
    read: dict[int, KeySheet] = field(default_factory=dict)
    at_work: threading.Thread | None = None
    outcome: Outcome | None = None
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock, repr=False)
    seen: float = field(default_factory=time.monotonic)

    @property
    def turn(self) -> int:
        """Whose sheet is made now, 1 to 3."""
        return next(n for n in range(1, len(self.made) + 2) if n not in self.proven)

    @property
    def is_working(self) -> bool:
        return self.at_work is not None and self.at_work.is_alive()

    def end(self, outcome: Outcome) -> None:
        """Forget every sheet, keep what to say; what went well stays said."""
        if self.outcome is None or not self.outcome.is_good:
            self.outcome = outcome
        self.made, self.read = (), {}


_sittings: dict[str, Sitting] = {}
_wrong: list[float] = []
_lock = threading.Lock()


def begin(wave: Wave, purpose: Purpose) -> str:
    """The token of a new sitting; whoever sat for this wave before has left."""
    token = secrets.token_urlsafe(32)
    with _lock:
        for other in [key for key, one in _sittings.items() if one.wave.pk == wave.pk]:
            if not _sittings[other].is_working:
                del _sittings[other]
        _sittings[token] = Sitting(wave, purpose)
    return token


def find(token: str) -> Sitting | None:
    now = time.monotonic()
    with _lock:
        for key in [key for key, one in _sittings.items() if now - one.seen > IDLE]:
            del _sittings[key]
        sitting = _sittings.get(token)
        if sitting is not None:
            sitting.seen = now
    return sitting


def leave(token: str) -> None:
    with _lock:
        _sittings.pop(token, None)


def too_many_wrong_cards() -> bool:
    with _lock:
        _wrong[:] = [at for at in _wrong if time.monotonic() - at < WITHIN]
        return len(_wrong) >= WRONG_CARDS


def note_wrong_card() -> None:
    with _lock:
        _wrong.append(time.monotonic())
