from __future__ import annotations

import pytest
from django.db import transaction

from surveys.models.waves import Wave
from surveys.steps import closing, drawing, freezing, inviting, issuing, opening, order
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def test_a_step_that_is_not_next_says_where_the_wave_is(ratna):
    wave = playing.lists(ratna)

    with pytest.raises(order.StepOutOfOrder, match="sekarang “Daftar diperbaiki”"):
        opening.open_survey(wave=wave, by=ratna)


@pytest.mark.parametrize(
    "step",
    [
        lambda wave, by: drawing.draw(wave=wave, lot=playing.LOT, by=by),
        lambda wave, by: issuing.issue(wave=wave, by=by),
        lambda wave, by: opening.open_survey(wave=wave, by=by),
        lambda wave, by: opening.extend(wave=wave, closes_at=wave.closes_at, by=by),
        lambda wave, by: inviting.remind(wave=wave, round="reminder", by=by),
        lambda wave, by: closing.close(wave=wave, by=by),
    ],
)
def test_no_step_but_freezing_begins_with_open_lists(step, ratna):
    with pytest.raises(order.StepOutOfOrder):
        step(playing.lists(ratna), ratna)


def test_lists_are_frozen_once(ratna):
    wave = playing.frozen(ratna)

    with pytest.raises(order.StepOutOfOrder):
        freezing.freeze(wave=wave, by=ratna)


def test_the_state_is_read_from_the_database_and_not_from_what_a_page_remembered(ratna):
    remembered = playing.lists(ratna)
    playing.freeze(remembered, by=ratna)
    remembered.state = Wave.State.LISTS

    with pytest.raises(order.StepOutOfOrder):
        freezing.freeze(wave=remembered, by=ratna)


def test_a_step_holds_the_row_until_it_ends(ratna, django_assert_num_queries):
    wave = playing.lists(ratna)

    with transaction.atomic(), django_assert_num_queries(1) as asked:
        order.begin(wave, Wave.State.LISTS)

    assert "FOR UPDATE" in asked.captured_queries[0]["sql"]
