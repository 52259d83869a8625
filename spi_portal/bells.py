"""Ringing for the workers. A bell carries no work: what there is to do stands in PostgreSQL.

So a broker that is down fails nobody's request; the worker finds the row by its own clock.
"""

from __future__ import annotations

import logging
import time
from types import SimpleNamespace

from django.db import transaction
from kombu.exceptions import OperationalError

from spi_portal.celery import app

LEFT_ALONE = 10.0  # seconds without a bell after one that failed: by then the clocks have looked
broker = SimpleNamespace(next_try=0.0)  # by time.monotonic(), as this process knows it

log = logging.getLogger(__name__)


def ring(task: str) -> None:
    """Ring once the current transaction has committed; a broker that is down is only logged."""
    transaction.on_commit(lambda: _ring_now(task))


def _ring_now(task: str) -> None:
    if time.monotonic() < broker.next_try:
        return
    try:
        app.send_task(task, retry=False)
    except (OperationalError, OSError) as fault:
        broker.next_try = time.monotonic() + LEFT_ALONE
        log.warning("The broker did not take the bell for %s: %s", task, fault)
