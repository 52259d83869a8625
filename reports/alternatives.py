"""How much hangs on the weights: the city's index under other weights of the kinds.

For the review only; what is published has one weight set. The correction stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from reports import formula
from reports.formula import Band
from reports.readings import Reading

OTHERS: Mapping[str, Mapping[str, float]] = {
    "sama rata": {"internal": 1, "external": 1, "expert": 1},
    "50 : 30 : 20": {"internal": 0.5, "external": 0.3, "expert": 0.2},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    name: str
    figure: Decimal
    category: str


def of_city(reading: Reading) -> list[Alternative]:
    """Under each of the fixed other weights; empty unless all kinds are there."""
    parts = {kind: reading.city.component(kind) for kind in formula.KINDS_OF_THE_CITY}
    values = {kind: part.value for kind, part in parts.items() if part}
    if len(values) < len(parts) or reading.city.correction is None:
        return []
    bands = _bands(reading.cuts)
    found = []
    for name, weights in OTHERS.items():
        weighed = sum(weights[kind] * value for kind, value in values.items())
        whole = weighed / sum(weights.values()) - reading.city.correction.total
        figure = formula.rounded(max(0.0, whole))
        found.append(
            Alternative(name=name, figure=figure, category=formula.category(figure, bands))
        )
    return found


def _bands(cuts: tuple[float, float]) -> list[Band]:
    starts = (Decimal(0), *(Decimal(str(cut)) for cut in cuts))
    names = ("rentan", "waspada", "terjaga")
    return [Band(category=name, start=start) for name, start in zip(names, starts, strict=True)]
