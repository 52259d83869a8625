"""Differences, ranks, response, and what is chosen by convention: by hand."""

from __future__ import annotations

from dataclasses import replace
from math import exp, inf, log, sqrt

import numpy as np
import pytest

from reports import estimation
from reports.estimation import (
    Column,
    Conventions,
    Estimate,
    Margin,
    MarginsDoNotHold,
    Response,
    Stratum,
    TooFewRespondents,
    student,
)
from reports.estimation.sums import total

Z = 1.959963984540054
A = ("D", "a")


def points(value, error=1.0, degrees=inf):
    return Estimate(
        value=value, standard_error=error, respondents=40, population=90, degrees=degrees
    )


def stratum(population, values, **more):
    column = Column.of(np.array(values, dtype=float))
    return Stratum(population=population, answers=len(values), columns={A: column}, **more)


def test_a_difference_has_the_errors_of_both():
    """80 − 73 = 7 with √(3² + 4²) = 5: 7 ± 9.8, which is not certain."""
    found = estimation.difference(points(80, 3), points(73, 4))

    assert (found.value, found.standard_error) == (7, 5)
    assert (found.low, found.high) == pytest.approx((7 - 5 * Z, 7 + 5 * Z))
    assert not estimation.is_certain(found)


@pytest.mark.parametrize(("one", "other"), [(80, 70), (70, 80)])
def test_a_difference_beyond_its_margin_is_certain(one, other):
    assert estimation.is_certain(estimation.difference(points(one, 3), points(other, 4)))


def test_a_difference_whose_interval_ends_at_0_is_not_certain():
    nothing = estimation.difference(points(70, 0), points(70, 0))

    assert (nothing.low, nothing.high) == (0, 0)
    assert not estimation.is_certain(nothing)


@pytest.mark.parametrize(("one", "is_certain"), [(70.5, True), (69.5, True), (70.1, False)])
def test_half_a_point_can_be_certain(one, is_certain):
    """√2 · .1 · 1.96 = .28 to each side."""
    found = estimation.difference(points(one, 0.1), points(70, 0.1))

    assert estimation.is_certain(found) is is_certain


def test_a_difference_may_be_larger_than_the_scale():
    """Its interval has no end, on either side."""
    found = estimation.difference(points(3, 10), points(99, 10))

    assert found.low == pytest.approx(-96 - 10 * 2**0.5 * Z)
    assert estimation.difference(points(99, 10), points(3, 10)).high > 100


def test_degrees_of_two_parts_after_satterthwaite():
    """Weights ½: V = 2.25 and 4; (6.25)² / (2.25²/9 + 4²/4) = 39.0625 / 4.5625 = 8.5616."""
    found = estimation.combine([(0.5, points(70, 3, 9)), (0.5, points(80, 4, 4))])

    assert found.degrees == pytest.approx(8.56164, abs=1e-5)
    assert found.margin == pytest.approx(2.5 * 2.306004, abs=1e-5)  # of 8 degrees


def test_parts_without_error_have_no_end_of_degrees():
    assert estimation.combine([(1.0, points(70, 0, 9))]).degrees == inf


def test_ranks_by_hand():
    """Šidák for 3 at 95 %: each interval has 98.3 %, ±2.388. b may be above or below a, not c."""
    found = estimation.ranks({"a": points(80), "b": points(77), "c": points(70)})

    assert (found["a"].best, found["a"].worst) == (1, 2)
    assert (found["b"].best, found["b"].worst) == (1, 2)
    assert (found["c"].best, found["c"].worst) == (3, 3)


def test_ranks_are_wider_than_intervals_one_by_one():
    """4.5 apart with errors of 1: intervals of 95 % miss each other (±1.96), joint ones do not."""
    two = {"a": points(80), "b": points(75.7)}

    assert estimation.ranks(two)["a"].worst == 2
    assert two["a"].low > two["b"].high


def test_figures_without_error_that_are_alike_share_their_places():
    """And one that is a hair lower does not."""
    certain = {"a": points(80, 0), "b": points(80, 0), "c": points(79.99, 0)}

    found = estimation.ranks(certain)

    assert (found["a"].best, found["a"].worst) == (found["b"].best, found["b"].worst) == (1, 2)
    assert (found["c"].best, found["c"].worst) == (3, 3)


def test_ranks_reckon_with_degrees_of_freedom():
    far = {"a": points(80, degrees=3), "b": points(74.5, degrees=3)}
    normal = Conventions(degrees="normal")

    assert estimation.ranks(far)["a"].worst == 2
    by_normal = {name: replace(one, conventions=normal) for name, one in far.items()}
    assert estimation.ranks(by_normal)["a"].worst == 1


def test_response_by_hand():
    """N 60 and 40, rates .5 and .25: mean .4; S = √(.6·.1² + .4·.15²) = .12247."""
    groups = {
        "a": Response(population=60, invited=30, answers=15),
        "b": Response(population=40, invited=40, answers=10),
    }

    found = estimation.by_group(groups)

    assert found.rate == pytest.approx(0.4)
    assert found.representativeness == pytest.approx(1 - 2 * sqrt(0.015))
    assert found.largest_bias == pytest.approx(sqrt(0.015) / 0.4)


def test_without_any_answer_nothing_is_representative():
    silent = {"a": Response(population=5, invited=0, answers=0)}

    assert estimation.by_group(silent).rate == 0
    assert estimation.by_group(silent).largest_bias == 1


@pytest.mark.parametrize(("population", "invited", "answers"), [(5, 6, 1), (5, 4, 5), (5, 4, -1)])
def test_more_answers_than_invited_are_an_error(population, invited, answers):
    with pytest.raises(ValueError, match="does not hold"):
        Response(population=population, invited=invited, answers=answers)


def test_no_people_are_an_error():
    with pytest.raises(ValueError, match="without people"):
        estimation.by_group({})


def test_below_one_degree_there_is_no_quantile():
    with pytest.raises(ValueError, match="degrees"):
        student.quantile(0.9)


def test_degrees_are_rounded_down_and_end_in_the_normal():
    assert student.quantile(9.9) == student.quantile(9)
    assert student.quantile(10_001) == student.quantile(inf) == pytest.approx(Z)
    assert student.quantile(10_000) == pytest.approx(Z, abs=3e-4)
    assert student.quantile(10_000) > Z


def test_another_confidence():
    """Student's table: 90 %, 5 degrees, 2.015048; 99 %, 2 degrees, 9.924843."""
    assert student.quantile(5, confidence=0.90) == pytest.approx(2.015048, abs=1e-6)
    assert student.quantile(2, confidence=0.99) == pytest.approx(9.924843, abs=1e-6)


def test_an_interval_on_log_odds_by_hand():
    """.2 ± √(.0016) = .04: log odds −1.3863, reach Z·.04/(.2·.8) = .49."""
    one = replace(points(0.2, 0.04), top=1.0, conventions=Conventions(interval="logit"))

    middle, reach = log(0.25), Z * 0.04 / 0.16
    assert one.low == pytest.approx(1 / (1 + exp(-(middle - reach))))
    assert one.high == pytest.approx(1 / (1 + exp(-(middle + reach))))


def test_log_odds_of_points_are_those_of_their_share():
    share = replace(points(0.2, 0.04), top=1.0, conventions=Conventions(interval="logit"))
    of_100 = replace(points(20, 4), conventions=Conventions(interval="logit"))

    assert (of_100.low, of_100.high) == pytest.approx((100 * share.low, 100 * share.high))


def test_what_is_not_said_of_an_estimate_costs_nothing():
    assert points(50).design_effect == 1


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_at_the_end_of_the_scale_log_odds_fall_back_to_a_cut(value):
    one = replace(points(value, 0.1), top=1.0, conventions=Conventions(interval="logit"))

    assert 0 <= one.low <= value <= one.high <= 1


def test_normal_degrees_forget_how_few_there_are():
    one = replace(points(50, 2, 4), conventions=Conventions(degrees="normal"))

    assert one.margin == pytest.approx(2 * Z)


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"lone": "hope"}, "lone is one of together, adjust"),
        ({"confidence": 1.0}, "between 0 and 1"),
        ({"confidence": 0.0}, "between 0 and 1"),
    ],
)
def test_a_convention_that_does_not_exist_is_an_error(chosen, sentence):
    with pytest.raises(ValueError, match=sentence):
        Conventions(**chosen)


def test_a_lone_stratum_may_be_refused():
    strata = [stratum(10, [40, 60]), stratum(5, [80])]

    with pytest.raises(TooFewRespondents, match="one answer only"):
        estimation.mean(strata, A, conventions=Conventions(lone="refuse"))


def test_the_average_of_no_strata_is_an_error():
    with pytest.raises(TooFewRespondents, match="no stratum"):
        estimation.mean([stratum(5, [80])], A, conventions=Conventions(lone="average"))


def test_a_silent_stratum_may_be_refused():
    strata = [stratum(10, [40, 60]), Stratum(population=5, answers=0, columns={})]

    with pytest.raises(TooFewRespondents, match="no answers"):
        estimation.mean(strata, A, conventions=Conventions(silent="refuse"))


def test_where_no_stratum_is_silent_nothing_is_refused():
    strata = [stratum(10, [40, 60]), stratum(5, [80, 70])]

    found = estimation.mean(strata, A, conventions=Conventions(silent="refuse"))

    assert found.value == estimation.mean(strata, A).value


def test_where_all_strata_are_silent_nobody_is_heard():
    silent = [Stratum(population=people, answers=0, columns={}) for people in (5, 9)]

    with pytest.raises(TooFewRespondents, match="nobody has D/a"):
        estimation.mean(silent, A)


def test_a_total_that_nobody_adds_to_is_none():
    found = estimation.estimated_total([stratum(10, [3, 5])], ("D", "b"))

    assert (found.value, found.standard_error, found.respondents) == (0, 0, 0)
    assert (found.degrees, found.design_effect) == (1, 1.0)


def test_without_answers_no_cluster_was_drawn():
    nobody = Stratum(population=5, answers=0, columns={}, clusters=np.zeros(0, dtype=np.intp))

    assert nobody.drawn == 0


def test_a_total_by_hand():
    """N=10, 3 and 5: 10·4 = 40; error √(10²·.8·2/2) = √80."""
    found = estimation.estimated_total([stratum(10, [3, 5])], A)

    assert (found.value, found.standard_error) == pytest.approx((40, sqrt(80)))
    assert found.high > 40


def test_weights_of_the_draw_need_no_population():
    found = estimation.mean([stratum(inf, [3, 5], weights=np.array([1.0, 3.0]))], A)

    assert found.value == pytest.approx(4.5)
    assert found.design_effect == pytest.approx(2 * 10 / 16)


def test_neither_population_nor_weights_are_an_error():
    with pytest.raises(ValueError, match="population or weights"):
        stratum(inf, [3, 5])


def test_margins_by_hand():
    """3 and 5 of 10 people, known to be 2 and 8: weights 2 and 8, mean 4.6, nothing unexplained."""
    margin = Margin.of("sex", ["L", "P"], {"L": 2, "P": 8})

    found = estimation.calibrate([stratum(10, [3, 5])], [margin])
    estimate = estimation.composite(found.strata, {A: 1.0}, calibration=found)

    assert estimate.value == pytest.approx(4.6)
    assert estimate.standard_error == pytest.approx(0)


def test_a_lone_answer_stands_for_all_of_its_stratum_before_margins():
    """Weights 3 and 3 of L and P, and 8 of one more P; known 6 L and 11 P: P's become 3 and 8."""
    strata = [stratum(6, [10, 20]), stratum(8, [50])]
    margin = Margin.of("sex", ["L", "P", "P"], {"L": 6, "P": 11})

    first, second = estimation.calibrate(strata, [margin]).strata

    assert first.weights == pytest.approx([6, 3])
    assert second.weights == pytest.approx([8])


def test_given_weights_stand_for_a_silent_stratum_too():
    """1 and 3 people of a stratum that was heard, 4 of one that was not: 2·(1·3 + 3·5) = 36."""
    heard = stratum(inf, [3, 5], weights=np.array([1.0, 3.0]))
    silent = Stratum(population=4, answers=0, columns={})

    found = estimation.estimated_total([heard, silent], A)

    assert found.value == pytest.approx(36)
    assert found.population == 8
    assert found.design_effect == pytest.approx(2 * 10 / 16)


def test_two_margins_meet_both():
    sexes = Margin.of("sex", ["L", "L", "P", "P"], {"L": 6, "P": 4})
    ages = Margin.of("age", ["x", "y", "x", "y"], {"x": 3, "y": 7})

    [found] = estimation.calibrate([stratum(10, [1, 2, 3, 4])], [sexes, ages]).strata

    assert found.weights == pytest.approx([1.8, 4.2, 1.2, 2.8])


@pytest.mark.parametrize("known", [{"L": 2}, {"L": 2, "P": 4, "X": 1}])
def test_a_class_on_one_side_only_is_an_error(known):
    with pytest.raises(MarginsDoNotHold):
        Margin.of("sex", ["L", "P"], known)


def test_margins_that_contradict_each_other_are_an_error():
    one = Margin.of("sex", ["L", "P"], {"L": 2, "P": 8})
    other = Margin.of("age", ["x", "y"], {"x": 5, "y": 6})

    with pytest.raises(MarginsDoNotHold, match="sex, age"):
        estimation.calibrate([stratum(10, [3, 5])], [one, other])


def test_sums_of_many_are_exact_in_any_order():
    """A large number and its opposite must leave what is between them, however many there are."""
    luck = np.random.default_rng(3)
    values = np.concatenate([[1e12, -1e12], np.full(5000, 0.1), luck.normal(0, 1e6, 3000)])
    whole = total(values)

    assert {total(luck.permutation(values)) for _ in range(5)} == {whole}
    assert total(np.concatenate([[1e12, -1e12], np.full(5000, 0.125)])) == 625.0
    assert whole == pytest.approx(500 + values[5002:].sum(), abs=1e-5)


def test_the_sum_of_nothing_is_nothing():
    assert total(np.zeros(0)) == total(np.zeros(5000)) == 0
