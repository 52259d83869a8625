"""The one way out for answers: counted sheets, put together by group."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from reports import counted_sheets, scoring, signals
from reports.estimation import Column, Stratum
from reports.scoring import (
    AttentionItem,
    DirectionItem,
    MethodItem,
    PressureItem,
    Scheme,
    ScoredItem,
    Sheets,
)
from reports.signals import Measured, Sign
from surveys.models.groups import AnonymityGroup
from surveys.models.waves import Wave
from surveys.questionnaire.instrument import Choice, Instrument, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabulated:
    """A group's part in the figures. `opd` is the code of the office it speaks for, if any."""

    kind: str
    opd: str | None
    invited: int
    stratum: Stratum
    directed: int  # sheets that say they were directed
    uniform: int
    told: Sequence[int]  # sheets, by choice of the item on pressure
    items: Mapping[ScoredItem, tuple[float, int]]  # points together, and of how many
    signs: Mapping[Sign, Measured]  # of staff of an office; of nobody else
    method: Mapping[str, NDArray[np.float64]]  # of the method module: by item, of each sheet

    @classmethod
    def of(
        cls,
        sheets: Sheets,
        scheme: Scheme,
        *,
        opd: str | None,
        population: int,
        invited: int,
    ) -> Tabulated:
        points = scoring.indicators(sheets, scheme)
        columns: dict[Hashable, Column] = {
            indicator: Column.of(column) for indicator, column in points.items()
        }
        return cls(
            kind=scheme.kind,
            opd=opd,
            invited=invited,
            stratum=Stratum(population=population, answers=len(sheets), columns=columns),
            directed=int(scoring.directed(sheets, scheme)[0].sum()),
            uniform=int(scoring.uniform(sheets, scheme).sum()),
            told=scoring.told(sheets, scheme),
            items=scoring.item_sums(sheets, scheme),
            signs=signals.measure(sheets, scheme) if opd and scheme.kind == "internal" else {},
            method=scoring.method_answers(sheets, scheme),
        )

    @property
    def answers(self) -> int:
        return self.stratum.answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabulation:
    groups: Sequence[Tabulated]
    input_hash: str  # SHA-256 over all groups and sheets, whatever their order


def tabulate(wave: Wave) -> Tabulation:
    """All of a wave's counted sheets. Cost grows linearly with their number."""
    asked = {
        one.kind: one.version.read() for one in wave.waveinstrument_set.select_related("version")
    }
    schemes = {kind: scheme(instrument) for kind, instrument in asked.items()}
    sheets: dict[int, Sheets] = {}
    for kind, instrument in asked.items():
        sheets |= counted_sheets.by_group(wave.pk, kind, items=len(instrument.items))
    groups = list(AnonymityGroup.objects.filter(wave=wave).select_related("opd").order_by("pk"))
    nobody = {kind: scoring.matrix([], len(one.items)) for kind, one in asked.items()}
    of_group = {group.pk: sheets.get(group.pk, nobody[group.kind]) for group in groups}
    return Tabulation(
        groups=[_tabulated(group, of_group[group.pk], schemes[group.kind]) for group in groups],
        input_hash=_hash(groups, of_group),
    )


def scheme(instrument: Instrument) -> Scheme:
    """What of an instrument is read: index items, steered answers, attention, pressure."""
    places = list(enumerate(instrument.items))
    return Scheme(
        kind=instrument.kind,
        items=tuple(_scored(n, item) for n, item in places if item.role == "index"),
        directions=tuple(_direction(n, item) for n, item in places if item.role == "correction"),
        attention=tuple(_attention(n, item) for n, item in places if item.expected),
        pressure=next((_pressure(n, item) for n, item in places if item.role == "pressure"), None),
        method=tuple(_method(n, item) for n, item in places if item.role == "method"),
    )


def _scored(place: int, item: Item) -> ScoredItem:
    return ScoredItem(
        index=place,
        dimension=item.dimension or "",
        indicator=item.indicator or item.name,
        scores=tuple(choice.score for choice in item.choices),
        name=item.name,
    )


def _direction(place: int, item: Item) -> DirectionItem:
    """Saying yes to being steered scores nothing, saying no everything."""
    scores = [choice.score for choice in item.choices]
    return DirectionItem(index=place, yes=scores.index(0), no=scores.index(10000))


def _attention(place: int, item: Item) -> AttentionItem:
    codes = [choice.code for choice in item.choices]
    return AttentionItem(index=place, expected=codes.index(item.expected or ""))


def _pressure(place: int, item: Item) -> PressureItem:
    return PressureItem(index=place, choices=len(item.choices))


def _method(place: int, item: Item) -> MethodItem:
    return MethodItem(index=place, name=item.name, worth=tuple(map(_worth, item.choices)))


def _worth(choice: Choice) -> float | None:
    """Yes is 1, no is 0, a number itself; whatever else is said counts as no answer."""
    if choice.code.isdecimal():
        return float(choice.code)
    return {"ya": 1.0, "tidak": 0.0}.get(choice.code)


def _tabulated(group: AnonymityGroup, sheets: Sheets, scheme: Scheme) -> Tabulated:
    return Tabulated.of(
        sheets,
        scheme,
        opd=group.opd.code if group.opd else None,
        population=group.population,
        invited=group.invited,
    )


def _hash(groups: Iterable[AnonymityGroup], sheets: Mapping[int, Sheets]) -> str:
    whole = sha256()
    for group in groups:
        whole.update(f"{group.pk}|{group.kind}|{group.population}|{group.invited}|".encode())
        whole.update(f"{sheets[group.pk].shape}".encode())
        whole.update(sheets[group.pk].tobytes())
    return whole.hexdigest()
