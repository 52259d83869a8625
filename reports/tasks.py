"""The doors for worker `reports`. What it does is told in chores.py, and in surveys/purging.py."""

from __future__ import annotations

from celery import shared_task

from reports import chores
from surveys import purging
from surveys.retention import Who


@shared_task  # type: ignore[untyped-decorator]
def work() -> dict[str, int]:
    return chores.do_all()


@shared_task  # type: ignore[untyped-decorator]
def nightly() -> dict[str, int]:
    return purging.purge(Who.REPORTS)
