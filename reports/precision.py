"""How sure the order of offices is, and a difference; who did not answer.

Everything here is worked out from published figures alone, so it tells nothing that they do not.
Source: docs/method.md section 5, "Comparing" and "Response".
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from reports import estimation, readings
from reports.estimation import Estimate, Ranks, Response
from reports.readings import OfKind, Reading, Result
from spi_portal.ui import formats

BY_CHANCE = "Perbedaan ini bisa terjadi karena kebetulan."
MORE_THAN_CHANCE = "Perbedaan ini lebih besar daripada yang biasa terjadi karena kebetulan."
EVEN = 0.9  # R from which response is called alike everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An office with the places it may have; drawn as a bar over all places, per cent."""

    office: Result
    ranks: Ranks
    among: int

    @property
    def said(self) -> str:
        best, worst = self.ranks.best, self.ranks.worst
        return f"{best}" if best == worst else f"{best} sampai {worst}"

    @property
    def start(self) -> str:
        return f"{100 * (self.ranks.best - 1) / self.among:.2f}"

    @property
    def width(self) -> str:
        return f"{100 * (self.ranks.worst - self.ranks.best + 1) / self.among:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Of two figures, points, with half of its 95 % interval."""

    title: str
    now: str
    before: str
    points: float
    margin: float
    is_certain: bool

    @property
    def verdict(self) -> str:
        return MORE_THAN_CHANCE if self.is_certain else BY_CHANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How many of the invited answered, as far as it is shown."""

    title: str
    invited: int
    answers: int | None  # rounded to 5; None: fewer than the minimum

    @property
    def rate(self) -> float | None:
        """Share, about: the answers are rounded."""
        if self.answers is None or not self.invited:
            return None
        return min(1.0, self.answers / self.invited)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByKind:
    """Response of one kind: the city, the offices, and how alike these are."""

    title: str
    city: Answered
    offices: Sequence[Answered]  # fewest answers first
    representativeness: float | None  # R, of the offices that are shown

    @property
    def left_out(self) -> int:
        """Offices whose answers are too few to be shown, and so to be compared."""
        return sum(one.answers is None for one in self.offices)

    @property
    def said(self) -> str:
        if self.representativeness is None:
            return "Terlalu sedikit OPD untuk dibandingkan."
        if self.representativeness >= EVEN:
            if self.left_out:
                return (
                    "Di antara OPD yang ditampilkan, bagian yang menjawab hampir sama; "
                    f"{self.left_out} OPD dengan terlalu sedikit jawaban tidak dibandingkan."
                )
            return "Yang menjawab hampir sama banyaknya di semua OPD."
        return (
            "Sebagian OPD jauh lebih sedikit menjawab. Bila yang tidak menjawab berpendapat "
            "lain, angka OPD itu lebih meleset daripada batas ketelitiannya."
        )


def places(reading: Reading) -> list[Place]:
    """Ranked offices whose figure has an error, highest first; all intervals hold together."""
    offices = [office for office in reading.ranked if office.estimate]
    found = estimation.ranks({one.code: _known(one) for one in offices})
    return [Place(office=one, ranks=found[one.code], among=len(offices)) for one in offices]


def without_place(reading: Reading) -> list[Result]:
    """Those that are ranked but only known to lie beyond a bound."""
    return [office for office in reading.ranked if not office.estimate]


def of_order(found: Sequence[Place]) -> str:
    """The headline: how much of the order is certain."""
    if len(found) < 2:
        return "Belum ada dua OPD yang dapat dibandingkan."
    wide = sum(one.ranks.best != one.ranks.worst for one in found)
    if not wide:
        return f"Urutan {len(found)} OPD pasti."
    top = sum(one.ranks.best == 1 for one in found)
    last = sum(one.ranks.worst == len(found) for one in found)
    return (
        f"{wide} dari {len(found)} OPD tidak punya satu peringkat yang pasti: "
        f"{top} OPD mungkin tertinggi, {last} mungkin terendah."
    )


def between(one: Result, other: Result) -> Difference | None:
    """Two offices of one year; None where one of them has no figure with an error."""
    return _difference(f"{one.short_name} dan {other.short_name}", one, other)


def since(now: Sequence[Result], earlier: Reading | None) -> list[Difference]:
    """Each office beside itself in the year before, the largest change first."""
    before = {office.code: office for office in earlier.offices} if earlier else {}
    found = [
        _difference(office.short_name, office, before[office.code])
        for office in now
        if office.code in before and readings.change(office, before[office.code]) is not None
    ]
    return sorted((one for one in found if one), key=lambda one: -abs(one.points))


def of_city(now: Reading, earlier: Reading | None) -> Difference | None:
    if earlier is None or readings.change(now.city, earlier.city) is None:
        return None
    return _difference(now.imprint.city, now.city, earlier.city)


def response(reading: Reading) -> list[ByKind]:
    """By kind, in the order of the pages."""
    return [_by_kind(kind, reading) for kind in reading.city.kinds]


def _by_kind(kind: str, reading: Reading) -> ByKind:
    offices = [office for office in reading.offices if kind in office.kinds]
    rows = [_answered(office.short_name, office.kinds[kind]) for office in offices]
    return ByKind(
        title=readings.KINDS[kind],
        city=_answered("Seluruh kota", reading.city.kinds[kind]),
        offices=sorted(rows, key=lambda one: (one.rate or 0.0, one.title)),
        representativeness=_representativeness(
            {office.code: office.kinds[kind] for office in offices}
        ),
    )


def _representativeness(of_kinds: Mapping[str, OfKind]) -> float | None:
    groups: dict[Hashable, Response] = {
        code: Response(
            population=one.population,
            invited=one.invited,
            answers=min(one.answers, one.invited),
        )
        for code, one in of_kinds.items()
        if one.answers is not None and one.invited
    }
    return estimation.by_group(groups).representativeness if len(groups) > 1 else None


def _answered(title: str, of_kind: OfKind) -> Answered:
    return Answered(title=title, invited=of_kind.invited, answers=of_kind.answers)


def _difference(title: str, one: Result, other: Result) -> Difference | None:
    apart = readings.difference(one, other)
    if apart is None:
        return None
    return Difference(
        title=title,
        now=formats.number(one.figure, one.decimals),
        before=formats.number(other.figure, other.decimals),
        points=float((one.figure or 0) - (other.figure or 0)),
        margin=apart.margin,
        is_certain=estimation.is_certain(apart),
    )


def _known(office: Result) -> Estimate:
    found = office.estimate
    assert found is not None  # noqa: S101  # asked before
    return found
