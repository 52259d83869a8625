from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import suppression
from reports.estimation import Estimate


def estimate(respondents, value=70.0, top=100.0):
    return Estimate(
        value=value, standard_error=2.0, respondents=respondents, population=300, top=top
    )


def released(respondents, **figure):
    return suppression.release({"K": estimate(respondents, **figure)}, add_up=False)["K"]


def test_nine_answers_are_hidden():
    assert released(9) is None


def test_ten_answers_are_shown():
    assert released(10).value == 70.0


def test_a_wave_may_ask_for_more():
    assert suppression.release({"K": estimate(14)}, minimum=15, add_up=False) == {"K": None}


def test_a_wave_may_not_ask_for_fewer():
    with pytest.raises(ValueError, match="fewer than 10"):
        suppression.release({"K": estimate(14)}, minimum=9, add_up=False)


def test_what_does_not_exist_is_hidden():
    assert suppression.release({"K": None}, add_up=False) == {"K": None}


@pytest.mark.parametrize(("counted", "shown"), [(10, 10), (12, 10), (13, 15), (17, 15), (248, 250)])
def test_counts_are_rounded_to_five(counted, shown):
    assert released(counted).respondents == shown


def test_what_is_shown_is_the_estimate_with_its_error():
    shown = released(40)

    assert (shown.value, shown.standard_error, shown.bound) == (70.0, 2.0, "")
    assert (shown.low, shown.high) == (estimate(40).low, estimate(40).high)


@pytest.mark.parametrize(
    ("value", "bound", "shown"), [(100.0, "above", 95.0), (0.0, "below", 5.0), (95.0, "", 95.0)]
)
def test_a_small_group_of_one_mind_is_capped(value, bound, shown):
    capped = released(49, value=value)

    assert (capped.bound, capped.value) == (bound, pytest.approx(shown))


def test_a_capped_figure_has_no_standard_error():
    assert released(49, value=100.0).standard_error is None


def test_a_capped_interval_tells_no_more_than_the_bound():
    low_end, high_end = released(49, value=1.0), released(49, value=99.0)

    assert (low_end.low, low_end.high) == (0.0, pytest.approx(5.0))
    assert (high_end.low, high_end.high) == (pytest.approx(95.0), 100.0)


def test_fifty_of_one_mind_are_not_capped():
    assert released(50, value=100.0).value == 100.0


def test_shares_are_capped_on_their_own_scale():
    capped = released(20, value=1.0, top=1.0)

    assert (capped.value, capped.bound) == (0.95, "above")


def hidden(*counts, add_up=True):
    respondents = {name: n for name, n in zip("abcdefgh", counts, strict=False)}
    return "".join(sorted(suppression.hidden(respondents, add_up=add_up)))


@pytest.mark.parametrize(
    ("counts", "gone"),
    [
        ((30, 20, 40), ""),
        ((30, 4, 20, 40), "bc"),  # one hidden part, and the next smallest
        ((30, 4, 8, 40), "bc"),  # twelve together keep each other
        ((30, 4, 3, 40), "abc"),  # seven together do not
        ((30, 0, 20, 40), "b"),  # where nobody answered there is nobody to betray
        ((30, 0, 4, 20), "bcd"),
        ((30, 4, 20, 20), "bc"),  # of two alike the first
        ((4,), "a"),
    ],
)
def test_a_hidden_part_cannot_be_got_by_subtraction(counts, gone):
    assert hidden(*counts) == gone


def test_cells_that_do_not_add_up_are_hidden_one_by_one():
    assert hidden(30, 4, 20, 40, add_up=False) == "b"


def test_release_hides_what_would_betray_another():
    parts = {"a": estimate(30), "b": estimate(4), "c": estimate(20)}

    shown = suppression.release(parts, add_up=True)

    assert [key for key, value in shown.items() if value is None] == ["b", "c"]


@given(st.dictionaries(st.integers(), st.integers(0, 60), max_size=8), st.integers(10, 20))
def test_whoever_is_hidden_is_hidden_among_enough(respondents, minimum):
    gone = suppression.hidden(respondents, minimum=minimum, add_up=True)

    together = sum(respondents[key] for key in gone)
    assert together == 0 or together >= minimum or gone == frozenset(respondents)
    assert {key for key, n in respondents.items() if n < minimum} <= gone


@given(st.dictionaries(st.integers(), st.integers(1, 60), min_size=2, max_size=8))
def test_no_part_is_ever_the_only_one_hidden(respondents):
    assert len(suppression.hidden(respondents, add_up=True)) != 1


@pytest.mark.parametrize("respondents", [13, 14, 15, 16, 17])
def test_an_interval_does_not_tell_how_many_answered(respondents):
    """All are shown as 15; one stratum, so n − 1 degrees: those of 13 for each."""
    exact = Estimate(
        value=70, standard_error=2, respondents=respondents, population=90, degrees=respondents - 1
    )

    assert suppression.coarse(exact).degrees == 12


def test_the_fewest_that_are_shown_are_the_minimum():
    exact = Estimate(value=70, standard_error=2, respondents=11, population=90, degrees=10)

    assert suppression.coarse(exact).degrees == 9


@pytest.mark.parametrize(
    ("count", "of", "share"),
    [
        (0, 28, 0),
        (9, 28, 0),  # fewer than ten are not told from none
        (10, 28, 0.35),
        (11, 28, 0.4),
        (18, 28, 0.65),
        (28, 28, 0.65),  # all are not told from all but ten
        (19, 19, 0),
        (10, 20, 0.5),
        (0, 0, 0),
        (24, 49, 0.5),
        (24, 50, 0.5),
        (10, 57, 0.2),
        (9, 200, 0),
        (200, 200, 0.95),
        (999, 999, 0.95),  # of ever so many
        (137, 1000, 0.14),
        (137, 2000, 0.07),
        (1370, 10000, 0.136),
    ],
)
def test_a_share_that_figures_are_made_from_tells_no_count(count, of, share):
    assert suppression.coarse_share(count, of=of, minimum=10) == share


def test_a_share_keeps_to_a_higher_minimum():
    assert suppression.coarse_share(19, of=60, minimum=20) == 0
    assert suppression.coarse_share(60, of=60, minimum=20) == 0.65
