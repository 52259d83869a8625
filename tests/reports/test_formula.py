from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import formula
from reports.estimation import Column, Estimate, Stratum
from reports.formula import (
    KINDS_OF_AN_OFFICE,
    KINDS_OF_THE_CITY,
    Band,
    Correction,
    CorrectionRules,
    Evidence,
    State,
    UnsoundWeights,
    Weights,
)

BANDS = (
    Band(category="rentan", start=Decimal(0)),
    Band(category="waspada", start=Decimal(73)),
    Band(category="terjaga", start=Decimal(78)),
)
RULES = CorrectionRules(
    most=16.16,
    per_directed_share=5,
    per_uniform_share=5,
    most_for_conduct=10,
    per_decided_case=1,
    per_investigated_case=0.5,
    per_substantiated_complaint=0.1,
    most_for_prevalence=6.16,
)
OUTSIDE = {"TKL": 1, "UPK": 1, "ITP": 1}
INSIDE = dict.fromkeys(["TRN", "ITG", "PGR", "ANG", "PBJ", "SDM", "SOS"], 1)
WEIGHTS = Weights(
    kinds={"internal": 0.4, "external": 0.4, "expert": 0.2},
    dimensions={"internal": INSIDE, "external": OUTSIDE, "expert": OUTSIDE},
    bands=BANDS,
    minimum=10,
    correction=RULES,
)
NOTHING = Correction(conduct=0, prevalence=0, total=0)


def points(value, respondents=40, standard_error=1.0):
    return Estimate(
        value=value, standard_error=standard_error, respondents=respondents, population=90
    )


def census(by_dimension):
    """Twelve people who all say the same, one indicator a dimension."""
    person = {(dimension, "only"): value for dimension, value in by_dimension.items()}
    return [Stratum.of(population=12, respondents=[person] * 12)]


WORKED = {
    "internal": {
        "TRN": 78.4, "ITG": 74.1, "PGR": 71.9, "ANG": 76.2, "PBJ": 69.8, "SDM": 70.5, "SOS": 63.0,
    },
    "external": {"TKL": 86.1, "UPK": 79.4, "ITP": 84.7},
    "expert": {"TKL": 72.0, "UPK": 66.5, "ITP": 70.2},
}  # fmt: skip


def worked_components(weights):
    return {
        kind: formula.component(kind, census(dimensions), weights).estimate
        for kind, dimensions in WORKED.items()
    }


@pytest.mark.parametrize(
    ("kind", "value"), [("internal", 71.9857), ("external", 83.4), ("expert", 69.5667)]
)
def test_a_component_is_the_mean_of_its_dimensions(kind, value):
    assert worked_components(WEIGHTS)[kind].value == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(
    ("kinds", "before", "figure"),
    [
        ((0.40, 0.40, 0.20), 76.0676, "74.57"),
        ((1 / 3, 1 / 3, 1 / 3), 74.9841, "73.48"),
        ((0.50, 0.30, 0.20), 74.9262, "73.43"),
    ],
)
def test_the_worked_check_holds_to_the_second_decimal(kinds, before, figure):
    weights = replace(WEIGHTS, kinds=dict(zip(KINDS_OF_THE_CITY, kinds, strict=True)))

    result = formula.index(
        worked_components(weights),
        expects=KINDS_OF_THE_CITY,
        correction=Correction(conduct=1.5, prevalence=0, total=1.5),
        weights=weights,
    )

    assert result.estimate.value == pytest.approx(before, abs=5e-5)
    assert (result.figure, result.category) == (Decimal(figure), "waspada")
    assert result.state is State.COMPLETE


def index(components, expects=KINDS_OF_AN_OFFICE, correction=NOTHING):
    return formula.index(components, expects=expects, correction=correction, weights=WEIGHTS)


def test_an_office_weighs_staff_and_users_alike():
    assert index({"internal": points(70), "external": points(80)}).figure == Decimal("75.00")


def test_experts_do_not_count_for_an_office():
    both = {"internal": points(70), "external": points(80)}

    assert index(both | {"expert": points(10)}) == index(both)


def test_an_office_without_users_is_complete_over_its_staff():
    result = index({"internal": points(79)}, expects=["internal"])

    assert (result.state, result.category) == (State.COMPLETE, "terjaga")


@pytest.mark.parametrize("users", [None, points(80, respondents=9)])
def test_a_missing_kind_makes_it_provisional(users):
    result = index({"internal": points(70), "external": users})

    assert result.state is State.PROVISIONAL
    assert result.missing == ("external",)
    assert result.figure == Decimal("70.00")


def test_a_provisional_index_has_no_category():
    assert index({"internal": points(70)}).category is None


def test_a_missing_kind_leaves_the_proportion_of_the_others():
    """Staff .4 and experts .2 of the city become 2/3 and 1/3."""
    result = index({"internal": points(60), "expert": points(90)}, expects=KINDS_OF_THE_CITY)

    assert result.figure == Decimal("70.00")


def test_a_kind_that_weighs_nothing_neither_counts_nor_is_missing():
    users_alone = replace(WEIGHTS, kinds={"internal": 0, "external": 0.8, "expert": 0.2})

    def of(**components):
        return formula.index(
            components, expects=KINDS_OF_AN_OFFICE, correction=NOTHING, weights=users_alone
        )

    assert of(internal=points(70)).state is State.INSUFFICIENT
    assert of(internal=points(70), external=points(80)).figure == Decimal("80.00")
    assert of(external=points(80)).state is State.COMPLETE


def test_too_few_answers_everywhere_is_a_state_and_no_figure():
    result = index({"internal": points(90, respondents=9), "external": None})

    assert result.state is State.INSUFFICIENT
    assert (result.estimate, result.figure, result.category) == (None, None, None)


def test_ten_answers_are_enough():
    assert index({"internal": points(90, respondents=10)}).figure == Decimal("90.00")


def test_the_interval_is_that_of_the_figure_before_the_correction():
    result = index(
        {"internal": points(70, standard_error=3), "external": points(80, standard_error=4)},
        correction=Correction(conduct=2, prevalence=0, total=2),
    )

    assert result.figure == Decimal("73.00")
    assert result.estimate.value == 75
    assert result.estimate.standard_error == pytest.approx(2.5)


def test_a_correction_does_not_go_below_zero():
    result = index({"internal": points(3)}, correction=Correction(conduct=9, prevalence=0, total=9))

    assert result.figure == 0


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        (77.994, "77.99"),
        (77.995, "78.00"),
        (78.0, "78.00"),
        (74.985, "74.99"),  # 74.98499999999999943 in binary
        (77.994999999999, "78.00"),  # nothing but noise away from 77.995
        (72.9949, "72.99"),
        (0.0, "0.00"),
        (100.0, "100.00"),
    ],
)
def test_rounding_is_half_up(value, figure):
    assert formula.rounded(value) == Decimal(figure)


@pytest.mark.parametrize(
    ("figure", "category"),
    [
        ("0.00", "rentan"),
        ("72.99", "rentan"),
        ("73.00", "waspada"),
        ("73.83", "waspada"),
        ("75.08", "waspada"),
        ("77.43", "waspada"),
        ("77.99", "waspada"),
        ("78.00", "terjaga"),
        ("100.00", "terjaga"),
    ],
)
def test_bands_are_half_open(figure, category):
    assert formula.category(Decimal(figure), BANDS) == category


@pytest.mark.parametrize(("value", "category"), [(77.994, "waspada"), (77.995, "terjaga")])
def test_the_category_is_decided_on_the_rounded_figure(value, category):
    assert index({"internal": points(value)}, expects=["internal"]).category == category


def test_bands_are_those_of_the_year():
    bands_2022 = (
        Band(category="sangat rentan", start=Decimal(0)),
        Band(category="rentan", start=Decimal(68)),
        Band(category="waspada", start=Decimal("73.7")),
        Band(category="terjaga", start=Decimal("77.5")),
    )

    assert formula.category(Decimal("77.50"), bands_2022) == "terjaga"


@pytest.mark.parametrize(
    ("figure", "decimals"),
    [("75.08", 1), ("77.90", 2), ("78.10", 2), ("72.89", 1), ("72.90", 2), ("0.05", 1)],
)
def test_near_a_band_two_decimals_are_shown(figure, decimals):
    assert formula.decimals(Decimal(figure), BANDS) == decimals


def correction(**evidence):
    return formula.correction(Evidence(**evidence), RULES)


def test_directed_and_uniform_sheets_are_taken_off_by_their_share():
    assert correction(directed=0.2, uniform=0.1).conduct == pytest.approx(1.5)


def test_cases_are_taken_off_by_their_stage():
    assert correction(decided=1, investigated=2, complaints=3).prevalence == pytest.approx(2.3)


def test_without_evidence_nothing_is_taken_off():
    assert correction() == NOTHING


def test_conduct_is_capped():
    strict = replace(RULES, per_directed_share=12)

    assert formula.correction(Evidence(directed=1), strict).conduct == 10


def test_prevalence_is_capped():
    assert correction(decided=40).prevalence == 6.16


def test_the_whole_correction_is_capped():
    generous = replace(RULES, most=3)

    assert formula.correction(Evidence(directed=1, decided=40), generous).total == 3


def test_the_parts_add_up():
    both = correction(directed=0.5, decided=2)

    assert both.total == pytest.approx(4.5)


@pytest.mark.parametrize("wrong", [{"directed": 1.5}, {"uniform": -0.1}, {"decided": -1}])
def test_evidence_refuses_nonsense(wrong):
    with pytest.raises(ValueError, match="shares"):
        Evidence(**wrong)


TWO = replace(
    WEIGHTS, kinds={"internal": 1}, dimensions={"internal": {"TRN": 3, "ITG": 1}}, minimum=10
)


def people(*groups):
    return [
        Stratum.of(
            population=200, respondents=[one for person, n in groups for one in [person] * n]
        )
    ]


def test_a_dimension_is_the_mean_of_its_indicators():
    """TRN (60 + 80)/2 = 70 weighs 3, ITG 90 weighs 1: (210 + 90)/4 = 75."""
    person = {("TRN", "a"): 60.0, ("TRN", "b"): 80.0, ("ITG", "c"): 90.0}

    part = formula.component("internal", people((person, 12)), TWO)

    assert part.estimate.value == pytest.approx(75)
    assert {d: e.value for d, e in part.dimensions.items()} == pytest.approx({"TRN": 70, "ITG": 90})
    assert {i: e.value for i, e in part.indicators.items()} == pytest.approx(person)


def test_an_indicator_that_too_few_have_does_not_count():
    few = {("TRN", "a"): 60.0, ("TRN", "b"): 0.0, ("ITG", "c"): 90.0}
    many = {("TRN", "a"): 60.0, ("ITG", "c"): 90.0}

    part = formula.component("internal", people((few, 9), (many, 9)), TWO)

    assert part.dimensions["TRN"].value == pytest.approx(60)
    assert ("TRN", "b") not in part.indicators


def test_without_one_of_its_dimensions_there_is_no_component():
    assert formula.component("internal", people(({("TRN", "a"): 60.0}, 30)), TWO) is None


def test_the_dimensions_that_are_lacking_are_named():
    """Nine have ITG, ten have TRN; a dimension without weight is not missed."""
    both = {("TRN", "a"): 60.0, ("ITG", "c"): 90.0}
    strata = people((both, 9), ({("TRN", "a"): 70.0}, 1))
    three = replace(TWO, dimensions={"internal": {"TRN": 3, "ITG": 1, "SOS": 0}})

    assert formula.lacking("internal", strata, three) == ["ITG"]
    assert formula.lacking("internal", [], three) == ["TRN", "ITG"]
    assert formula.lacking("internal", people((both, 10)), three) == []


def test_a_dimension_that_weighs_nothing_may_be_missing():
    only_one = replace(TWO, dimensions={"internal": {"TRN": 1, "ITG": 0}})

    part = formula.component("internal", people(({("TRN", "a"): 60.0}, 30)), only_one)

    assert part.estimate.value == pytest.approx(60)


def test_a_component_with_nine_answers_is_none():
    person = {("TRN", "a"): 60.0, ("ITG", "c"): 90.0}

    assert formula.component("internal", people((person, 9)), TWO) is None


def test_without_answers_there_is_no_component():
    assert formula.component("internal", [], TWO) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kinds": {"internal": -1, "external": 2}}, "negative"),
        ({"kinds": {"internal": 0}}, "nothing"),
        ({"kinds": {"internal": float("nan")}}, "negative"),
        ({"dimensions": {"internal": INSIDE, "external": OUTSIDE}}, "nothing"),
        ({"minimum": 9}, "minimum"),
        ({"bands": ()}, "lowest band"),
        ({"bands": BANDS[1:]}, "lowest band"),
        ({"bands": (BANDS[0], BANDS[2], BANDS[1])}, "above the one before"),
        ({"bands": (*BANDS, Band(category="x", start=Decimal(101)))}, "above 100"),
        ({"bands": (*BANDS, Band(category="rentan", start=Decimal(90)))}, "one category"),
        ({"correction": replace(RULES, most=-1)}, "correction"),
        ({"correction": replace(RULES, per_decided_case=100)}, "correction"),
    ],
)
def test_unsound_weights_are_refused(change, message):
    with pytest.raises(UnsoundWeights, match=message):
        replace(WEIGHTS, **change)


def test_a_correction_may_be_switched_off():
    weights = replace(WEIGHTS, correction=replace(RULES, most_for_prevalence=0))

    found = formula.correction(Evidence(decided=3, directed=0.2), weights.correction)
    assert found.total == pytest.approx(1)


def test_a_band_may_begin_at_100():
    flawless = Band(category="sempurna", start=Decimal(100))
    weights = replace(WEIGHTS, bands=(*BANDS, flawless))

    assert formula.category(Decimal("100.00"), weights.bands) == "sempurna"
    assert formula.category(Decimal("99.99"), weights.bands) == "terjaga"


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0.1, 50))
def test_only_the_proportion_of_weights_counts(staff, users, factor):
    kinds = {kind: weight * factor for kind, weight in WEIGHTS.kinds.items()}
    parts = {"internal": points(staff), "external": points(users)}

    one, other = (
        formula.index(parts, expects=KINDS_OF_AN_OFFICE, correction=NOTHING, weights=weights)
        for weights in (WEIGHTS, replace(WEIGHTS, kinds=kinds))
    )

    assert one.estimate.value == pytest.approx(other.estimate.value)


@given(st.floats(0, 100), st.floats(0, 16))
def test_every_index_has_a_category_on_the_scale(value, taken_off):
    result = index(
        {"internal": points(value)},
        expects=["internal"],
        correction=Correction(conduct=taken_off, prevalence=0, total=taken_off),
    )

    assert 0 <= result.figure <= 100
    assert result.category in {band.category for band in BANDS}


class TestWeightsOfIndicators:
    """Two indicators of one dimension, 80 and 40 of everybody."""

    def component(self, **given):
        strata = [
            Stratum(
                population=40,
                answers=20,
                columns={
                    ("TRN", "a"): Column.of(np.full(20, 80.0)),
                    ("TRN", "b"): Column.of(np.full(20, 40.0)),
                },
            )
        ]
        weights = replace(WEIGHTS, dimensions={kind: {"TRN": 1} for kind in WEIGHTS.kinds}, **given)
        return formula.component("internal", strata, weights)

    def test_without_weights_they_weigh_alike(self):
        assert self.component().estimate.value == 60

    def test_with_weights_the_dimension_and_the_component_follow_them(self):
        given = {"internal": {("TRN", "a"): 0.75, ("TRN", "b"): 0.25}}
        found = self.component(indicators=given)

        assert found.estimate.value == pytest.approx(70)
        assert found.dimensions["TRN"].value == pytest.approx(70)

    def test_one_that_is_not_named_beside_others_weighs_nothing(self):
        found = self.component(indicators={"internal": {("TRN", "b"): 1}})

        assert found.estimate.value == 40
        assert set(found.indicators) == {("TRN", "b")}

    def test_a_dimension_of_which_nothing_that_weighs_is_heard_gives_no_component(self):
        assert self.component(indicators={"internal": {("TRN", "c"): 1}}) is None

    def test_weights_of_nothing_are_unsound(self):
        with pytest.raises(UnsoundWeights):
            self.component(indicators={"internal": {("TRN", "a"): 0, ("TRN", "b"): 0}})
