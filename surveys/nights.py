"""The hours of a night: sheets are shuffled first, then rights change, then people are told.

All of them by SPI_TIME_ZONE: beat, which rings for the shuffle, knows no city, and in a zone of
its own it would ring after the rights had changed.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

CHANGES = time(4)  # an hour after the shuffle (settings.py)
MORNING = time(8)  # when people are written to


def following(now: datetime) -> datetime:
    """The next four o'clock in the morning."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    tonight = _at(local.date(), CHANGES)
    return tonight if local < tonight else _at(local.date() + timedelta(days=1), CHANGES)


def morning_of(day: date) -> datetime:
    return _at(day, MORNING)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
