from __future__ import annotations

import csv
from itertools import groupby
from math import inf, sqrt
from operator import itemgetter
from pathlib import Path

import numpy as np
import pytest

from reports import estimation
from reports.estimation import Column, Estimate, Stratum, TooFewRespondents

GOLDEN = Path(__file__).parents[2] / "golden"
A, B = ("D", "a"), ("D", "b")


def stratum(population, points, indicator=A):
    return Stratum.of(population=population, respondents=[{indicator: p} for p in points])


def test_a_mean_by_hand():
    """Two strata, small enough to check on paper.

    employees      N=80  60 70 80  mean 70  s²=100
    service users  N=20  40 60     mean 50  s²=200
    mean     = .8·70 + .2·50                                      = 66
    variance = .8²·(1−3/80)·100/3 + .2²·(1−2/20)·200/2
             = .64·.9625·33.3333 + .04·.9·100 = 20.5333 + 3.6     = 24.1333
    """
    estimate = estimation.mean([stratum(80, [60, 70, 80]), stratum(20, [40, 60])], A)

    assert estimate.value == pytest.approx(66)
    assert estimate.standard_error == pytest.approx(24.133333**0.5)
    assert (estimate.respondents, estimate.population) == (5, 100)


def test_a_composite_by_hand():
    """One stratum, N=12, three answers: the two indicators move together.

    a: 40 60 80   b: 50 60 100   ½a + ½b: 45 60 90, mean 65, s² = (400 + 25 + 625)/2 = 525
    variance = (1 − 3/12)·525/3 = 131.25

    Without the covariance (400 + 700 + 2·500 over 4 = 525) it would be
    (1 − 3/12)·(400 + 700)/4/3 = 68.75.
    """
    people = [{A: 40.0, B: 50.0}, {A: 60.0, B: 60.0}, {A: 80.0, B: 100.0}]

    estimate = estimation.composite(
        [Stratum.of(population=12, respondents=people)], {A: 0.5, B: 0.5}
    )

    assert estimate.value == pytest.approx(65)
    assert estimate.standard_error**2 == pytest.approx(131.25)


def test_a_missing_answer_by_hand():
    """One stratum, N=8, four answers of whom three have the indicator: 50 60 70.

    weights 2, so 6 of 8 people have it; mean 60
    u = (x − 60)/6: −5/3, 0, 5/3, and 0 for the one without: s² = (25/9 + 25/9)/3 = 50/27
    variance = 8²·(1 − 4/8)·(50/27)/4 = 8·50/27 = 14.8148
    """
    people = [{A: 50.0}, {A: 60.0}, {A: 70.0}, {}]

    estimate = estimation.mean([Stratum.of(population=8, respondents=people)], A)

    assert estimate.value == pytest.approx(60)
    assert estimate.standard_error**2 == pytest.approx(400 / 27)
    assert estimate.respondents == 3


def test_a_lone_answer_by_hand():
    """A stratum with one answer takes the spread of all: pooled, never nothing.

    N=10: 40 60   N=5: 80       mean = (10·50 + 5·80)/15 = 60
    u = (x − 60)/15: −4/3, 0, 4/3           s² of all three = 16/9
    first  10²·(1−2/10)·s²(−4/3, 0)/2 = 100·.8·(8/9)/2 = 320/9
    second  5²·(1−1/5)·(16/9)/1                       = 320/9
    """
    estimate = estimation.mean([stratum(10, [40, 60]), stratum(5, [80])], A)

    assert estimate.value == pytest.approx(60)
    assert estimate.standard_error**2 == pytest.approx(640 / 9)


def test_a_share_by_hand():
    """3 of 10 answers of 50 people: p(1 − p)/(n − 1)·(1 − f) = .21/9·.8 = .0186667."""
    estimate = estimation.share([stratum(50, [1] * 3 + [0] * 7)], A)

    assert estimate.value == pytest.approx(0.3)
    assert estimate.standard_error**2 == pytest.approx(0.21 / 9 * 0.8)
    assert estimate.high == pytest.approx(0.3 + 2.262157 * sqrt(0.21 / 9 * 0.8))  # 9 degrees


def test_kinds_are_independent_by_hand():
    """.4·80 + .6·70 = 74; √(.4²·3² + .6²·4²) = √(1.44 + 5.76) = √7.2."""
    parts = [
        (0.4, Estimate(value=80, standard_error=3, respondents=20, population=90)),
        (0.6, Estimate(value=70, standard_error=4, respondents=30, population=60)),
    ]

    whole = estimation.combine(parts)

    assert whole.value == pytest.approx(74)
    assert whole.standard_error == pytest.approx(sqrt(7.2))
    assert (whole.respondents, whole.population) == (50, 150)


def golden_strata():
    with (GOLDEN / "strata.csv").open() as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    cases = {}
    for (case, _, population), people in groupby(
        rows, key=itemgetter("case", "stratum", "population")
    ):
        respondents = [{("D", i): float(p[i]) for i in "abcd" if p[i]} for p in people]
        cases.setdefault(case, []).append(
            Stratum.of(population=int(population), respondents=respondents)
        )
    return cases


def golden_figures():
    with (GOLDEN / "strata_expected.csv").open() as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return [(r["case"], r["figure"], float(r["value"]), float(r["standard_error"])) for r in rows]


COMPOSITES = {
    "equal": {("D", "a"): 1 / 3, ("D", "b"): 1 / 3, ("D", "c"): 1 / 3},
    "uneven": {("D", "a"): 0.5, ("D", "b"): 0.2, ("D", "c"): 0.3},
}


@pytest.mark.parametrize(("case", "figure", "value", "standard_error"), golden_figures())
def test_it_agrees_with_the_survey_package_of_r(case, figure, value, standard_error):
    coefficients = COMPOSITES.get(figure, {("D", figure): 1.0})

    estimate = estimation.composite(golden_strata()[case], coefficients)

    assert estimate.value == pytest.approx(value, abs=1e-8)
    assert estimate.standard_error == pytest.approx(standard_error, abs=1e-8)


def test_a_full_count_has_no_sampling_error():
    estimate = estimation.mean([stratum(2, [40, 60]), stratum(1, [90])], A)

    assert estimate.value == pytest.approx(190 / 3)
    assert estimate.standard_error == 0


def test_a_silent_group_counts_as_like_the_others():
    heard = [stratum(30, [40, 60]), stratum(10, [90, 70])]

    estimate = estimation.mean([*heard, Stratum.of(population=20, respondents=[])], A)

    assert estimate.value == pytest.approx(estimation.mean(heard, A).value)
    assert estimate.population == 60


def test_beside_a_silent_group_a_full_count_is_not_certain():
    estimate = estimation.mean([stratum(2, [40, 60]), Stratum.of(population=2, respondents=[])], A)

    assert estimate.standard_error > 0


def test_an_interval_stays_on_the_scale():
    estimate = estimation.mean([stratum(500, [100, 100, 100, 90]), stratum(9, [0, 5, 99])], A)

    assert estimate.high == 100
    assert estimate.low < estimate.value


def test_an_interval_of_a_share_stays_below_one():
    assert estimation.share([stratum(500, [1] * 9 + [0])], A).high == 1


def test_nobody_with_the_indicator_is_an_error():
    with pytest.raises(TooFewRespondents, match="D/b"):
        estimation.mean([stratum(20, [40, 60])], B)


def test_a_single_answer_for_many_people_is_an_error():
    with pytest.raises(TooFewRespondents, match="spread"):
        estimation.mean([stratum(20, [40])], A)


def test_more_answers_than_people_are_an_error():
    with pytest.raises(ValueError, match="3 answers of 2 people"):
        stratum(2, [40, 60, 80])


def test_a_ratio_is_over_those_who_have_both():
    """40 of 8 and 90 of 12; one has nothing above, one nothing below: 130 / 20."""
    above = np.array([40, 90, np.nan, 55])
    below = np.array([8, 12, 99, np.nan])
    column = Column.ratio(above, below)

    found = estimation.composite(
        [Stratum(population=20, answers=4, columns={A: column})], {A: 1.0}, top=inf
    )

    assert found.value == pytest.approx(6.5)
    assert found.respondents == 2


def test_respondents_of_each_indicator_are_counted():
    people = [{A: 50.0, B: 20.0}, {A: 60.0}, {}]

    assert estimation.answered([Stratum.of(population=8, respondents=people)]) == {A: 2, B: 1}
