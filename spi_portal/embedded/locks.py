"""Who is using this clone's servers right now, told by locks that die with their holder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spi_portal.embedded import state


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Wait until nobody else holds the lock, then hold it."""
    with _file(name) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


@contextmanager
def sharing(name: str) -> Iterator[int]:
    """Hold the lock together with others; `is_last` tells whether they have all gone."""
    with _file(name) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield descriptor


def is_last(descriptor: int) -> bool:
    """True, and from then on alone, if nobody shares the lock any more."""
    return _try(descriptor)


@contextmanager
def claimed(name: str) -> Iterator[bool]:
    """Hold the lock and write our process id into it; False if somebody holds it."""
    with _file(name) as descriptor:
        won = _try(descriptor)
        if won:
            os.truncate(descriptor, 0)
            os.write(descriptor, str(os.getpid()).encode())
        yield won


def holder(name: str) -> int | None:
    """The process that claimed the lock and still holds it."""
    with _file(name) as descriptor:
        if _try(descriptor):
            return None
        text = os.read(descriptor, 20).decode()
        return int(text) if text.isdigit() else None


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _file(name: str) -> Iterator[int]:
    path: Path = state.folder() / f"{name}.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
