"""The doors for worker `send`. What it does is told in chores.py and purging.py."""

from __future__ import annotations

from celery import shared_task

from surveys import chores, purging
from surveys.retention import Who


@shared_task  # type: ignore[untyped-decorator]
def work() -> dict[str, int]:
    return chores.do_all()


@shared_task  # type: ignore[untyped-decorator]
def nightly() -> dict[str, int]:
    return purging.purge(Who.SEND)
