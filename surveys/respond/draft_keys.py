"""The public server's key of the day, without which no unfinished sheet opens.

A key is made on its day, held by this process alone, in no backup, and destroyed when its
drafts expire, or on the day after no survey is open any more. Two workers share it through
the file.
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

_held: dict[date, bytes] = {}
_tidied_on: date | None = None


class NoKey(Exception):
    """The key of that day is gone, and so are its drafts."""


def of(day: date, *, today: date) -> bytes:
    """The key of `day`; that of today is made when it is missing. Raises NoKey."""
    if day not in _held:
        _held[day] = _load_or_make(day) if day == today else _load(day)
    return _held[day]


def tidy(*, today: date, survey_is_open: bool) -> list[date]:
    """Once a day: destroy the keys of expired drafts. Returns the days whose keys are gone."""
    global _tidied_on
    if _tidied_on == today:
        return []
    _tidied_on = today
    _held.clear()
    oldest = today - timedelta(days=DRAFT_DAYS) if survey_is_open else today
    expired = [day for day in map(date.fromisoformat, keyring.names(KIND)) if day < oldest]
    for day in expired:
        with suppress(FileNotFoundError):  # the other worker was faster
            keyring.destroy(KIND, day.isoformat())
    return expired


def forget() -> None:
    """Hold nothing in memory, as after a start."""
    global _tidied_on
    _tidied_on = None
    _held.clear()


def _load_or_make(day: date) -> bytes:
    return _whole(lambda: keyring.load_or_make(KIND, day.isoformat()))


def _load(day: date) -> bytes:
    try:
        return _whole(lambda: keyring.load(KIND, day.isoformat()))
    except keyring.KeyIsMissing as missing:
        raise NoKey(day) from missing


def _whole(read: Callable[[], bytes]) -> bytes:
    """The file exists a moment before its content does."""
    deadline = time.monotonic() + _PATIENCE
    while len(key := read()) != KEY_LENGTH:
        if time.monotonic() > deadline:
            raise NoKey("the file of the key stays incomplete")
        time.sleep(0.01)
    return key
