from __future__ import annotations

from math import sqrt
from random import Random
from statistics import fmean, variance
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reports import estimation
from reports.estimation import Stratum

A = ("D", "a")


class Sampled(NamedTuple):
    population: int
    respondents: list[dict[tuple[str, str], float]]


def read(strata):
    return [Stratum.of(population=s.population, respondents=s.respondents) for s in strata]


def stratum(population, points):
    return Stratum.of(population=population, respondents=[{A: p} for p in points])


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
        strata.append(Sampled(len(people) + more, people))
    return strata


coefficients = st.dictionaries(
    st.sampled_from([("D", "a"), ("D", "b"), ("D", "c")]), st.floats(0.05, 1), min_size=1
).map(lambda raw: {key: weight / sum(raw.values()) for key, weight in raw.items()})


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

    estimate = estimation.composite(read(strata), weights)

    assert estimate.value == pytest.approx(value)
    assert estimate.standard_error == pytest.approx(sqrt(error_squared), abs=1e-6)


def with_gaps(strata, random):
    return [
        Sampled(
            s.population,
            [
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


@given(samples(), coefficients, st.randoms(use_true_random=False))
def test_with_missing_answers_the_error_is_that_of_a_numerical_derivative(strata, weights, random):
    gappy = with_gaps(strata, random)
    assume(weights.keys() <= estimation.answered(read(gappy)).keys())

    estimate = estimation.composite(read(gappy), weights)

    assert estimate.standard_error == pytest.approx(
        sqrt(variance_by_differences(gappy, weights)), rel=1e-4, abs=1e-4
    )


@given(samples(least=1), st.randoms(use_true_random=False))
def test_the_order_of_the_sheets_changes_nothing_to_the_last_bit(strata, random):
    assume(sum(len(s.respondents) for s in strata) > 1)
    shuffled = [
        Sampled(s.population, random.sample(s.respondents, len(s.respondents))) for s in strata
    ]

    assert estimation.mean(read(shuffled), A) == estimation.mean(read(strata), A)


@given(samples(least=1))
def test_a_full_count_of_any_city_has_no_sampling_error(strata):
    counted = [Sampled(len(s.respondents), s.respondents) for s in strata]

    assert estimation.mean(read(counted), A).standard_error == 0


@given(samples())
def test_intervals_hold_their_figure(strata):
    estimate = estimation.mean(read(strata), A)

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
