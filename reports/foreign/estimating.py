"""The figures that a design asks for, from its table."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import asdict
from itertools import count
from math import inf, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports import estimation
from reports.estimation import Calibration, Column, Estimate, Margin, Stratum
from reports.estimation.sums import Floats
from reports.foreign.design import Design, Figure, Where
from reports.foreign.faults import FaultyInput
from reports.foreign.table import EMPTY, Table

ONE_STRATUM = ""
TOPS = {"mean": inf, "composite": inf, "ratio": inf, "total": inf, "share": estimation.SHARE}
TAKEN_OFF = "minus"


def estimate(table: Table, design: Design) -> dict[str, Any]:
    """Estimates by name, as JSON shows them: docs/estimate.md.

    Raises FaultyInput for what a table and a design do not agree on, and for a figure that
    nobody or only one respondent stands behind.
    """
    rows = _by_stratum(table, design)
    columns = _columns(table, design)
    strata = [_stratum(table, design, name, places, columns) for name, places in rows.items()]
    strata += _silent(design, heard=rows)
    # A margin speaks of rows in the order of the strata.
    order = np.concatenate(list(rows.values()))
    calibration = _calibration(table, design, strata, order)
    return {
        "rows": len(table.rows),
        "strata": [
            {
                "name": name,
                "answers": one.answers,
                "drawn": one.drawn,
                "population": _finite(one.population),
            }
            for name, one in zip([*rows, *_silent_names(design, rows)], strata, strict=True)
        ],
        "conventions": asdict(design.conventions),
        "calibrated_to": list(design.margins),
        "estimates": {
            name: _shown(_figure(name, figure, design, strata, calibration))
            for name, figure in design.figures.items()
        },
    }


def _by_stratum(table: Table, design: Design) -> dict[str, NDArray[np.intp]]:
    if design.strata is None:
        return {ONE_STRATUM: np.arange(len(table.rows))}
    cells = np.array(table.filled(design.strata))
    return {name: np.flatnonzero(cells == name) for name in dict.fromkeys(cells.tolist())}


def _columns(table: Table, design: Design) -> dict[str, Column]:
    """By figure and part: what each row adds."""
    found: dict[str, Column] = {}
    for name, figure in design.figures.items():
        here = _domain(table, figure.where)
        for part, column in _parts(table, design, figure).items():
            found[f"{name}/{part}"] = column.within(here)
            if figure.minus is not None:
                found[f"{name}/{part}/{TAKEN_OFF}"] = column.within(_domain(table, figure.minus))
    return found


def _parts(table: Table, design: Design, figure: Figure) -> dict[str, Column]:
    items = {name: _item(table, design, name) for name in figure.parts}
    if figure.kind == "ratio":
        above, below = next(iter(items.values())), list(items.values())[-1]
        return {next(iter(items)): Column.ratio(above, below)}
    if figure.kind == "share":
        for name, values in items.items():
            strange = ~np.isnan(values) & (values != 0) & (values != 1)
            if strange.any():
                row = table.numbers[int(np.flatnonzero(strange)[0])]
                raise FaultyInput(f"row {row}, column {name!r}: a share needs 0 or 1")
    return {name: Column.of(values) for name, values in items.items()}


def _item(table: Table, design: Design, name: str) -> Floats:
    scores = design.items.get(name)
    if scores is None:
        return table.decimals(name, gaps=True)
    points = []
    for number, cell in zip(table.numbers, table.column(name), strict=True):
        if cell not in EMPTY and cell not in scores:
            raise FaultyInput(f"row {number}, column {name!r}: {cell!r} has no score")
        score = None if cell in EMPTY else scores[cell]
        points.append(float("nan") if score is None else score)
    return np.array(points)


def _domain(table: Table, where: Where) -> NDArray[np.float64]:
    here = np.ones(len(table.rows), dtype=np.bool_)
    for column, values in where.items():
        cells = table.column(column)
        if absent := [value for value in values if value not in cells]:
            raise FaultyInput(f"column {column!r} has no {absent[0]!r}")
        here &= np.isin(np.array(cells), values)
    return here.astype(np.float64)


def _stratum(
    table: Table,
    design: Design,
    name: str,
    places: NDArray[np.intp],
    columns: Mapping[str, Column],
) -> Stratum:
    weights = None
    if design.weight is not None:
        weights = table.decimals(design.weight, gaps=False)
        if (weights <= 0).any():
            row = table.numbers[int(np.flatnonzero(weights <= 0)[0])]
            raise FaultyInput(f"row {row}, column {design.weight!r}: a weight is above 0")
        weights = weights[places]
    clusters = None
    if design.cluster is not None:
        cells = np.array(table.filled(design.cluster))[places].tolist()
        numbered = dict(zip(dict.fromkeys(cells), count(), strict=False))
        clusters = np.array([numbered[cell] for cell in cells], dtype=np.intp)
    population = _population(table, design, name, places)
    if clusters is not None and weights is None and isfinite(population):
        drawn = len(set(clusters.tolist()))
        weights = np.full(len(places), population / drawn)
    try:
        return Stratum(
            population=population,
            answers=len(places),
            weights=weights,
            clusters=clusters,
            columns={
                key: Column(above=one.above[places], below=one.below[places])
                for key, one in columns.items()
            },
        )
    except ValueError as fault:
        raise FaultyInput(f"stratum {name!r}: {fault}") from fault


def _silent_names(design: Design, heard: Container[str]) -> list[str]:
    """Strata with a population and without a row. Given weights stand for them already."""
    if not isinstance(design.population, Mapping) or design.weight is not None:
        return []
    return [name for name in design.population if name not in heard]


def _silent(design: Design, *, heard: Container[str]) -> list[Stratum]:
    known = design.population if isinstance(design.population, Mapping) else {}
    return [
        Stratum(population=known[name], answers=0, columns={})
        for name in _silent_names(design, heard)
    ]


def _population(table: Table, design: Design, name: str, places: NDArray[np.intp]) -> float:
    given = design.population
    if given is None:
        return inf
    if not isinstance(given, str):
        if name not in given:
            raise FaultyInput(f"population has no stratum {name!r}")
        return given[name]
    values = table.decimals(given, gaps=False)[places]
    if (values != values[0]).any():
        row = table.numbers[int(places[np.flatnonzero(values != values[0])[0]])]
        raise FaultyInput(
            f"row {row}, column {given!r}: stratum {name!r} has another population above"
        )
    return float(values[0])


def _calibration(
    table: Table, design: Design, strata: list[Stratum], order: NDArray[np.intp]
) -> Calibration | None:
    if not design.margins:
        return None
    try:
        margins = [
            Margin.of(name, np.array(table.filled(name))[order].tolist(), known)
            for name, known in design.margins.items()
        ]
        return estimation.calibrate(strata, margins)
    except estimation.MarginsDoNotHold as fault:
        raise FaultyInput(f"margins: {fault}") from fault


def _figure(
    name: str,
    figure: Figure,
    design: Design,
    strata: list[Stratum],
    calibration: Calibration | None,
) -> Estimate:
    chosen = design.conventions
    keys = [next(iter(figure.parts))] if figure.kind == "ratio" else list(figure.parts)
    try:
        if figure.kind == "total":
            return estimation.estimated_total(
                strata, f"{name}/{keys[0]}", conventions=chosen, calibration=calibration
            )
        coefficients = {f"{name}/{key}": figure.parts[key] for key in keys}
        if figure.minus is not None:
            coefficients |= {f"{key}/{TAKEN_OFF}": -c for key, c in coefficients.items()}
        top = inf if figure.minus is not None else figure.top or TOPS[figure.kind]
        return estimation.composite(
            strata, coefficients, top=top, conventions=chosen, calibration=calibration
        )
    except estimation.TooFewRespondents as fault:
        raise FaultyInput(f"figures, {name}: {fault}") from fault


def _shown(one: Estimate) -> dict[str, Any]:
    return {
        "value": one.value,
        "standard_error": one.standard_error,
        "degrees": _finite(one.degrees),
        "low": one.low,
        "high": one.high,
        "design_effect": one.design_effect,
        "respondents": one.respondents,
        "population": one.population,
    }


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None
