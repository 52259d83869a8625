"""How fast this machine is at this moment, so that figures of two days can be compared."""

from __future__ import annotations

import time

from tests.benches import figures
from tests.benches.figures import Figure

RUNS, ROUNDS = 5, 2_000_000


def yardstick() -> Figure:
    """Plain Python arithmetic, the same work each time."""
    return figures.figure("yardstick", (_run() for _ in range(RUNS)), "s")


def _run() -> float:
    begun, total = time.perf_counter(), 0
    for number in range(ROUNDS):
        total += number * number % 7
    return time.perf_counter() - begun
