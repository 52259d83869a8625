from __future__ import annotations

import csv
from itertools import groupby
from math import sqrt
from operator import itemgetter
from pathlib import Path
from random import Random
from statistics import fmean, variance

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reports import estimation
from reports.estimation import Estimate, Stratum, TooFewRespondents

# A busy machine breaks no rule.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

GOLDEN = Path(__file__).parents[1] / "golden"
A, B = ("D", "a"), ("D", "b")


def stratum(population, points, indicator=A):
    return Stratum(population=population, respondents=[{indicator: p} for p in points])


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

    estimate = estimation.composite([Stratum(population=12, respondents=people)], {A: 0.5, B: 0.5})

    assert estimate.value == pytest.approx(65)
    assert estimate.standard_error**2 == pytest.approx(131.25)


def test_a_missing_answer_by_hand():
    """One stratum, N=8, four answers of whom three have the indicator: 50 60 70.

    weights 2, so 6 of 8 people have it; mean 60
    u = (x − 60)/6: −5/3, 0, 5/3, and 0 for the one without: s² = (25/9 + 25/9)/3 = 50/27
    variance = 8²·(1 − 4/8)·(50/27)/4 = 8·50/27 = 14.8148
    """
    people = [{A: 50.0}, {A: 60.0}, {A: 70.0}, {}]

    estimate = estimation.mean([Stratum(population=8, respondents=people)], A)

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
    assert estimate.high == pytest.approx(0.3 + 1.959964 * sqrt(0.21 / 9 * 0.8))


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
            Stratum(population=int(population), respondents=respondents)
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

    estimate = estimation.mean([*heard, Stratum(population=20, respondents=[])], A)

    assert estimate.value == pytest.approx(estimation.mean(heard, A).value)
    assert estimate.population == 60


def test_beside_a_silent_group_a_full_count_is_not_certain():
    estimate = estimation.mean([stratum(2, [40, 60]), Stratum(population=2, respondents=[])], A)

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


def test_respondents_of_each_indicator_are_counted():
    people = [{A: 50.0, B: 20.0}, {A: 60.0}, {}]

    assert estimation.answered([Stratum(population=8, respondents=people)]) == {A: 2, B: 1}


points = st.integers(0, 10000).map(lambda hundredths: hundredths / 100)


@st.composite
def samples(draw, least=2):
    strata = []
    for _ in range(draw(st.integers(1, 4))):
        scores = draw(st.lists(st.tuples(points, points, points), min_size=least, max_size=8))
        people = [
            {("D", name): p for name, p in zip("abc", triple, strict=True)} for triple in scores
        ]
        more = draw(st.integers(0, 50))
        strata.append(Stratum(population=len(people) + more, respondents=people))
    return strata


coefficients = st.dictionaries(
    st.sampled_from([("D", "a"), ("D", "b"), ("D", "c")]), st.floats(0.05, 1), min_size=1
).map(lambda raw: {key: weight / sum(raw.values()) for key, weight in raw.items()})


@unhurried
@given(samples(), coefficients)
def test_with_complete_answers_a_composite_is_the_mean_of_each_persons_own(strata, weights):
    """The textbook's stratified mean of one figure a person, worked out the plain way."""
    everyone = sum(s.population for s in strata)
    value = error_squared = 0.0
    for one in strata:
        own = [sum(weights[i] * person[i] for i in weights) for person in one.respondents]
        size, n = one.population / everyone, len(own)
        value += size * fmean(own)
        error_squared += size**2 * (1 - n / one.population) * variance(own) / n

    estimate = estimation.composite(strata, weights)

    assert estimate.value == pytest.approx(value)
    assert estimate.standard_error == pytest.approx(sqrt(error_squared), abs=1e-6)


def with_gaps(strata, random):
    return [
        Stratum(
            population=s.population,
            respondents=[
                {i: p for i, p in person.items() if random.random() > 0.3}
                for person in s.respondents
            ],
        )
        for s in strata
    ]


def composite_value(weighted, weights):
    """The composite as a plain function of each person's survey weight."""
    value = 0.0
    for indicator, c in weights.items():
        having = [(w, person[indicator]) for w, person in weighted if indicator in person]
        value += c * sum(w * p for w, p in having) / sum(w for w, _ in having)
    return value


def variance_by_differences(strata, weights, step=1e-4):
    """The linearised variance with the derivative taken numerically, weight by weight."""
    weighted = [(s.population / len(s.respondents), r) for s in strata for r in s.respondents]
    total, place = 0.0, 0
    for s in strata:
        pulls = []
        for _ in s.respondents:
            w, person = weighted[place]
            up, down = weighted.copy(), weighted.copy()
            up[place], down[place] = (w + step, person), (w - step, person)
            pulls.append(
                (composite_value(up, weights) - composite_value(down, weights)) / (2 * step)
            )
            place += 1
        n = len(pulls)
        total += s.population**2 * (1 - n / s.population) * variance(pulls) / n
    return total


@unhurried
@given(samples(), coefficients, st.randoms(use_true_random=False))
def test_with_missing_answers_the_error_is_that_of_a_numerical_derivative(strata, weights, random):
    gappy = with_gaps(strata, random)
    assume(weights.keys() <= estimation.answered(gappy).keys())

    estimate = estimation.composite(gappy, weights)

    assert estimate.standard_error == pytest.approx(
        sqrt(variance_by_differences(gappy, weights)), rel=1e-4, abs=1e-4
    )


@unhurried
@given(samples(least=1), st.randoms(use_true_random=False))
def test_the_order_of_the_sheets_changes_nothing_to_the_last_bit(strata, random):
    assume(sum(len(s.respondents) for s in strata) > 1)
    shuffled = [
        Stratum(
            population=s.population,
            respondents=random.sample(list(s.respondents), len(s.respondents)),
        )
        for s in strata
    ]

    assert estimation.mean(shuffled, A) == estimation.mean(strata, A)


@unhurried
@given(samples(least=1))
def test_a_full_count_of_any_city_has_no_sampling_error(strata):
    counted = [Stratum(population=len(s.respondents), respondents=s.respondents) for s in strata]

    assert estimation.mean(counted, A).standard_error == 0


@unhurried
@given(samples())
def test_intervals_hold_their_figure(strata):
    estimate = estimation.mean(strata, A)

    assert 0 <= estimate.low <= estimate.value + 1e-9
    assert estimate.value - 1e-9 <= estimate.high <= 100


def test_95_percent_intervals_cover_95_percent():
    """Samples of 40 of 200 people in two groups, 1,000 times: 93-97 % hold the truth."""
    random = Random(5)
    groups = [[random.gauss(mean, 12) for _ in range(100)] for mean in (60, 78)]
    truth = fmean(groups[0] + groups[1])
    held = 0
    for _ in range(1000):
        estimate = estimation.mean([stratum(100, random.sample(g, 20)) for g in groups], A)
        held += estimate.low <= truth <= estimate.high

    assert 930 <= held <= 970
