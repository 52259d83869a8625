"""Five made-up cities of different designs, worked out by R's survey package (tests/golden).

Tiny strata; strata that answered whole; strata with one answer, under three conventions; gaps
that are not random, and a stratum that was not asked; very uneven chances.
"""

from __future__ import annotations

from itertools import groupby
from math import inf

import numpy as np
import pytest

from reports import estimation
from reports.estimation import Column, Conventions, Margin, Stratum, student
from tests.reports.estimation.test_golden import near, numbers, split, table

CITIES = {
    name: list(rows) for name, rows in groupby(table("cities.csv"), key=lambda row: row["city"])
}
EXPECTED = {(row["city"], row["figure"]): row for row in table("cities_expected.csv")}
CASES = [key for key in EXPECTED if key[0] != "two"]
LONE = ("adjust", "average", "certainty")
SEXES = {"L": 0.47, "P": 0.53}
GRADES = {"II": 0.28, "III": 0.5, "IV": 0.22}


def stratum(rows):
    points = {name: Column.of(numbers(rows, name)) for name in ("a", "b", "c")}
    gave, contact = numbers(rows, "gave"), numbers(rows, "contact")
    women = np.array([row["sex"] == "P" for row in rows])
    return Stratum(
        population=int(rows[0]["population"]),
        answers=len(rows),
        columns=points
        | {
            "gave": Column.ratio(np.nan_to_num(gave), contact),
            "everybody": Column.of(np.nan_to_num(gave)),
            "women": points["a"].within(women),
            "men": points["a"].within(~women),
        },
    )


def strata(city, *names):
    parts = split(CITIES[city], "stratum")
    return [stratum(rows) for rows in parts if not names or rows[0]["stratum"] in names]


def calibrated(city, key, **margins):
    whole = sum(one.population for one in strata(city))
    found = estimation.calibrate(
        strata(city),
        [
            Margin.of(name, [r[name] for r in CITIES[city]], {k: whole * v for k, v in of.items()})
            for name, of in margins.items()
        ],
    )
    return estimation.composite(found.strata, {key: 1.0}, top=inf, calibration=found)


COMPOSITES = {
    "mean": {"a": 1},
    "composite": {"a": 0.5, "b": 0.3, "c": 0.2},
    "gap": {"c": 1, "a": -1},
    "prevalence": {"gave": 1},
    "domain": {"women": 1},
    "domains_apart": {"women": 1, "men": -1},
}


def ours(city, figure):
    figure, _, lone = figure.rpartition("_") if figure.endswith(LONE) else (figure, "", "")
    chosen = Conventions(lone=lone) if lone else Conventions()
    match figure:
        case "total":
            return estimation.estimated_total(strata(city), "a", conventions=chosen)
        case "post_stratified":
            return calibrated(city, "everybody", grade=GRADES)
        case "raked":
            return calibrated(city, "everybody", sex=SEXES, grade=GRADES)
        case "raked_ratio":
            return calibrated(city, "gave", sex=SEXES, grade=GRADES)
    return estimation.composite(strata(city), COMPOSITES[figure], top=inf, conventions=chosen)


def test_there_are_five_cities():
    assert list(CITIES) == ["tiny", "census", "lone", "gaps", "uneven"]


@pytest.mark.parametrize("key", CASES, ids="-".join)
def test_it_agrees_with_the_survey_package_of_r(key):
    expected, estimate = EXPECTED[key], ours(*key)

    assert estimate.value == near(expected["value"])
    assert estimate.standard_error == near(expected["standard_error"])
    assert estimate.degrees == float(expected["degrees"])
    assert (estimate.low, estimate.high) == (near(expected["low"]), near(expected["high"]))
    if expected["design_effect"]:
        assert estimate.design_effect == near(expected["design_effect"])


APART = {
    "offices": (strata("uneven", "g01", "g02"), strata("uneven", "g05", "g07")),
    "years": (strata("uneven"), strata("tiny")),
}


@pytest.mark.parametrize("figure", APART)
def test_offices_and_years_differ_with_the_error_of_both(figure):
    """Degrees after Satterthwaite, which R's package leaves to the user; ours are rounded down."""
    expected = EXPECTED["two", figure]
    found = estimation.difference(*(estimation.mean(one, "a") for one in APART[figure]))

    assert found.value == near(expected["value"])
    assert found.standard_error == near(expected["standard_error"])
    assert found.degrees == near(expected["degrees"])
    reach = student.quantile(int(float(expected["degrees"]))) * float(expected["standard_error"])
    assert found.margin == near(reach)
