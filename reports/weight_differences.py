"""What is different between two weight sets, value by value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from reports import method, weight_values
from reports.models.weights import WeightSet
from reports.weight_values import Value

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A value in two sets. `before` or `after` is None where only the other one has it."""

    group: str
    label: str
    before: Value | None
    after: Value | None

    @property
    def only_source(self) -> bool:
        before, after = self.before, self.after
        return before is not None and after is not None and before.number == after.number


ABOUT = {"name": "Nama", "year": "Berlaku mulai", "author": "Penyusun", "reason": "Alasan"}


def about(old: WeightSet, new: WeightSet) -> list[tuple[str, str, str]]:
    """Name, year, author and reason where they differ: label, before, after."""
    return [
        (label, str(getattr(old, key)), str(getattr(new, key)))
        for key, label in ABOUT.items()
        if getattr(old, key) != getattr(new, key)
    ]


def compare(old: WeightSet, new: WeightSet) -> list[Change]:
    """In the order of the pages."""
    there, here = weight_values.of(old), weight_values.of(new)
    before, after = _by_row(there, beside=here), _by_row(here, beside=there)
    return [
        Change(
            group=(after.get(row) or before[row]).group,
            label=(after.get(row) or before[row]).label,
            before=before.get(row),
            after=after.get(row),
        )
        for row in [*after, *(row for row in before if row not in after)]
        if _content(before.get(row)) != _content(after.get(row))
    ]


def _content(value: Value | None) -> tuple[Decimal, str] | None:
    return (value.number, value.source) if value else None


def _by_row(values: list[Value], *, beside: list[Value]) -> dict[Row, Value]:
    """With the equal weights of indicators that are written in the other set alone."""
    found = {one.row: one for one in values}
    dimensions = {_dimension(one) for one in values if _is_dimension(one)}
    written = {_dimension(one) for one in values if _is_indicator(one)}
    for one in beside:
        if _is_indicator(one) and _dimension(one) in dimensions - written:
            siblings = sum(_is_indicator(x) and _dimension(x) == _dimension(one) for x in beside)
            number = weight_values.equal_shares(siblings)
            found[one.row] = replace(one, number=number, source=method.OUR_POLICY)
    return found


def _is_indicator(value: Value) -> bool:
    return value.row[0] == "weight" and bool(value.row[3])


def _is_dimension(value: Value) -> bool:
    return value.row[0] == "weight" and bool(value.row[2]) and not value.row[3]


def _dimension(value: Value) -> Row:
    return value.row[:3]
