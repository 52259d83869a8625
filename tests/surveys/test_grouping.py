from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import grouping, sampling
from surveys.grouping import Unit

fewer = settings(max_examples=50)

RESPONSE = {"internal": 0.5, "external": 0.3, "expert": 0.6}


def unit(office, eligible, *, opd="K", parent="K", kind="internal", reachable=None):
    return Unit(
        office=office,
        parent=None if office == opd else parent,
        opd=opd,
        kind=kind,
        eligible=eligible,
        reachable=eligible if reachable is None else reachable,
        expected_response=RESPONSE[kind],
    )


def offices(groups):
    return sorted(group.offices for group in groups)


def test_an_office_that_is_large_enough_stands_alone():
    [group] = grouping.form([unit("K", 80)])

    assert (group.opd, group.offices, group.population) == ("K", ("K",), 80)
    assert (group.answers_wanted, group.invited, group.census) == (44, 80, True)
    assert group.answers_expected == 40
    assert group.name_hint == "K"


def test_a_large_office_is_sampled():
    [group] = grouping.form([unit("K", 600)])

    assert (group.invited, group.census) == (166, False)


def test_a_small_office_joins_its_smallest_sibling():
    groups = grouping.form([unit("K", 60), unit("K1", 11), unit("K2", 40), unit("K3", 50)])

    assert offices(groups) == [("K",), ("K1", "K2"), ("K3",)]


def test_siblings_are_merged_as_few_as_needed():
    groups = grouping.form([unit("K", 60)] + [unit(f"K{n}", 14) for n in range(1, 5)])

    assert offices(groups) == [("K",), ("K1", "K2"), ("K3", "K4")]


def test_siblings_that_are_too_few_together_join_the_office_above():
    groups = grouping.form([unit("K", 60), unit("K1", 8), unit("K2", 9)])

    assert offices(groups) == [("K", "K1", "K2")]
    assert groups[0].name_hint == "K"


def test_a_small_head_office_joins_the_smallest_group_of_its_opd():
    groups = grouping.form([unit("K", 9), unit("K1", 60), unit("K2", 50)])

    assert offices(groups) == [("K", "K2"), ("K1",)]


def test_merging_climbs_one_floor_at_a_time():
    groups = grouping.form(
        [
            unit("K", 60),
            unit("K1", 12),
            unit("K2", 70),
            unit("K11", 9, parent="K1"),
            unit("K12", 12, parent="K1"),
        ]
    )

    assert offices(groups) == [("K",), ("K1", "K11", "K12"), ("K2",)]


def test_an_office_above_without_people_of_the_kind_hands_on():
    groups = grouping.form([unit("K1", 60), unit("K11", 9, parent="K1"), unit("K2", 0)])

    assert offices(groups) == [("K1", "K11")]


def test_small_opds_are_put_together_for_the_whole_city():
    groups = grouping.form([unit("A", 15, opd="A"), unit("B", 20, opd="B"), unit("K", 60)])

    assert [(g.opd, g.offices, g.name_hint) for g in groups] == [
        ("K", ("K",), "K"),
        (None, ("A", "B"), ""),
    ]


def test_a_city_group_that_is_still_too_small_says_so():
    [group] = grouping.form([unit("A", 15, opd="A")])

    assert (group.opd, group.too_small, group.invited) == (None, True, 15)


def test_experts_are_one_group_for_the_city():
    [group] = grouping.form(
        [unit("A", 40, opd="A", kind="expert"), unit("B", 20, opd="B", kind="expert")]
    )

    assert (group.opd, group.population, group.invited) == (None, 60, 60)


def test_kinds_are_never_mixed():
    groups = grouping.form([unit("K", 60), unit("K", 300, kind="external")])

    assert [(g.kind, g.population) for g in groups] == [("external", 300), ("internal", 60)]


def test_unreachable_people_make_an_office_small():
    assert not grouping.form([unit("K", 40)])[0].too_small
    assert grouping.form([unit("K", 40, reachable=12)])[0].too_small


def test_25_invited_are_needed_however_well_they_answer():
    def all_answer(eligible):
        staff = unit("K", eligible)
        return Unit(
            **{name: getattr(staff, name) for name in staff.__slots__} | {"expected_response": 1.0}
        )

    assert grouping.form([all_answer(24)])[0].too_small
    assert not grouping.form([all_answer(25)])[0].too_small


def test_offices_in_a_circle_are_refused():
    with pytest.raises(grouping.OfficesInCircle, match="K1 → K2 → K1"):
        grouping.form([unit("K", 60), unit("K1", 9, parent="K2"), unit("K2", 9, parent="K1")])


def test_an_office_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        grouping.form([unit("K", 60), unit("K", 61)])


@pytest.mark.parametrize("wrong", [{"eligible": 5, "reachable": 6}, {"eligible": -1}])
def test_a_unit_refuses_nonsense(wrong):
    with pytest.raises(ValueError, match="K"):
        unit("K", **wrong)


@st.composite
def cities(draw):
    """Offices in random trees of up to four floors, in up to five OPDs, two kinds each."""
    units = []
    for opd in "ABCDE"[: draw(st.integers(1, 5))]:
        codes = [opd]
        for number in range(draw(st.integers(0, 7))):
            codes.append(draw(st.sampled_from(codes)) + str(number))
        for code in codes:
            for kind in draw(st.sets(st.sampled_from(["internal", "external", "expert"]))):
                eligible = draw(st.integers(0, 120) | st.integers(0, 20))
                units.append(
                    Unit(
                        office=code,
                        parent=code[:-1] or None,
                        opd=opd,
                        kind=kind,
                        eligible=eligible,
                        reachable=draw(st.integers(eligible // 2, eligible)),
                        expected_response=draw(st.sampled_from([0.2, 0.3, 0.5, 0.9])),
                    )
                )
    return units


@fewer
@given(cities())
def test_everybody_is_in_exactly_one_group(units):
    placed = Counter(
        (group.kind, office) for group in grouping.form(units) for office in group.offices
    )

    assert placed == Counter((u.kind, u.office) for u in units if u.eligible)


@fewer
@given(cities())
def test_nobody_is_lost_from_the_totals(units):
    groups = grouping.form(units)

    for kind in RESPONSE:
        assert sum(g.population for g in groups if g.kind == kind) == sum(
            u.eligible for u in units if u.kind == kind
        )


def chance(group, units):
    inside = [u for u in units if u.kind == group.kind and u.office in group.offices]
    return sum(u.reachable * u.expected_response for u in inside) / group.population


@fewer
@given(cities())
def test_a_group_that_is_not_flagged_is_sure_of_ten_answers(units):
    for group in grouping.form(units):
        sure = sampling.probability_of_at_least(
            10, invited=group.invited, response=chance(group, units)
        )
        meets = group.invited >= 25 and sure >= 0.95 - 1e-12
        assert meets is not group.too_small


@fewer
@given(cities())
def test_only_one_city_wide_group_of_a_kind_may_be_too_small(units):
    groups = grouping.form(units)

    assert all(group.opd is None for group in groups if group.too_small)
    assert max(Counter(g.kind for g in groups if g.opd is None).values(), default=0) <= 1


@fewer
@given(cities())
def test_a_group_of_an_opd_holds_only_its_own_offices(units):
    belongs = {u.office: u.opd for u in units}

    for group in grouping.form(units):
        assert group.opd is None or {belongs[office] for office in group.offices} == {group.opd}


@fewer
@given(cities(), st.randoms(use_true_random=False))
def test_the_order_of_the_units_does_not_matter(units, random):
    shuffled = list(units)
    random.shuffle(shuffled)

    assert grouping.form(shuffled) == grouping.form(units)


@fewer
@given(cities())
def test_what_is_missing_is_enough_and_one_less_is_not(units):
    for group in grouping.form(units):
        members = [u for u in units if u.kind == group.kind and u.office in group.offices]
        missing = grouping.missing(members)

        assert (missing > 0) is group.too_small
        if missing:
            assert grouping.missing(grown(members, missing)) == 0
            assert grouping.missing(grown(members, missing - 1)) == 1


def grown(members, more):
    """So many more people who can be reached: first those who are on the lists, then new ones."""
    least = min(u.expected_response for u in members)
    unreachable = sum(u.eligible - u.reachable for u in members)
    known, new = min(more, unreachable), max(0, more - unreachable)
    kind = members[0].kind
    values = {"office": "NEW", "parent": None, "opd": "NEW", "kind": kind}
    listed = [replace(u, eligible=u.reachable) for u in members]
    return [
        *listed,
        Unit(**values, eligible=known + new, reachable=known + new, expected_response=least),
        Unit(**values, eligible=unreachable - known, reachable=0, expected_response=least),
    ]


def test_an_office_with_nobody_lacks_everybody():
    missing = grouping.missing([unit("K", 0)])

    assert grouping.form([unit("K", missing)])[0].too_small is False
    assert grouping.form([unit("K", missing - 1)])[0].too_small is True
