"""PostgreSQL stopped and started again in earnest, before a request and in the middle of one.

Everybody else on that server would be thrown out, too, so `dev.py chaos restarts` does these rows
on a server of its own; the rows in database.py break the connections alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connections

from spi_portal.embedded import postgres
from tests.misbehaviour.behaviour import Deed, Table, does
from tests.misbehaviour.order import Step, get, post, section, send
from tests.misbehaviour.portal import FULL, HALF, Portal
from tests.misbehaviour.visitor import Visitor

TIMES = 4  # that something is said while the server goes down and comes up again
PAUSE = 0.1  # seconds between them


def after(*steps: Step) -> Deed:
    def deed(portal: Portal, visitor: Visitor) -> None:
        with _restarting():
            pass
        for step in steps:
            step(portal, visitor)

    return deed


def during(step: Step) -> Deed:
    """Said again and again while nobody answers, and once more when everything is up."""

    def deed(portal: Portal, visitor: Visitor) -> None:
        with _restarting():
            for _ in range(TIMES):
                step(portal, visitor)
                visitor.moment += 1
                time.sleep(PAUSE)
        step(portal, visitor)

    return deed


@contextmanager
def _restarting() -> Iterator[None]:
    """A fast shutdown, as an administrator's `pg_ctl restart`; ends when it is up again."""
    connections.close_all()
    with ThreadPoolExecutor(1) as beside:
        restart = beside.submit(_restart)
        yield
        restart.result()


def _restart() -> None:
    postgres.stop()
    postgres.start()


TABLE: Table = {
    "looking after a restart": does(after(get("/1/")), 200, state=HALF),
    "a section after a restart": does(after(section(2)), 303, state=HALF),
    "sending after a restart": does(after(send()), 200, state=FULL),
    "taking back after a restart": does(after(post("/tarik/")), 200, state=FULL),
    "looking during a restart": does(during(get("/1/")), 200, 503, state=HALF),
    "a section during a restart": does(during(section(2)), 303, 503, state=HALF),
    "sending during a restart": does(during(send()), 200, 503, state=FULL),
    "taking back during a restart": does(during(post("/tarik/")), 200, 503, state=FULL),
}
