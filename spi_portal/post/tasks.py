"""The door for worker `send`. What it does is told in letters.py."""

from __future__ import annotations

from celery import shared_task

from spi_portal.post import letters


@shared_task  # type: ignore[untyped-decorator]
def work() -> int:
    return letters.deliver_due()
