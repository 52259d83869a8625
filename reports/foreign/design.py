"""The JSON beside a table: its strata, its items and the figures that are asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from reports.estimation import Conventions
from reports.foreign.faults import FaultyInput

KINDS = ("mean", "share", "ratio", "composite", "total")
Where = Mapping[str, tuple[str, ...]]  # by column the values that count
Scores = Mapping[str, float | None]  # by answer; None is missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    kind: str
    parts: Mapping[str, float]  # item and coefficient; of a ratio what is above, then below
    where: Where
    minus: Where | None
    top: float | None  # the end of the scale, inside which the interval stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    figures: Mapping[str, Figure]
    strata: str | None = None
    population: str | Mapping[str, float] | None = None
    weight: str | None = None
    cluster: str | None = None
    items: Mapping[str, Scores | None] = field(default_factory=dict)
    margins: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    conventions: Conventions = field(default_factory=Conventions)


def read(content: bytes) -> Design:
    """Raises FaultyInput with the name of the entry that is wrong."""
    try:
        given = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise FaultyInput(f"the design is not JSON: {fault}") from fault
    _expect(isinstance(given, dict), "the design is not a JSON object")
    if strange := sorted(given.keys() - Design.__slots__):
        raise FaultyInput(
            f"the design knows no {strange[0]!r}; it knows {', '.join(sorted(Design.__slots__))}"
        )
    for name in ("strata", "weight", "cluster"):
        _expect(isinstance(given.get(name), str | None), f"{name} is not the name of a column")
    _expect(bool(_object(given, "figures")), "figures: the design asks for no figure")
    return Design(
        strata=given.get("strata"),
        weight=given.get("weight"),
        cluster=given.get("cluster"),
        population=_population(given.get("population")),
        items={name: _scores(name, one) for name, one in _object(given, "items").items()},
        figures={name: _figure(name, one) for name, one in _object(given, "figures").items()},
        margins={
            name: _numbers(one, f"margins, {name}")
            for name, one in _object(given, "margins").items()
        },
        conventions=_conventions(_object(given, "conventions")),
    )


def _population(given: Any) -> str | Mapping[str, float] | None:
    if given is None or isinstance(given, str):
        return given
    return _numbers(given, "population")


def _scores(name: str, given: Any) -> Scores | None:
    """Without scores the cells are taken as numbers."""
    _expect(isinstance(given, dict), f"items, {name}: not an object")
    _expect(not given.keys() - {"scores"}, f"items, {name}: only scores may be said")
    if "scores" not in given:
        return None
    scores = given["scores"]
    _expect(isinstance(scores, dict), f"items, {name}: scores are not an object")
    missing = {answer: None for answer, score in scores.items() if score is None}
    rest = {answer: score for answer, score in scores.items() if score is not None}
    return missing | dict(_numbers(rest, f"items, {name}, scores"))


def _figure(name: str, given: Any) -> Figure:
    place = f"figures, {name}"
    _expect(isinstance(given, dict), f"{place}: not an object")
    kinds = [kind for kind in KINDS if kind in given]
    _expect(len(kinds) == 1, f"{place}: needs one of {', '.join(KINDS)}")
    strange = given.keys() - {kinds[0], "where", "minus", "top"}
    _expect(not strange, f"{place}: knows no {min(strange, default='')!r}")
    minus, top = given.get("minus"), given.get("top")
    _expect(minus is None or kinds[0] != "total", f"{place}: a total has no minus")
    return Figure(
        kind=kinds[0],
        parts=_parts(kinds[0], given[kinds[0]], place),
        where=_where(given.get("where", {}), f"{place}, where"),
        minus=None if minus is None else _where(minus, f"{place}, minus"),
        top=None if top is None else _numbers({"top": top}, place)["top"],
    )


def _parts(kind: str, given: Any, place: str) -> Mapping[str, float]:
    if kind == "composite":
        return _numbers(given, f"{place}, composite")
    if kind == "ratio":
        good = (
            isinstance(given, list) and len(given) == 2 and all(isinstance(g, str) for g in given)
        )
        _expect(good, f"{place}, ratio: not two names of columns")
        return dict.fromkeys(given, 1.0) if given[0] != given[1] else {given[0]: 1.0}
    _expect(isinstance(given, str), f"{place}, {kind}: not the name of a column")
    return {given: 1.0}


def _where(given: Any, place: str) -> Where:
    good = isinstance(given, dict) and all(
        isinstance(values, list) and all(isinstance(value, str) for value in values)
        for values in given.values()
    )
    _expect(good, f"{place}: not columns with lists of values in quotes")
    return {column: tuple(values) for column, values in given.items()}


def _conventions(given: Mapping[str, Any]) -> Conventions:
    try:
        return Conventions(**given)
    except (TypeError, ValueError) as fault:
        raise FaultyInput(f"conventions: {fault}") from fault


def _object(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = given.get(name, {})
    _expect(isinstance(found, dict), f"{name}: not an object")
    return dict(found)


def _numbers(given: Any, place: str) -> Mapping[str, float]:
    _expect(isinstance(given, dict) and bool(given), f"{place}: not an object with numbers")
    for name, value in given.items():
        good = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        _expect(good, f"{place}, {name}: {value!r} is not a number")
    return {name: float(value) for name, value in given.items()}


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise FaultyInput(otherwise)
