"""Figures that were worked out on paper for clusters."""

from __future__ import annotations

import pytest

from reports.estimation import clusters


@pytest.mark.parametrize(
    ("answers", "alike", "effect"), [(10, 0.05, 1.45), (20, 0.05, 1.95), (20, 0.1, 2.90)]
)
def test_the_design_effect_of_clusters(answers, alike, effect):
    assert clusters.design_effect(answers_each=answers, alike=alike) == pytest.approx(effect)


def test_a_cluster_without_answers_is_an_error():
    with pytest.raises(ValueError, match="at least one"):
        clusters.design_effect(answers_each=0.5, alike=0.1)
