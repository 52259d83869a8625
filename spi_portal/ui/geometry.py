"""Where the marks of a chart stand. Pure: no Django, no colour, no text.

Across, everything is a share of the width in per cent; down, it is pixels. So a drawing is
as wide as its place while marks and letters keep their size. Positions are strings with a
decimal point, ready for an attribute whatever the page's language.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LOW, HIGH = 58.0, 88.0
CUTS = (73.0, 78.0)
CATEGORIES = ("rentan", "waspada", "terjaga")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One office on the strip: index points, its 95% interval, last year's points."""

    label: str
    value: float
    category: str
    low: float | None = None
    high: float | None = None
    previous: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What staff say and what users of the service say, in index points."""

    label: str
    internal: float
    external: float
    is_average: bool = False

    @property
    def gap(self) -> float:
        return self.internal - self.external


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One year of a trend; `value=None` breaks the line."""

    label: str
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a whole. `ink` is a name of `spi_portal.ui.inks`."""

    label: str
    count: int
    ink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the axis in per cent, with what it stands for."""

    name: str
    x: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A mark in its place: per cent across, pixels down."""

    mark: Mark
    x: str
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Index points laid along the width; `cuts` are the lower edges of Waspada and Terjaga."""

    low: float = LOW
    high: float = HIGH
    cuts: tuple[float, float] = CUTS

    def position(self, value: float) -> float:
        """Per cent of the width, held inside the strip."""
        share = (float(value) - self.low) / (self.high - self.low)
        return 100 * min(1.0, max(0.0, share))

    def percent(self, value: float) -> str:
        return f"{self.position(value):.1f}"

    def zones(self) -> list[Span]:
        edges = (0.0, *(self.position(cut) for cut in self.cuts), 100.0)
        return [
            Span(name=name, x=f"{start:.1f}", width=f"{end - start:.1f}")
            for name, (start, end) in zip(CATEGORIES, itertools.pairwise(edges), strict=True)
        ]

    def ticks(self) -> list[tuple[float, str]]:
        """Figures along the axis: both ends, and steps that fall on the cuts."""
        step = 5 if self.high - self.low <= 40 else 10
        first = self.low + (self.cuts[0] - self.low) % step
        inner = [first + step * i for i in range(int((self.high - first) / step) + 1)]
        values = [self.low, *(v for v in inner if self.low < v < self.high), self.high]
        room = (self.high - self.low) / 12
        kept = [v for v in values if v in (self.low, self.high) or self._has_room(v, room)]
        return [(value, self.percent(value)) for value in kept]

    def _has_room(self, value: float, room: float) -> bool:
        return value - self.low >= room and self.high - value >= room


def scale_for(values: Iterable[float], *, cuts: tuple[float, float] = CUTS) -> Scale:
    """The usual strip from 58 to 88, widened in steps of five until every value is on it."""
    known = [float(value) for value in values]
    lowest, highest = min(known, default=LOW), max(known, default=HIGH)
    low = LOW if lowest >= LOW else 5.0 * math.floor(lowest / 5)
    high = HIGH if highest <= HIGH else 5.0 * math.ceil(highest / 5)
    return Scale(low=low, high=high, cuts=cuts)


def tight_scale(values: Iterable[float], *, cuts: tuple[float, float] = CUTS) -> Scale:
    """Only as much of the axis as the values and the cuts need, in steps of five."""
    known = [*(float(value) for value in values), *cuts]
    return Scale(
        low=max(0.0, 5.0 * math.floor((min(known) - 2) / 5)),
        high=min(100.0, 5.0 * math.ceil((max(known) + 2) / 5)),
        cuts=cuts,
    )


def swarm(marks: Sequence[Mark], *, scale: Scale, apart: float = 2.4, step: int = 19) -> list[Spot]:
    """Marks laid in lanes around the middle so that none hides another.

    `apart` is the least distance inside one lane in per cent, `step` the height of a lane
    in pixels. `y` counts from the middle lane, negative upwards.
    """
    ends: dict[int, float] = {}
    spots = []
    for mark in sorted(marks, key=lambda mark: mark.value):
        x = scale.position(mark.value)
        lane = next(n for n in _lanes() if x - ends.get(n, -apart) >= apart)
        ends[lane] = x
        spots.append(Spot(mark=mark, x=f"{x:.1f}", y=lane * step))
    return spots


def _lanes() -> Iterable[int]:
    yield 0
    n = 1
    while True:
        yield n
        yield -n
        n += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A point of a trend in its place."""

    point: Point
    x: str
    y: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A straight piece of a trend."""

    x1: str
    y1: str
    x2: str
    y2: str


def stops(points: Sequence[Point], *, scale: Scale, height: int) -> list[Stop]:
    """Years evenly from 3% to 92% of the width; up is better."""
    between = 89 / max(1, len(points) - 1)
    return [
        Stop(
            point=point,
            x=f"{3 + i * between:.1f}",
            y=None if point.value is None else down(point.value, scale=scale, height=height),
        )
        for i, point in enumerate(points)
    ]


def strokes(line: Sequence[Stop]) -> list[Stroke]:
    """The pieces between neighbours that both have a value."""
    return [
        Stroke(x1=a.x, y1=a.y, x2=b.x, y2=b.y)
        for a, b in itertools.pairwise(line)
        if a.y is not None and b.y is not None
    ]


def down(value: float, *, scale: Scale, height: int) -> str:
    """Pixels from the top of a drawing in which up is better."""
    return f"{height * (1 - scale.position(value) / 100):.1f}"


def shares(parts: Sequence[Part]) -> list[tuple[Part, str, str]]:
    """Each part with its start and its width in per cent of the whole."""
    whole = sum(part.count for part in parts) or 1
    start = 0.0
    laid = []
    for part in parts:
        width = 100 * part.count / whole
        laid.append((part, f"{start:.2f}", f"{width:.2f}"))
        start += width
    return laid
