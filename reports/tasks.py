"""The door for worker `reports`. What it does is told in chores.py."""

from __future__ import annotations

from celery import shared_task

from reports import chores


@shared_task  # type: ignore[untyped-decorator]
def work() -> dict[str, int]:
    return chores.do_all()
