"""Files on demand: asked for by a page, made by worker `reports`, kept.

The row is the order, and its `due_at` the lease: whoever moves it forward has it. A worker
that dies lets it fall due again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import F
from django.utils import timezone

from reports.models.orders import Order, OrderQuerySet
from spi_portal.paper import pdf
from spi_portal.paper.pdf import Paper

BELL = "reports.tasks.work"
LEASE = timedelta(minutes=3)  # longer than pdf.SECONDS
WAIT = timedelta(seconds=30)
MAX_TRIES = 3
UNAVAILABLE = "PDF belum tersedia di server ini: pustaka untuk mencetak belum lengkap."
GIVEN_UP = "PDF gagal dibuat setelah tiga kali dicoba. Beri tahu administrator sistem."

T = TypeVar("T", bound=Order)
log = logging.getLogger(__name__)


def begin_anew(order: Order) -> None:
    """Put one that failed back among those that wait."""
    order.state, order.due_at = Order.State.WAITING, timezone.now()
    order.tries, order.problem = 0, ""
    order.save(update_fields=["state", "due_at", "tries", "problem"])


def fulfil_due(orders: OrderQuerySet[T], make: Callable[[T], Paper]) -> int:
    """Make every file that is due; returns how many were made. Safe on many workers."""
    _give_up_on_those_that_kill(orders)
    due = list(orders.due(timezone.now()).values_list("pk", flat=True))
    return sum(_fulfil(orders, pk, make) for pk in due)


def _give_up_on_those_that_kill(orders: OrderQuerySet[Any]) -> None:
    """One whose every try ended with the worker itself is not tried a fourth time."""
    spent = orders.due(timezone.now()).filter(tries__gte=MAX_TRIES)
    spent.update(state=Order.State.FAILED, problem=GIVEN_UP)


def _fulfil(orders: OrderQuerySet[T], pk: int, make: Callable[[T], Paper]) -> bool:
    now = timezone.now()
    free = orders.due(now).filter(pk=pk)
    if not free.update(due_at=now + LEASE, tries=F("tries") + 1):
        return False  # another worker has it
    order = orders.get(pk=pk)
    try:
        paper = make(order)
    except pdf.NoLibraries as missing:
        log.warning("No PDF on this machine: %s", missing)
        _settle(order, state=Order.State.FAILED, problem=UNAVAILABLE)
        return False
    except Exception as fault:
        log.exception("Making %s failed.", order)
        _put_back(order, fault)
        return False
    return _settle(order, state=Order.State.READY, content=paper.content, sha256=paper.sha256)


def _put_back(order: Order, fault: Exception) -> None:
    if order.tries >= MAX_TRIES:
        _settle(order, state=Order.State.FAILED, problem=GIVEN_UP)
    else:
        again = timezone.now() + WAIT * order.tries
        _settle(order, due_at=again, problem=f"{type(fault).__name__}: {fault}"[:300])


def _settle(order: Order, **values: object) -> bool:
    """Write what came of it, unless the lease ran out and somebody else has it now."""
    ours = type(order)._default_manager.filter(
        pk=order.pk, state=Order.State.WAITING, tries=order.tries
    )
    return bool(ours.update(**({"problem": ""} | values)))
