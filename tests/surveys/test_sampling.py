from __future__ import annotations

import csv
import hashlib
import hmac
from fractions import Fraction
from math import comb
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import sampling

GOLDEN = Path(__file__).parents[1] / "golden" / "sample_size.csv"


def sample_sizes():
    with GOLDEN.open() as file:
        return [[int(cell) for cell in row.values()] for row in csv.DictReader(file)]


@pytest.mark.parametrize(("population", "at_5", "at_10"), sample_sizes())
def test_answers_needed_are_those_of_the_table(population, at_5, at_10):
    assert sampling.sample_size(population=population, margin=0.05) == at_5
    assert sampling.sample_size(population=population, margin=0.10) == at_10


def test_nobody_needs_no_answers():
    assert sampling.sample_size(population=0, margin=0.05) == 0


@given(st.integers(1, 20_000), st.floats(0.01, 0.3))
def test_never_more_answers_than_people(population, margin):
    assert 0 < sampling.sample_size(population=population, margin=margin) <= population


@pytest.mark.parametrize(
    ("response", "needed"), [(0.157, 2313), (0.34, 1068), (0.5, 726), (0.7, 519)]
)
def test_invitations_for_363_answers(response, needed):
    assert (
        sampling.invited(population=6384, answers=363, response=response, reachable=1.0) == needed
    )


def test_a_quotient_that_comes_out_even_is_not_rounded_up():
    """21 / 0.7 is 30.000000000000004 in binary fractions."""
    assert sampling.invited(population=90, answers=21, response=0.7, reachable=1.0) == 30


def test_unreachable_people_are_made_up_for():
    assert sampling.invited(population=900, answers=40, response=0.5, reachable=0.8) == 100


def test_no_more_are_invited_than_there_are():
    assert sampling.invited(population=50, answers=40, response=0.5, reachable=1.0) == 50


def test_without_anyone_reachable_everybody_is_invited():
    assert sampling.invited(population=50, answers=40, response=0.5, reachable=0.0) == 50


@pytest.mark.parametrize(("invited", "proposed"), [(79, False), (80, True), (100, True)])
def test_a_census_is_proposed_from_four_fifths_on(invited, proposed):
    assert sampling.proposes_census(population=100, invited=invited) is proposed


def test_a_short_list_of_staff_is_asked_as_a_whole():
    plan = sampling.plan(kind="internal", population=30, response=0.9, reachable=1.0)

    assert plan == sampling.Plan(answers_wanted=30, invited=30, census=True)


def test_a_long_list_of_staff_is_sampled():
    plan = sampling.plan(kind="internal", population=600, response=0.5, reachable=1.0)

    assert plan == sampling.Plan(answers_wanted=83, invited=166, census=False)


def test_thirty_answers_are_wanted_of_service_users():
    plan = sampling.plan(kind="external", population=42, response=1.0, reachable=1.0)

    assert plan.answers_wanted == 30


def test_where_most_would_be_invited_all_are():
    plan = sampling.plan(kind="external", population=300, response=0.3, reachable=1.0)

    assert plan == sampling.Plan(answers_wanted=73, invited=300, census=True)


def test_every_expert_is_asked():
    plan = sampling.plan(kind="expert", population=60, response=0.6, reachable=1.0)

    assert plan == sampling.Plan(answers_wanted=60, invited=60, census=True)


def test_never_fewer_than_25_are_invited():
    plan = sampling.plan(kind="internal", population=31, response=1.0, reachable=1.0)

    assert plan.answers_wanted == 24
    assert plan.invited >= 25


@pytest.mark.parametrize(("invited", "sure"), [(25, 0.987), (20, 0.872), (15, 0.403)])
def test_being_sure_of_ten_answers_at_sixty_percent(invited, sure):
    assert sampling.probability_of_at_least(10, invited=invited, response=0.6) == pytest.approx(
        sure, abs=5e-4
    )


def exactly(k, invited, p):
    return sum(comb(invited, i) * p**i * (1 - p) ** (invited - i) for i in range(k, invited + 1))


@given(st.integers(0, 40), st.integers(0, 60), st.fractions(0, 1, max_denominator=50))
def test_the_binomial_agrees_with_exact_fractions(k, invited, p):
    assert sampling.probability_of_at_least(k, invited=invited, response=p) == pytest.approx(
        float(exactly(k, invited, p)), abs=1e-12
    )


def test_the_binomial_holds_for_a_whole_city():
    assert sampling.probability_of_at_least(3000, invited=20_000, response=0.157) > 0.99


ROWS = [bytes.fromhex(row) for row in ["", "00", "10", "2021", "3031", "40414243"]]


@pytest.mark.parametrize(
    ("how_many", "root"),
    [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        (5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        (6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    ],
)
def test_the_root_is_that_of_certificate_transparency(how_many, root):
    """Known answers that the implementations of RFC 6962 test themselves with."""
    assert sampling.list_root(ROWS[:how_many]).hex() == root


def test_the_order_of_the_rows_does_not_change_the_root():
    assert sampling.list_root(ROWS) == sampling.list_root(reversed(ROWS))


@given(st.sets(st.binary(max_size=4), min_size=1, max_size=30), st.data())
def test_one_changed_row_changes_the_root(rows, data):
    changed = data.draw(st.sampled_from(sorted(rows)))

    assert sampling.list_root(rows) != sampling.list_root(rows - {changed} | {b"other"})


def test_the_seed_is_the_hash_of_the_three_parts():
    """The value is sha256sum's for 64 zero bytes."""
    seed = sampling.draw_seed(list_root=bytes(32), nonce=bytes(32), randomness=b"")

    assert seed.hex() == "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"


@pytest.mark.parametrize("part", ["list_root", "nonce"])
def test_a_part_of_another_length_is_refused(part):
    parts = {"list_root": bytes(32), "nonce": bytes(32), "randomness": b"public", part: b"short"}

    with pytest.raises(ValueError, match="32 bytes"):
        sampling.draw_seed(**parts)


KEYS = [bytes([number]) * 32 for number in range(40)]


def test_the_order_does_not_depend_on_how_the_keys_came():
    assert sampling.order(KEYS, seed=b"s") == sampling.order(reversed(KEYS), seed=b"s")


def test_the_order_holds_everybody_once():
    assert sorted(sampling.order(KEYS, seed=b"s")) == KEYS


def test_another_seed_gives_another_order():
    assert sampling.order(KEYS, seed=b"s") != sampling.order(KEYS, seed=b"t")


def test_the_order_is_that_of_hmac_sha256():
    """HMAC-SHA256 test case 2 of RFC 4231, among other keys."""
    seed, key = b"Jefe", b"what do ya want for nothing?"
    place = hmac.new(seed, key, hashlib.sha256).hexdigest()
    others = [b"a", b"b", b"c", b"d", key]

    assert place == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert sampling.order(others, seed=seed) == sorted(
        others, key=lambda row: hmac.new(seed, row, hashlib.sha256).hexdigest()
    )


def test_a_row_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        sampling.order([b"x", b"y", b"x"], seed=b"s")


def test_every_place_in_the_draw_is_equally_likely():
    """First places over 2,000 seeds: chi-squared with 9 degrees of freedom, p = 0.001 at 27.9."""
    rows = [bytes([number]) for number in range(10)]
    firsts = [sampling.order(rows, seed=seed.to_bytes(4))[0] for seed in range(2000)]

    assert sum((firsts.count(row) - 200) ** 2 / 200 for row in rows) < 27.9


def test_shares_may_be_exact_fractions():
    assert (
        sampling.invited(population=90, answers=21, response=Fraction(7, 10), reachable=Fraction(1))
        == 30
    )


@pytest.mark.parametrize(("population", "wanted"), [(31, 0.1), (600, 0.1), (5000, 0.05)])
def test_as_many_answers_as_are_wanted_hold_the_margin_and_one_less_does_not(population, wanted):
    answers = sampling.sample_size(population=population, margin=wanted)

    assert sampling.margin(population=population, answers=answers) <= wanted
    assert sampling.margin(population=population, answers=answers - 1) > wanted


def test_who_asks_everybody_has_no_margin_and_who_asks_nobody_no_figure():
    assert sampling.margin(population=1, answers=1) == 0.0
    with pytest.raises(ValueError, match="nobody"):
        sampling.margin(population=10, answers=0)
