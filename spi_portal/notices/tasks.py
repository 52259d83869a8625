"""The door for worker `reports`. What it does is told in telling.py."""

from __future__ import annotations

import time
from types import SimpleNamespace

from celery import shared_task

from spi_portal.notices import telling

EVERY = 60.0  # seconds between two looks; the worker's own clock asks more often
clock = SimpleNamespace(next_look=0.0)  # by time.monotonic(), as this process knows it


@shared_task  # type: ignore[untyped-decorator]
def work() -> dict[str, int]:
    now = time.monotonic()
    if now < clock.next_look:
        return {}
    clock.next_look = now + EVERY
    return telling.do_all()
