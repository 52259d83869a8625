"""A clock that a story moves forward: days of months pass between two lines of it.

It is Django's `timezone.now`, which every deed of the portal reads. The database keeps its own
time; the box opens and closes by that one, so a story lets its survey be open today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from django.utils import timezone

_real_now = timezone.now


@dataclass(slots=True)
class Clock:
    ahead: dt.timedelta = field(default_factory=dt.timedelta)

    def now(self) -> dt.datetime:
        return _real_now() + self.ahead

    def go_to(self, days: int) -> None:
        """So many days after today; before today if negative. Never back."""
        ahead = dt.timedelta(days=days)
        assert ahead >= self.ahead or self.ahead == dt.timedelta(), "time runs forward"
        self.ahead = ahead


@contextmanager
def moving() -> Iterator[Clock]:
    clock = Clock()
    with patch.object(timezone, "now", clock.now):
        yield clock
