"""Figures that were worked out on paper for questions that protect, and for clusters."""

from __future__ import annotations

import pytest

from reports import sensitive
from reports.estimation import clusters
from reports.sensitive import Counted, ForcedResponse

LOT = ForcedResponse()


def test_forced_response():
    """λ = 0.30 gives π = 0.20; at n = 400 with error 0.0344 against 0.0200 asked directly."""
    found = sensitive.forced_response(said_yes=120, answers=400, lot=LOT)

    assert found.value == pytest.approx(0.20)
    assert found.standard_error == pytest.approx(0.0344, abs=5e-5)
    assert (found.standard_error / 0.0200) ** 2 == pytest.approx(2.95, abs=0.01)


def test_a_list_experiment():
    """Means 2.31 and 2.12, deviations 1.05 and 1.00, 200 each: 0.19, error 0.1025."""
    found = sensitive.list_experiment(
        longer=Counted(mean=2.31, deviation=1.05, answers=200),
        shorter=Counted(mean=2.12, deviation=1.00, answers=200),
    )

    assert found.value == pytest.approx(0.19)
    assert found.standard_error == pytest.approx(0.1025, abs=5e-5)


def test_two_hundred_answers_are_needed():
    assert sensitive.forced_response(said_yes=60, answers=200, lot=LOT).respondents == 200
    with pytest.raises(sensitive.TooFewAnswers, match="199 answers; 200 are needed"):
        sensitive.forced_response(said_yes=60, answers=199, lot=LOT)


@pytest.mark.parametrize(
    ("answers", "alike", "effect"), [(10, 0.05, 1.45), (20, 0.05, 1.95), (20, 0.1, 2.90)]
)
def test_the_design_effect_of_clusters(answers, alike, effect):
    assert clusters.design_effect(answers_each=answers, alike=alike) == pytest.approx(effect)


def test_a_cluster_without_answers_is_an_error():
    with pytest.raises(ValueError, match="at least one"):
        clusters.design_effect(answers_each=0.5, alike=0.1)
