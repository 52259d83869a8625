"""The public server's key of the day, without which no unfinished sheet opens.

A key is made on its day, held by this process alone, in no backup, and destroyed when its
drafts expire, or as soon as no survey is open any more. Two workers share it through the file,
and neither uses one whose file is gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

from spi_portal import keyring
from surveys.box.derivations import KEY_LENGTH
from surveys.box.shuffling import DRAFT_DAYS

KIND = "draft"
_PATIENCE = 2.0  # seconds; the other worker writes its new key in one of them

_held: dict[date, tuple[int, bytes]] = {}  # with the moment at which the file was made
_tidied: tuple[date, bool] | None = None


class NoKey(Exception):
    """The key of that day is gone, and so are its drafts."""


def of(day: date, *, today: date) -> bytes:
    """The key of `day`; that of today is made when it is missing. Raises NoKey."""
    made_at = keyring.made_at(KIND, day.isoformat())
    held = _held.get(day)
    if held is not None and held[0] == made_at:
        return held[1]
    _held.pop(day, None)
    key = _load_or_make(day) if day == today else _load(day)
    if (made_at := keyring.made_at(KIND, day.isoformat())) is not None:
        _held[day] = made_at, key
    return key


def tidy(*, today: date, survey_is_open: bool) -> list[date]:
    """Destroy the keys of expired drafts, and all keys once no survey is open.

    Looks once a day and at each opening and closing. Returns the days whose keys are gone.
    """
    global _tidied
    if _tidied == (today, survey_is_open):
        return []
    _tidied = today, survey_is_open
    _held.clear()
    oldest = today - timedelta(days=DRAFT_DAYS) if survey_is_open else date.max
    expired = [day for day in map(date.fromisoformat, keyring.names(KIND)) if day < oldest]
    for day in expired:
        with suppress(FileNotFoundError):  # the other worker was faster
            keyring.destroy(KIND, day.isoformat())
    return expired


def forget() -> None:
    """Hold nothing in memory, as after a start."""
    global _tidied
    _tidied = None
    _held.clear()


def _load_or_make(day: date) -> bytes:
    return _whole(lambda: keyring.load_or_make(KIND, day.isoformat()))


def _load(day: date) -> bytes:
    try:
        return _whole(lambda: keyring.load(KIND, day.isoformat()))
    except keyring.KeyIsMissing as missing:
        raise NoKey(day) from missing


def _whole(read: Callable[[], bytes]) -> bytes:
    """The file exists a moment before its content does, and zeros a moment before it goes."""
    deadline = time.monotonic() + _PATIENCE
    while len(key := read()) != KEY_LENGTH or not any(key):
        if time.monotonic() > deadline:
            raise NoKey("the file of the key stays incomplete")
        time.sleep(0.01)
    return key
