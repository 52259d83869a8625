"""SIGKILL for what holds sheets: the whole database server, and the public server's workers."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

from django.db import connections

from spi_portal.embedded import postgres


def the_database() -> None:
    """PostgreSQL with every process of it, as when the machine stops; then start it again."""
    pid = postgres.here().pid
    assert pid is not None
    _kill([pid, *_children(pid)])
    while postgres.here().pid == pid:  # dying takes a moment
        time.sleep(0.01)
    connections.close_all()
    postgres.start()


def a_worker_of(pid: int) -> None:
    """One child of a web server; the server starts another."""
    _kill(_children(pid)[:1])


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
