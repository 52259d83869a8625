"""How a figure came about, from the index down to the mean of each item, as it may be shown.

Read from released figures (publication.py), so that nothing here is before suppression.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any

from reports import readings
from reports.formula import KINDS_OF_THE_CITY
from reports.index import EXACT_FROM
from reports.readings import Reading, Result

ROUNDING = 2e-4  # points: of figures with four decimals, and of a mean of such
HALF = 0.5  # points: of figures that are kept in whole ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A figure of a mean: of an item, an indicator or a dimension. `deep` is how far inside."""

    title: str
    deep: int
    value: float
    bound: str
    respondents: int | None  # rounded to 5
    standard_error: float | None
    interval: tuple[float, float] | None
    weight: float | None = None  # in what is above it, as it was counted, 0-1

    @property
    def digits(self) -> int:
        """The mean of one item that few answered is known in whole points (index.EXACT_FROM)."""
        told = (self.value, self.standard_error or 0.0)
        return 0 if all(float(one).is_integer() for one in told) else 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One kind: what it weighs, what it comes to, and everything under it."""

    title: str
    weight: float  # of the kinds that count here, 0-1
    value: float
    part: float  # points that it gives to the value before the correction
    respondents: int | None
    steps: list[Step]


def of(figures: Mapping[str, Any], reading: Reading, result: Result) -> list[Branch]:
    """A branch for each kind that counts; none where there is no index."""
    whole = figures["city"] if not result.code else _office(figures, result.code)
    counted = {
        kind: whole["kinds"][kind]
        for kind in KINDS_OF_THE_CITY
        if kind in whole["kinds"]
        and whole["kinds"][kind]["component"]
        and reading.weights.kinds[kind]
    }
    weights = {kind: reading.weights.kinds[kind] for kind in counted}
    together = sum(weights.values())
    return [
        Branch(
            title=readings.KINDS[kind],
            weight=weights[kind] / together,
            value=of_kind["component"]["value"],
            part=weights[kind] / together * of_kind["component"]["value"],
            respondents=of_kind["answers"],
            steps=_steps(of_kind, reading.dimensions[kind], _weights(reading, kind, of_kind)),
        )
        for kind, of_kind in counted.items()
    ]


def _office(figures: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(one for one in figures["offices"] if one["code"] == code)
    return found


def _weights(
    reading: Reading, kind: str, of_kind: Mapping[str, Any]
) -> Mapping[tuple[str, str], float]:
    """By dimension and indicator (empty for the dimension itself) the share in what is above.

    Indicators that too few answered are not counted, and the others are rescaled. Where the
    dimension does not come out of those that are shown, one that was counted is hidden, and no
    weight of that dimension is told.
    """
    dimensions = reading.weights.dimensions.get(kind, {})
    found = {(code, ""): share for code, share in _shares(dimensions).items()}
    for code in dimensions:
        shown = _shown(of_kind, code)
        shares = _shares(_relative(reading.weights.indicators.get(kind, {}).get(code), shown))
        if _comes_out(of_kind["dimensions"].get(code), shown, shares):
            found |= {(code, name): share for name, share in shares.items()}
    return found


def _shown(of_kind: Mapping[str, Any], code: str) -> dict[str, Mapping[str, Any]]:
    return {
        one["name"]: one["estimate"]
        for one in of_kind.get("indicators", ())
        if one["dimension"] == code
    }


def _relative(given: Mapping[str, float] | None, names: Iterable[str]) -> dict[str, float]:
    """As formula.py has it: alike where the version names none, else nothing for the others."""
    return {name: given.get(name, 0.0) if given else 1.0 for name in names}


def _comes_out(
    dimension: Mapping[str, Any] | None,
    shown: Mapping[str, Mapping[str, Any]],
    shares: Mapping[str, float],
) -> bool:
    parts = [dimension, *shown.values()]
    if dimension is None or not shares or any(part and part["bound"] for part in parts):
        return False
    mean = fsum(share * shown[name]["value"] for name, share in shares.items())
    coarse = fsum(share for name, share in shares.items() if _is_coarse(shown[name]))
    return abs(mean - float(dimension["value"])) < ROUNDING + HALF * coarse


def _is_coarse(figure: Mapping[str, Any]) -> bool:
    few = figure["respondents"] <= EXACT_FROM  # rounded to 5
    return few and float(figure["value"]).is_integer()


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    whole = sum(weights.values())
    return {name: weight / whole for name, weight in weights.items()} if whole else {}


def _steps(
    of_kind: Mapping[str, Any],
    titles: Mapping[str, str],
    weights: Mapping[tuple[str, str], float],
) -> list[Step]:
    """Dimensions in the order of the questionnaire, each with its indicators and their items."""
    found = []
    for code, title in titles.items():
        if code not in of_kind["dimensions"]:
            continue
        found.append(_step(title, 0, of_kind["dimensions"][code], weights.get((code, ""))))
        for indicator in of_kind.get("indicators", ()):
            if indicator["dimension"] == code:
                weight = weights.get((code, indicator["name"]))
                found.append(_step(indicator["name"], 1, indicator["estimate"], weight))
                found += [
                    _step(item["name"], 2, item)
                    for item in of_kind["items"]
                    if (item["dimension"], item["indicator"]) == (code, indicator["name"])
                ]
    return found


def _step(title: str, deep: int, figure: Mapping[str, Any], weight: float | None = None) -> Step:
    has_interval = figure.get("standard_error") is not None
    return Step(
        title=title,
        deep=deep,
        value=figure["value"],
        bound=figure["bound"],
        respondents=figure["respondents"],
        standard_error=figure.get("standard_error"),
        interval=(figure["low"], figure["high"]) if has_interval else None,
        weight=weight,
    )
