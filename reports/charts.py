"""From published figures to the marks of the charts, and the rows of the tables beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from reports import formula, readings, reasons, sentences
from reports.readings import Reading, Result
from reports.sentences import Change
from spi_portal.ui import geometry
from spi_portal.ui.geometry import Mark, Pair, Point, Scale

PAIRS_SHOWN = 7
LOWEST_SHADE, HIGHEST_SHADE = 65.0, 84.0
INKS = {"rentan": "fr", "waspada": "fw", "terjaga": "ft"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One office in the tables: its place, if it is ranked, and what is told of it."""

    place: int | None
    office: Result
    told: str
    change: Change | None
    mark: Mark | None
    why: str  # why there is no mark
    cells: Sequence[float | None]  # dimensions in the order of `columns`


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    kind: str
    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One dimension of one office beside the city, points."""

    title: str
    value: float
    city: float | None
    ink: str
    bound: str

    @property
    def apart(self) -> float | None:
        return None if self.city is None else self.value - self.city

    @property
    def width(self) -> str:
        """Of the bar, per cent; it begins at zero."""
        return f"{self.value:.1f}"

    @property
    def city_at(self) -> str:
        return "" if self.city is None else f"{self.city:.1f}"


def drawn(result: Result) -> float | None:
    """The figure for a drawing, which writes one decimal.

    Where a page writes two, the second is cut off here: 77.96 is Waspada, and 78.0 beside it
    would not be.
    """
    if result.figure is None:
        return None
    rounding = ROUND_FLOOR if result.decimals == 2 else ROUND_HALF_UP
    return float(result.figure.quantize(Decimal("0.1"), rounding))


def mark(result: Result, before: Result | None) -> Mark | None:
    """None without a category: its shape would tell one."""
    value = drawn(result)
    if value is None or result.category is None:
        return None
    return Mark(
        label=result.short_name,
        value=value,
        category=result.category,
        low=result.low,
        high=result.high,
        previous=drawn(before) if before and before.category else None,
    )


def marks(reading: Reading) -> list[Mark]:
    """The ranked offices, for the strip."""
    found = [mark(office, None) for office in reading.ranked]
    return [one for one in found if one]


def rows(reading: Reading, earlier: Reading | None) -> list[Row]:
    """Ranked offices, highest first; then the organisers', and those without a whole index."""
    before = {office.code: office for office in earlier.offices} if earlier else {}
    ranked = reading.ranked
    places = _places(ranked)
    others = [office for office in reading.offices if not office.is_ranked]
    others.sort(key=lambda office: (not office.is_organiser, office.figure is None, office.name))
    return [
        _row(office, before.get(office.code), places.get(office.code), reading)
        for office in (*ranked, *others)
    ]


def _places(ranked: Sequence[Result]) -> dict[str, int]:
    """Offices with the same figure share a place."""
    figures = [office.figure for office in ranked]
    return {office.code: 1 + figures.index(office.figure) for office in ranked}


def _row(office: Result, before: Result | None, place: int | None, reading: Reading) -> Row:
    drawing = mark(office, before)
    return Row(
        place=place,
        office=office,
        told=sentences.told(office),
        change=sentences.change(office, before),
        mark=drawing,
        why="" if drawing else reasons.why_no_figure(office, reading.minimum),
        cells=[_cell(office, column) for column in columns(reading)],
    )


def columns(reading: Reading) -> list[Column]:
    """The dimensions of offices: those of staff, then those of users."""
    return [
        Column(kind=kind, code=code, title=title)
        for kind in formula.KINDS_OF_AN_OFFICE
        for code, title in reading.dimensions.get(kind, {}).items()
    ]


def column_groups(reading: Reading) -> list[tuple[str, int]]:
    """Kinds over the columns, with how many columns each spans."""
    counted = [
        (readings.KINDS[kind], len(reading.dimensions.get(kind, {})))
        for kind in formula.KINDS_OF_AN_OFFICE
    ]
    return [group for group in counted if group[1]]


def _cell(office: Result, column: Column) -> float | None:
    of_kind = office.kinds.get(column.kind)
    part = of_kind.dimensions.get(column.code) if of_kind else None
    return part.value if part else None


def shades(reading: Reading) -> tuple[float, float, float, float]:
    return (LOWEST_SHADE, *reading.cuts, HIGHEST_SHADE)


def scale_of(rows: Sequence[Row], reading: Reading) -> Scale:
    """One axis for all rows of a table."""
    marks = [row.mark for row in rows if row.mark]
    ends = [end for one in marks for end in (one.low, one.high, one.previous) if end is not None]
    return geometry.scale_for(ends, cuts=reading.cuts)


def scale(
    reading: Reading, results: Iterable[Result], before: Iterable[Result | None] = ()
) -> Scale:
    """One axis for all of them, wide enough for every interval."""
    ends = [end for one in results for end in (one.low, one.high) if end is not None]
    earlier = [value for one in before if one and (value := drawn(one)) is not None]
    return geometry.scale_for([*ends, *earlier], cuts=reading.cuts)


def pairs(reading: Reading) -> list[Pair]:
    """Staff beside users: the offices with the largest gaps, and the city."""
    apart = [office for office in reading.ranked if office.gap is not None]
    apart.sort(key=lambda office: (-abs(office.gap or 0), office.code))
    found = [_pair(office, office.short_name) for office in apart[:PAIRS_SHOWN]]
    return [pair for pair in (*found, _average(reading.city)) if pair]


def pairs_of_office(office: Result, city: Result) -> list[Pair]:
    pair = _pair(office, office.short_name)
    return [one for one in (pair, _average(city)) if one] if pair else []


def _average(city: Result) -> Pair | None:
    return _pair(city, "Seluruh kota", is_average=True)


def _pair(result: Result, label: str, *, is_average: bool = False) -> Pair | None:
    staff, users = result.component("internal"), result.component("external")
    if staff is None or users is None:
        return None
    return Pair(label=label, internal=staff.value, external=users.value, is_average=is_average)


def years(by_year: Mapping[int, Mapping[str, Any]]) -> list[Point]:
    """The city's index by year; a year without a whole index breaks the line."""
    return [Point(label=str(year), value=_whole(index)) for year, index in sorted(by_year.items())]


def index_of(result: Result) -> dict[str, Any]:
    """A result in the form that `years` reads."""
    return {
        "category": result.category,
        "decimals": result.decimals,
        "figure": None if result.figure is None else str(result.figure),
    }


def _whole(index: Mapping[str, Any]) -> float | None:
    if index["category"] is None:
        return None
    rounding = ROUND_FLOOR if index["decimals"] == 2 else ROUND_HALF_UP
    return float(Decimal(index["figure"]).quantize(Decimal("0.1"), rounding))


def dimensions(office: Result, reading: Reading) -> list[tuple[str, list[Dimension]]]:
    """By kind, in the order of the questionnaire, those that are shown."""
    found = [
        (of_kind.title, _dimensions_of(office, of_kind.kind, reading))
        for of_kind in office.kinds.values()
    ]
    return [(title, listed) for title, listed in found if listed]


def _dimensions_of(office: Result, kind: str, reading: Reading) -> list[Dimension]:
    ours = office.kinds[kind].dimensions
    theirs = reading.city.kinds[kind].dimensions if kind in reading.city.kinds else {}
    return [
        Dimension(
            title=title,
            value=ours[code].value,
            city=theirs[code].value if code in theirs else None,
            ink=_ink(ours[code].value, reading.cuts),
            bound=ours[code].bound,
        )
        for code, title in reading.dimensions.get(kind, {}).items()
        if code in ours
    ]


def _ink(value: float, cuts: tuple[float, float]) -> str:
    """By the figure as it is shown, so that a bar and its number agree."""
    shown = round(value, 1)
    return INKS["rentan" if shown < cuts[0] else "waspada" if shown < cuts[1] else "terjaga"]
