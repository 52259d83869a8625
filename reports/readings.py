"""Published figures, read: what pages, papers and sentences are made from.

A publication keeps JSON (see index.py and publication.py). Here it becomes plain objects, so
that no page reaches into it by key, and none can reach anything that was not published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import inf
from typing import Any

from reports import estimation
from reports.estimation import Estimate
from reports.formula import State

KINDS = {"internal": "Pegawai", "external": "Pengguna layanan", "expert": "Ahli"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An estimate in points. `bound` says that it is only known to lie beyond `value`."""

    value: float
    low: float
    high: float
    standard_error: float | None
    bound: str
    degrees: float | None = None  # of freedom; None: without end, as in older publications

    @property
    def margin(self) -> float | None:
        """Half of the 95% interval, points."""
        return None if self.standard_error is None else self.estimate.margin

    @property
    def estimate(self) -> Estimate:
        """What other figures are worked out from; without numbers of people."""
        return Estimate(
            value=self.value,
            standard_error=self.standard_error or 0.0,
            respondents=0,
            population=0,
            degrees=self.degrees or inf,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Points taken off. `cases`: how many of each stage; empty in older publications."""

    conduct: float
    prevalence: float
    total: float
    cases: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfKind:
    """What one kind of respondents says. `hidden` says why there is no component, if so."""

    kind: str
    population: int
    invited: int
    answers: int | None  # rounded to 5; None: fewer than the minimum
    component: Part | None
    dimensions: Mapping[str, Part]
    hidden: str
    thin: Sequence[str] = ()  # dimensions that too few answered, where that is why
    guarded: Sequence[str] = ()  # dimensions hidden so that a few cannot be got by subtraction

    @property
    def title(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The index of the city or of one office, as published."""

    code: str
    name: str
    short_name: str
    is_organiser: bool
    state: State
    figure: Decimal | None
    bound: str
    decimals: int
    category: str | None
    missing: Sequence[str]
    before_correction: Part | None
    correction: Correction | None
    kinds: Mapping[str, OfKind]

    @property
    def is_ranked(self) -> bool:
        """Whether it takes part in the ranking: complete, and not an organiser's."""
        return self.state == State.COMPLETE and not self.is_organiser

    @property
    def low(self) -> float | None:
        """The lower end of the interval around the figure: the correction counts as fixed."""
        return self._corrected(self.before_correction.low) if self.before_correction else None

    @property
    def high(self) -> float | None:
        return self._corrected(self.before_correction.high) if self.before_correction else None

    @property
    def margin(self) -> float | None:
        return self.before_correction.margin if self.before_correction else None

    @property
    def estimate(self) -> Estimate | None:
        """Around the figure that is shown, if that has an error; the correction counts as fixed."""
        before, off = self.before_correction, self.correction
        if before is None or before.standard_error is None or off is None or self.figure is None:
            return None
        return replace(before.estimate, value=self._corrected(before.value))

    @property
    def answers(self) -> int:
        """Answers that may be told of, of all kinds, each rounded to 5."""
        return sum(of_kind.answers or 0 for of_kind in self.kinds.values())

    @property
    def gap(self) -> float | None:
        """Staff minus users, points."""
        staff, users = self.component("internal"), self.component("external")
        return None if staff is None or users is None else staff.value - users.value

    def component(self, kind: str) -> Part | None:
        return self.kinds[kind].component if kind in self.kinds else None

    def _corrected(self, points: float) -> float:
        return max(0.0, points - (self.correction.total if self.correction else 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What stands on the paper beside the figures: whose, by which method, from which input."""

    city: str
    organiser: str
    is_demo: bool
    method: str
    input_hash: str
    result_hash: str
    letterhead: Sequence[str] = ()
    officials: Sequence[tuple[str, str]] = ()  # title and name
    arms: str = ""  # digest of the picture; empty: the portal's own mark


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedWeights:
    """The weight set that the figures were made with."""

    name: str
    author: str
    reason: str
    kinds: Mapping[str, float]  # shares that add up to 1
    correction: Mapping[str, float]
    # Relative, by kind; empty in older publications. Indicators without one weigh alike.
    dimensions: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    indicators: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The frozen lists: which nobody vouched for, how often they were mended afterwards, and how
    many of the drawn got a letter on paper.

    Publications of before this was kept say nothing.
    """

    unsigned: Sequence[str] = ()  # an OPD with its lists and the letter, in words
    corrections: int | None = None
    printed: Mapping[str, int] = field(default_factory=dict)  # letters on paper, and once more


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The published figures of one wave."""

    slug: str
    title: str
    year: int
    minimum: int
    cuts: tuple[float, float]  # where Waspada and Terjaga begin
    dimensions: Mapping[str, Mapping[str, str]]  # by kind, code to title, in order
    city: Result
    offices: Sequence[Result]
    imprint: Imprint
    weights: UsedWeights
    lists: Lists

    @property
    def method(self) -> int:
        """The version of the method: what older ones did otherwise must not be said of them."""
        return int(self.imprint.method)

    def office(self, code: str) -> Result | None:
        return next((office for office in self.offices if office.code == code), None)

    @property
    def ranked(self) -> list[Result]:
        """Highest first; with the same figure by name."""
        ranked = [office for office in self.offices if office.is_ranked]
        return sorted(ranked, key=lambda office: (-(office.figure or 0), office.name))


def read(figures: Mapping[str, Any]) -> Reading:
    """Raises KeyError for figures that were not made by publication.publish."""
    wave = figures["wave"]
    name = figures["imprint"]["city"]
    return Reading(
        slug=wave["slug"],
        title=wave["title"],
        year=wave["year"],
        minimum=figures["minimum"],
        cuts=_cuts(figures["bands"]),
        dimensions={
            kind: {one["code"]: one["title"] for one in listed}
            for kind, listed in figures["dimensions"].items()
        },
        city=_result(figures["city"], code="", name=name, short_name=name, organiser=False),
        offices=[
            _result(
                office,
                code=office["code"],
                name=office["name"],
                short_name=office["short_name"],
                organiser=office["organiser"],
            )
            for office in figures["offices"]
        ],
        imprint=Imprint(**figures["imprint"]),
        weights=UsedWeights(**figures["weights"]),
        lists=Lists(**figures.get("lists", {})),
    )


def change(now: Result, before: Result | None) -> Decimal | None:
    """Points since the wave before; None where one of the two has no figure of all its kinds."""
    if before is None or now.figure is None or before.figure is None:
        return None
    if now.state != State.COMPLETE or before.state != State.COMPLETE or now.bound or before.bound:
        return None
    return now.figure - before.figure


def difference(one: Result, other: Result) -> Estimate | None:
    """`one` minus `other`, of two waves or two offices, which different people answered.

    None where one of them has no figure with an error. Whether it means something is for
    estimation.is_certain to say, on every page alike.
    """
    first, second = one.estimate, other.estimate
    return estimation.difference(first, second) if first and second else None


def _cuts(bands: Sequence[Mapping[str, str]]) -> tuple[float, float]:
    floors = {band["category"]: float(band["floor"]) for band in bands}
    return floors["waspada"], floors["terjaga"]


def _result(
    figures: Mapping[str, Any], *, code: str, name: str, short_name: str, organiser: bool
) -> Result:
    index, correction = figures["index"], figures["correction"]
    return Result(
        code=code,
        name=name,
        short_name=short_name,
        is_organiser=organiser,
        state=State(index["state"]),
        figure=None if index["figure"] is None else Decimal(index["figure"]),
        bound=index["bound"],
        decimals=index["decimals"] or 1,
        category=index["category"],
        missing=[kind for kind in KINDS if kind in index["missing"]],
        before_correction=_part(index["before_correction"]),
        correction=None if correction is None else Correction(**correction),
        kinds={kind: _of_kind(kind, figures["kinds"][kind]) for kind in _in_order(figures)},
    )


def _in_order(figures: Mapping[str, Any]) -> list[str]:
    """JSON of the database sorts its keys by length; pages show staff first."""
    return [kind for kind in KINDS if kind in figures["kinds"]]


def _of_kind(kind: str, figures: Mapping[str, Any]) -> OfKind:
    dimensions = {code: _part(part) for code, part in figures["dimensions"].items()}
    return OfKind(
        kind=kind,
        population=figures["population"],
        invited=figures["invited"],
        answers=figures["answers"],
        component=_part(figures["component"]),
        dimensions={code: part for code, part in dimensions.items() if part},
        hidden=figures["hidden"],
        thin=figures.get("thin", ()),
        guarded=figures.get("guarded", ()),
    )


def _part(figures: Mapping[str, Any] | None) -> Part | None:
    if figures is None:
        return None
    return Part(
        value=figures["value"],
        low=figures["low"],
        high=figures["high"],
        standard_error=figures["standard_error"],
        bound=figures["bound"],
        degrees=figures.get("degrees"),
    )
