from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import scoring
from reports.scoring import (
    NOT_ASKED,
    UNANSWERED,
    AttentionItem,
    DirectionItem,
    PressureItem,
    Scheme,
    ScoredItem,
)

FREQUENCY = (10000, 7500, 5000, 2500, 0, None, None)
TEN = (0, 1111, 2222, 3333, 4444, 5556, 6667, 7778, 8889, 10000, None)
DONT_KNOW = 5


def item(index, dimension="ITG", indicator="suap", scores=FREQUENCY):
    return ScoredItem(index=index, dimension=dimension, indicator=indicator, scores=scores)


def scheme(*items, directions=()):
    return Scheme(kind="internal", items=items, directions=directions)


def one(sheet):
    return scoring.matrix([sheet], len(sheet))


def points_of(sheet, scheme):
    """Of a single sheet, what it has."""
    found = scoring.indicators(one(sheet), scheme)
    return {key: float(points[0]) for key, points in found.items() if not np.isnan(points[0])}


def test_an_indicator_is_the_mean_of_its_items():
    points = points_of([1, 4], scheme(item(0), item(1)))

    assert points == {("ITG", "suap"): 37.5}


def test_an_indicator_with_more_items_does_not_lend_them_to_another():
    three = scheme(item(0, "ITG", "suap"), item(1, "ITG", "suap"), item(2, "ITG", "calo"))

    assert points_of([0, 2, 1], three) == {
        ("ITG", "suap"): 75.0,
        ("ITG", "calo"): 75.0,
    }


def test_indicators_of_one_name_in_two_dimensions_stay_apart():
    two = scheme(item(0, "ITG", "calo"), item(1, "TRN", "calo"))

    assert points_of([0, 4], two) == {
        ("ITG", "calo"): 100.0,
        ("TRN", "calo"): 0.0,
    }


def test_an_expert_mark_of_7_is_66_67_points():
    assert points_of([6], scheme(item(0, scores=TEN))) == {("ITG", "suap"): 66.67}


@pytest.mark.parametrize("code", [DONT_KNOW, UNANSWERED])
def test_an_answer_without_a_score_is_missing(code):
    assert points_of([1, code], scheme(item(0), item(1))) == {("ITG", "suap"): 75.0}


def test_half_of_a_dimension_is_enough():
    four = scheme(*(item(place) for place in range(4)))

    assert points_of([0, 2, DONT_KNOW, UNANSWERED], four) == {("ITG", "suap"): 75.0}


def test_less_than_half_of_a_dimension_is_not():
    three = scheme(*(item(place) for place in range(3)))

    assert points_of([0, DONT_KNOW, UNANSWERED], three) == {}


def test_items_off_the_path_are_not_held_against_anybody():
    three = scheme(*(item(place) for place in range(3)))

    assert points_of([0, NOT_ASKED, NOT_ASKED], three) == {("ITG", "suap"): 100.0}


def test_a_dimension_that_was_not_asked_has_no_indicators():
    two = scheme(item(0), item(1, "PBJ", "harga"))

    assert points_of([1, NOT_ASKED], two) == {("ITG", "suap"): 75.0}


def test_one_thin_dimension_leaves_the_others_alone():
    three = scheme(item(0), item(1, "PBJ", "harga"), item(2, "PBJ", "mutu"), item(3, "PBJ", "guna"))

    assert points_of([1, 1, UNANSWERED, UNANSWERED], three) == {("ITG", "suap"): 75.0}


@pytest.mark.parametrize("code", [7, -3])
def test_a_choice_that_the_item_does_not_have_is_an_error(code):
    with pytest.raises(scoring.AnswerOffTheScale, match="item 0"):
        points_of([code], scheme(item(0)))


@given(st.lists(st.integers(-2, 6), min_size=6, max_size=6))
def test_points_lie_between_0_and_100(sheet):
    six = scheme(*(item(place, "D" + str(place % 2), str(place % 3)) for place in range(6)))

    points = points_of(sheet, six)

    assert all(0 <= value <= 100 for value in points.values())


TWENTY = scheme(*(item(place) for place in range(20)))


@pytest.mark.parametrize(
    ("sheet", "uniform"),
    [
        ([2] * 20, True),
        ([2] * 16 + [1] * 4, True),
        ([2] * 15 + [1] * 5, False),
        ([2] * 8 + [1] * 2 + [DONT_KNOW] * 10, True),
        ([2] * 9 + [DONT_KNOW] * 11, False),  # nine answers are not judged
        ([DONT_KNOW] * 20, False),
        ([UNANSWERED] * 20, False),
    ],
)
def test_four_fifths_of_one_choice_are_uniform(sheet, uniform):
    assert scoring.uniform(one(sheet), TWENTY).tolist() == [uniform]


DIRECTED = scheme(
    directions=(DirectionItem(index=0, yes=1, no=0), DirectionItem(index=1, yes=1, no=0))
)


@pytest.mark.parametrize(
    ("sheet", "directed"),
    [
        ([0, 0], False),
        ([0, 1], True),
        ([2, 1], True),
        ([2, 0], False),
        ([2, UNANSWERED], None),
        ([NOT_ASKED, NOT_ASKED], None),
    ],
)
def test_one_yes_says_that_the_answers_were_directed(sheet, directed):
    yes, says = scoring.directed(one(sheet), DIRECTED)

    assert (yes.tolist(), says.tolist()) == ([bool(directed)], [directed is not None])


@pytest.mark.parametrize(
    ("choice", "wrong", "answered"),
    [(3, False, True), (0, True, True), (4, True, True), (UNANSWERED, False, False)],
)
def test_an_item_that_names_its_answer_got_another_one(choice, wrong, answered):
    asked = Scheme(kind="internal", items=(), attention=(AttentionItem(index=0, expected=3),))

    found = scoring.inattentive(one([choice]), asked)

    assert [flags.tolist() for flags in found] == [[wrong], [answered]]


def test_points_of_an_item_are_added_up_over_those_who_gave_it_a_score():
    two = scheme(item(0), item(1))

    sums = scoring.item_sums(scoring.matrix([[0, 1], [2, UNANSWERED], [5, 1]], 2), two)

    assert sums == {two.items[0]: (150.0, 2), two.items[1]: (150.0, 2)}


def test_an_item_may_have_254_choices():
    wide = scheme(item(0, scores=tuple(range(254))))

    sums = scoring.item_sums(scoring.matrix([[127], [128], [253]], 1), wide)

    assert sums == {wide.items[0]: (5.08, 3)}


PRESSED = Scheme(kind="internal", items=(), pressure=PressureItem(index=1, choices=3))


def test_what_was_told_is_counted_by_choice():
    sheets = scoring.matrix([[5, 0], [5, 2], [5, UNANSWERED], [5, NOT_ASKED], [5, 2]], 2)

    assert scoring.told(sheets, PRESSED) == (1, 0, 2)


def test_where_nobody_is_asked_nothing_is_told():
    assert scoring.told(one([0, 0]), scheme(item(0))) == ()


def test_telling_what_cannot_be_told_is_an_error():
    with pytest.raises(scoring.AnswerOffTheScale, match="item 1 has no choice 3"):
        scoring.told(one([0, 3]), PRESSED)
