"""Forced response and the list experiment, against figures that were worked out beforehand."""

from __future__ import annotations

from math import inf, sqrt

import numpy as np
import pytest

from reports import estimation, sensitive
from reports.estimation import Estimate, TooFewRespondents
from reports.estimation import sensitive as ways
from reports.sensitive import FEWEST
from surveys.questionnaire.method_items import CONTROL, FORCED, TREATMENT

NOBODY = np.full(3, np.nan)


def said(yes, no):
    return np.repeat([1.0, 0.0], [yes, no])


def with_moments(mean, deviation, many):
    """An even number of answers with exactly this mean and this standard deviation of a sample."""
    away = deviation * sqrt((many - 1) / many)
    return np.repeat([mean - away, mean + away], many // 2)


def test_forced_response_gives_the_check_value():
    """The plan of the questionnaire, section 6: λ .30 of 400 gives π .20 ± .0344 (error).

    That is (.30 − 1/6) / (2/3), and √(.3·.7/399) / (2/3) = .034412.
    """
    yes = ways.mean([(6000, said(120, 280))])

    found = ways.forced_response(yes, forced_yes=1 / 6, honest=2 / 3)

    assert found.value == pytest.approx(0.20)
    assert found.standard_error == pytest.approx(0.0344, abs=5e-5)


def test_a_direct_question_would_be_three_times_as_exact():
    """The same section: .0200 of a direct question, a variance 2.95 times as large."""
    direct = ways.mean([(6000, said(80, 320))])
    forced = ways.forced_response(
        ways.mean([(6000, said(120, 280))]), forced_yes=1 / 6, honest=2 / 3
    )

    assert direct.standard_error == pytest.approx(0.0200, abs=5e-5)
    assert (forced.standard_error / direct.standard_error) ** 2 == pytest.approx(2.95, abs=5e-3)


def test_a_list_experiment_gives_the_check_value():
    """The same section: means 2.31 and 2.12, deviations 1.05 and 1.00, 200 each: .19 ± .1025."""
    treatment = ways.mean([(6000, with_moments(2.31, 1.05, 200))])
    control = ways.mean([(6000, with_moments(2.12, 1.00, 200))])

    found = ways.list_experiment(treatment=treatment, control=control)

    assert found.value == pytest.approx(0.19)
    assert found.standard_error == pytest.approx(0.1025, abs=5e-5)
    assert found.margin == pytest.approx(0.20, abs=5e-3)


def test_groups_count_by_their_people():
    """900 people of whom half say yes, 100 of whom all do: .9·.5 + .1·1 = .55.

    Nothing is taken off for the small group, although most of it answered: the error is
    √(.9²·.25/9 + 0) = .15, with the nine degrees of one group and the three of the other.
    """
    found = ways.mean([(900, said(5, 5)), (100, said(4, 0))])

    assert found.value == pytest.approx(0.55)
    assert found.standard_error == pytest.approx(0.9 * sqrt(0.25 / 9))
    assert found.degrees == 12


def test_a_full_count_is_not_certain():
    """Everybody was asked, and yet each answer may be the device's."""
    assert ways.mean([(10, said(5, 5))]).standard_error == pytest.approx(sqrt(0.25 / 9))


def test_whoever_said_nothing_leaves_their_weight_to_nobody():
    """Five of ten sheets have an answer; each stands for 100/10 people, as others were asked."""
    found = ways.mean([(100, np.array([1, 0, 0, 0, 0, *[np.nan] * 5])), (10, said(2, 0))])

    assert found.value == pytest.approx((10 * 1 + 5 * 2) / (10 * 5 + 5 * 2))
    assert found.respondents == 7


def test_a_group_without_sheets_is_left_out():
    groups = [(900, said(5, 5)), (50, np.zeros(0)), (50, NOBODY)]

    assert ways.mean(groups).value == pytest.approx(0.5)


def test_nobody_at_all_is_an_error():
    with pytest.raises(TooFewRespondents):
        ways.mean([(50, NOBODY)])


def test_chance_may_carry_a_share_below_nobody_but_the_interval_ends_there():
    found = ways.forced_response(ways.mean([(900, said(8, 92))]), forced_yes=1 / 6, honest=2 / 3)

    assert found.value == pytest.approx((0.08 - 1 / 6) * 1.5)
    assert found.low == 0


def city(**answers):
    """One group of everybody: what each sheet says of each item."""
    many = max(len(column) for column in answers.values())
    columns = {
        name: np.concatenate([column, np.full(many - len(column), np.nan)])
        for name, column in answers.items()
    }
    return [(6000, columns)]


def test_the_city_is_told_of_both_ways():
    found = sensitive.figures(
        city(
            **{
                FORCED: said(120, 280),
                TREATMENT: with_moments(2.31, 1.05, 200),
                CONTROL: with_moments(2.12, 1.00, 200),
            }
        )
    )

    forced, listed = found["forced"], found["listed"]
    assert (forced["value"], forced["standard_error"]) == (0.2, 0.0344)
    assert forced["respondents"] == 400
    assert (forced["low"], forced["high"]) == pytest.approx((0.1323, 0.2677), abs=2e-4)
    assert forced["if_uneven"] == pytest.approx([0.17, 0.23])
    assert (listed["value"], listed["standard_error"]) == (0.19, 0.1025)
    assert listed["low"] == 0


@pytest.mark.parametrize(("many", "is_told"), [(FEWEST - 1, False), (FEWEST, True)])
def test_fewer_than_200_answers_are_not_told(many, is_told):
    found = sensitive.figures(city(**{FORCED: said(60, many - 60)}))

    assert (found["forced"] is not None) is is_told
    assert found["listed"] is None


def test_each_list_needs_its_200():
    found = sensitive.figures(city(**{TREATMENT: said(200, 200), CONTROL: said(99, 100)}))

    assert found["listed"] is None


@pytest.mark.parametrize(("yes", "ends"), [(0, (0.0, 0.0)), (400, (1.0, 1.0))])
def test_what_is_shown_stays_between_nobody_and_everybody(yes, ends):
    found = sensitive.figures(city(**{FORCED: said(yes, 400 - yes)}))["forced"]

    assert (found["low"], found["high"]) == ends
    assert found["value"] == ends[0]


def test_where_nobody_is_asked_there_is_nothing():
    assert sensitive.figures([(6000, {}), (40, {})]) is None


def test_other_people_were_shown_the_other_list():
    """So the errors of both add up, as with two offices."""
    one = Estimate(value=2.4, standard_error=0.03, respondents=300, population=900, top=inf)
    other = Estimate(value=2.1, standard_error=0.04, respondents=300, population=900, top=inf)

    found = ways.list_experiment(treatment=one, control=other)

    assert (found.value, found.standard_error) == pytest.approx((0.3, 0.05))
    assert found.top == estimation.SHARE
