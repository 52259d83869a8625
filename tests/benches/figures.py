"""What a bench measured, in the one form in which `dev.py bench` prints it."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`value` and `spread` (largest minus smallest of the runs) in `unit`; less is better.

    `aim` is what we promised ourselves, `met` whether it holds. `baseline` is what the usual way
    takes for the same, `ratio` the value as a part of it: 0.1 is a tenth.
    """

    name: str
    value: float
    unit: str
    spread: float = 0.0
    aim: float | None = None
    met: bool | None = None
    baseline: float | None = None
    ratio: float | None = None


def figure(
    name: str,
    runs: Iterable[float],
    unit: str,
    *,
    aim: float | None = None,
    baseline: float | None = None,
) -> Figure:
    """The median of some runs."""
    runs = sorted(runs)
    value = statistics.median(runs)
    return Figure(
        name=name,
        value=round(value, 3),
        unit=unit,
        spread=round(runs[-1] - runs[0], 3),
        aim=aim,
        met=None if aim is None else value <= aim,
        baseline=None if baseline is None else round(baseline, 3),
        ratio=None if not baseline else round(value / baseline, 3),
    )


def as_json(figures: Iterable[Figure]) -> str:
    return json.dumps([asdict(one) for one in figures], indent=2)


def as_table(figures: Iterable[Figure]) -> str:
    heads = ("name", "value", "unit", "spread", "aim", "met", "baseline", "ratio")
    lines = [heads, *(tuple(_shown(asdict(one)[head]) for head in heads) for one in figures)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:g}" if isinstance(value, float) else str(value)
