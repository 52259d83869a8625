"""Whose the machine's cores were meanwhile: ours, by part, and other people's."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_AT_WORK = (0, 1, 2, 5, 6)  # user, nice, system, irq, softirq; see proc(5), /proc/stat


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Seconds of CPU since the machine started: of all of it, and of each of our parts."""

    at: float
    whole: float
    parts: Mapping[str, float]

    def since(self, before: Usage) -> Usage:
        parts = {name: used - before.parts[name] for name, used in self.parts.items()}
        return Usage(at=self.at - before.at, whole=self.whole - before.whole, parts=parts)

    @property
    def others(self) -> float:
        """Cores that were neither idle nor ours, as long as `at` seconds."""
        return max(0.0, self.whole - sum(self.parts.values())) / self.at


def usage(roots: Mapping[str, int]) -> Usage:
    """`roots` are the first processes of our parts; what they started belongs to them."""
    parents = _parents()
    parts = {name: _of_family(root, parents) for name, root in roots.items()}
    return Usage(at=time.monotonic(), whole=_whole(), parts=parts)


def parent_of(pid: int) -> int:
    return int(_stat(pid)[1])


def _whole() -> float:
    fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    return sum(int(fields[number]) for number in _AT_WORK) / _TICKS


def _of_family(root: int, parents: Mapping[int, int]) -> float:
    """With what children used that have ended since: their parent keeps account of them."""
    family = {root}
    grown = True
    while grown:
        more = {child for child, parent in parents.items() if parent in family} - family
        family |= more
        grown = bool(more)
    return sum(_used(pid) for pid in family)


def _used(pid: int) -> float:
    try:
        fields = _stat(pid)
    except OSError:
        return 0.0
    return sum(int(fields[number]) for number in (11, 12, 13, 14)) / _TICKS


def _parents() -> dict[int, int]:
    found = {}
    for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):
        try:
            found[pid] = int(_stat(pid)[1])
        except OSError:
            continue
    return found


def _stat(pid: int) -> list[str]:
    """The fields from `state` on; a program's name may hold blanks and parentheses."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
