"""Against R's survey package: its own published examples and a made-up city (tests/golden)."""

from __future__ import annotations

import csv
from itertools import count
from math import inf
from pathlib import Path

import numpy as np
import pytest

from reports import estimation
from reports.estimation import Column, Conventions, Margin, Stratum, student

GOLDEN = Path(__file__).parents[2] / "golden"
CLOSE = 1e-8


def table(name):
    with (GOLDEN / name).open() as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


EXPECTED = {(row["case"], row["figure"]): row for row in table("examples_expected.csv")}
CASES = [key for key in EXPECTED if key[0] != "quantile"]


def numbers(rows, name):
    return np.array([float(row[name] or "nan") for row in rows])


def split(rows, column):
    return [
        [r for r in rows if r[column] == value] for value in dict.fromkeys(r[column] for r in rows)
    ]


def schools(rows, *, population, clusters=None):
    enroll, here = numbers(rows, "enroll"), np.array([row["sch.wide"] == "Yes" for row in rows])
    score = Column.of(numbers(rows, "api00"))
    return Stratum(
        population=population,
        answers=len(rows),
        weights=numbers(rows, "pw"),
        clusters=clusters,
        columns={
            "api00": score,
            "api99": Column.of(numbers(rows, "api99")),
            "enroll": Column.of(enroll),
            "tested": Column.ratio(numbers(rows, "api.stu"), enroll),
            "wide": score.within(here),
            "not wide": score.within(~here),
        },
    )


def api_strata(*, endless=False):
    return [
        schools(rows, population=inf if endless else float(rows[0]["fpc"]))
        for rows in split(table("api_strata.csv"), "stype")
    ]


def api_clusters():
    rows = table("api_clusters.csv")
    numbered = dict(zip(dict.fromkeys(row["dnum"] for row in rows), count()))
    clusters = np.array([numbered[row["dnum"]] for row in rows])
    return [schools(rows, population=float(rows[0]["fpc"]), clusters=clusters)]


TYPES = {"E": 4421, "H": 755, "M": 1018}
GOALS = {"No": 1072, "Yes": 5122}


def of_api(*names):
    rows, known = table("api_clusters.csv"), {"stype": TYPES, "sch.wide": GOALS}
    margins = [Margin.of(name, [row[name] for row in rows], known[name]) for name in names]
    return estimation.calibrate(api_clusters(), margins)


def people(rows):
    contact, gave = numbers(rows, "contact"), numbers(rows, "gave")
    return Stratum(
        population=int(rows[0]["population"]),
        answers=len(rows),
        columns={
            "a": Column.of(numbers(rows, "a")),
            "b": Column.of(numbers(rows, "b")),
            "prevalence": Column.of(gave),
            "ratio": Column.ratio(np.nan_to_num(gave), contact),
            "yes": Column.of(np.nan_to_num(gave)),
        },
    )


SEVERAL = [row for row in table("city.csv") if row["stratum"] != "uptd"]


def city(rows=SEVERAL):
    return [people(some) for some in split(rows, "stratum")]


def of_city(**margins):
    whole = sum(stratum.population for stratum in city())
    known = {
        name: {k: whole * part for k, part in parts.items()} for name, parts in margins.items()
    }
    return estimation.calibrate(
        city(), [Margin.of(name, [r[name] for r in SEVERAL], known[name]) for name in margins]
    )


GRADES = {"II": 0.25, "III": 0.55, "IV": 0.20}
SEXES = {"L": 0.48, "P": 0.52}


def mean(strata, key, *, calibration=None, **conventions):
    return estimation.composite(
        strata, {key: 1.0}, top=inf, calibration=calibration, conventions=Conventions(**conventions)
    )


def total(strata, calibration=None):
    return estimation.estimated_total(strata, "enroll", calibration=calibration)


def lone(convention):
    return mean(city(table("city.csv")), "yes", lone=convention)


def calibrated(key, calibration):
    return mean(calibration.strata, key, calibration=calibration)


OURS = {
    ("api_strata", "mean"): lambda: mean(api_strata(), "api00"),
    ("api_strata", "total"): lambda: total(api_strata()),
    ("api_strata", "ratio"): lambda: mean(api_strata(), "tested"),
    ("api_strata", "domain"): lambda: mean(api_strata(), "wide"),
    ("api_strata", "difference"): lambda: estimation.composite(
        api_strata(), {"wide": 1, "not wide": -1}, top=inf
    ),
    ("api_strata", "composite"): lambda: estimation.composite(
        api_strata(), {"api00": 0.7, "api99": 0.3}, top=inf
    ),
    ("api_strata_endless", "mean"): lambda: mean(api_strata(endless=True), "api00"),
    ("api_clusters", "mean"): lambda: mean(api_clusters(), "api00"),
    ("api_clusters", "total"): lambda: total(api_clusters()),
    ("api_post", "mean"): lambda: calibrated("api00", of_api("stype")),
    ("api_post", "total"): lambda: total([], of_api("stype")),
    ("api_raked", "mean"): lambda: calibrated("api00", of_api("stype", "sch.wide")),
    ("api_raked", "total"): lambda: total([], of_api("stype", "sch.wide")),
    ("city", "mean_a"): lambda: mean(city(), "a"),
    ("city", "prevalence"): lambda: mean(city(), "prevalence"),
    ("city_logit", "prevalence"): lambda: estimation.share(
        city(), "prevalence", conventions=Conventions(interval="logit")
    ),
    ("city", "prevalence_as_ratio"): lambda: mean(city(), "ratio"),
    ("city", "gap"): lambda: estimation.composite(city(), {"a": 1, "b": -1}, top=inf),
    ("city_listwise", "composite"): lambda: estimation.composite(
        city(), {"a": 0.5, "b": 0.5}, conventions=Conventions(missing="listwise")
    ),
    ("city_post", "share"): lambda: calibrated("yes", of_city(grade=GRADES)),
    ("city_raked", "share"): lambda: calibrated("yes", of_city(sex=SEXES, grade=GRADES)),
    ("city_raked", "ratio"): lambda: calibrated("ratio", of_city(sex=SEXES, grade=GRADES)),
    ("city_adjust", "share"): lambda: lone("adjust"),
    ("city_average", "share"): lambda: lone("average"),
    ("city_certainty", "share"): lambda: lone("certainty"),
}  # fmt: skip


def near(expected):
    """1e-8 of the unit for points and shares; of the figure where that is larger: totals."""
    return pytest.approx(float(expected), abs=CLOSE, rel=CLOSE / 100)


@pytest.mark.parametrize("key", CASES, ids="-".join)
def test_it_agrees_with_the_survey_package_of_r(key):
    expected, estimate = EXPECTED[key], OURS[key]()

    assert estimate.value == near(expected["value"])
    assert estimate.standard_error == near(expected["standard_error"])


@pytest.mark.parametrize("row", table("second_witness.csv"), ids=lambda row: row["figure"])
def test_it_agrees_with_samplics(row):
    estimate = OURS[row["case"], row["figure"]]()

    assert estimate.value == near(row["value"])
    assert estimate.standard_error == near(row["standard_error"])


@pytest.mark.parametrize("key", CASES, ids="-".join)
def test_degrees_and_intervals_agree(key):
    expected, estimate = EXPECTED[key], OURS[key]()

    assert estimate.degrees == int(expected["degrees"])
    assert (estimate.low, estimate.high) == (near(expected["low"]), near(expected["high"]))


@pytest.mark.parametrize(
    "degrees", [row["degrees"] for key, row in EXPECTED.items() if key[0] == "quantile"]
)
def test_students_quantiles_agree(degrees):
    assert student.quantile(int(degrees)) == near(EXPECTED["quantile", degrees]["value"])
