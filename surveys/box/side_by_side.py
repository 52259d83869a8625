"""The same work on many things, by two processes: a box of 100,000 sheets in half the time.

The second process is a copy of this one as it stands, ends with its half, and is given nothing
to do with a database. It needs no semaphores, so it also works where Linux offers none. In a
thread beside others, as in the room, there is none: a copy would keep every lock that another
thread held at that moment shut for good.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

MANY = 2_000  # of fewer, both halves are done before a second process would have begun

Thing = TypeVar("Thing")
Made = TypeVar("Made")


class OtherHalfWasLost(Exception):
    """The second process ended before its half was done. Nothing was changed: begin again."""


def each(work: Callable[[Thing], Made], things: Sequence[Thing]) -> list[Made]:
    """`[work(thing) for thing in things]`, in that order. Raises what `work` raises."""
    alone = threading.current_thread() is threading.main_thread()
    if len(things) < MANY or not alone or (os.cpu_count() or 1) < 2:
        return [work(thing) for thing in things]
    middle = len(things) // 2
    processes = get_context("fork")
    here, there = processes.Pipe(duplex=False)
    other = processes.Process(target=_do, args=(work, things[middle:], there), daemon=True)
    other.start()
    there.close()
    try:
        first = [work(thing) for thing in things[:middle]]
        return first + _of(here)
    finally:
        other.kill()
        other.join()
        here.close()


def _do(
    work: Callable[[Thing], Made], things: Sequence[Thing], back: Connection[object, object]
) -> None:
    try:
        back.send([work(thing) for thing in things])
    except Exception as fault:
        back.send(fault)


def _of(pipe: Connection[object, object]) -> list[Made]:
    try:
        made = pipe.recv()
    except EOFError as lost:
        raise OtherHalfWasLost from lost
    if isinstance(made, Exception):
        raise made
    assert isinstance(made, list)  # noqa: S101 (what our own process sends)
    return made
