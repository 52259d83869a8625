"""What the Sekda may want to decide on: candidates that are computed, never chosen.

They say which office stands out and by how much, not why: figures cannot know that.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports import estimation, readings, sentences
from reports.estimation import Estimate
from reports.readings import Reading, Result
from spi_portal.ui import formats


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """One thing to look at. The office that it is about comes first, if it is about one."""

    text: str
    note: str
    office: Result | None = None


def candidates(reading: Reading, earlier: Reading | None) -> list[Attention]:
    """Candidates for a decision: largest drop, largest gap, lowest dimension."""
    found = (_largest_drop(reading, earlier), _largest_gap(reading), _lowest_dimension(reading))
    return [one for one in found if one]


def _largest_drop(reading: Reading, earlier: Reading | None) -> Attention | None:
    before = {office.code: office for office in earlier.offices} if earlier else {}
    drops = [
        (changed, office, before[office.code])
        for office in reading.ranked
        if (changed := readings.change(office, before.get(office.code))) is not None and changed < 0
    ]
    if not drops:
        return None
    changed, office, was = min(drops, key=lambda drop: (drop[0], drop[1].code))
    apart = readings.difference(office, was)
    points = formats.number(abs(changed), 1)
    beside = f", {_beside(apart)} ± {formats.number(apart.margin, 1)}" if apart else ""
    return Attention(
        text=f"turun {points} poin, penurunan terbesar",
        note=f"dari {sentences.told(was)} menjadi {sentences.told(office)}{beside}",
        office=office,
    )


def _beside(apart: Estimate) -> str:
    weight = "melebihi" if estimation.is_certain(apart) else "masih di dalam"
    return f"{weight} batas ketelitian"


def _largest_gap(reading: Reading) -> Attention | None:
    apart = [one for one in reading.ranked if one.gap is not None]
    if not apart:
        return None
    office = max(apart, key=lambda one: (abs(one.gap or 0), one.code))
    said = sentences.gap(office)
    return Attention(
        text=f"{said[0].lower()}{said[1:-1]}, selisih terbesar",
        note=", ".join(
            f"{of_kind.title.lower()} {formats.number(of_kind.component.value, 1)}"
            for of_kind in office.kinds.values()
            if of_kind.component
        ),
        office=office,
    )


def _lowest_dimension(reading: Reading) -> Attention | None:
    parts = [
        (part.value, kind, code)
        for kind, of_kind in reading.city.kinds.items()
        for code, part in of_kind.dimensions.items()
    ]
    if not parts:
        return None
    value, kind, code = min(parts)
    title = reading.dimensions[kind][code]
    lowest = _lowest_office(reading, kind, code)
    return Attention(
        text=f"“{title}” dimensi terendah kota: {formats.number(value, 1)}",
        note=f"menurut {readings.KINDS[kind].lower()}{lowest}",
    )


def _lowest_office(reading: Reading, kind: str, code: str) -> str:
    there = [
        (office.kinds[kind].dimensions[code].value, office.short_name)
        for office in reading.ranked
        if kind in office.kinds and code in office.kinds[kind].dimensions
    ]
    if not there:
        return ""
    value, name = min(there)
    return f"; paling rendah di {name}, {formats.number(value, 1)}"
