"""Every figure opens its derivation, down to the means of items."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports import derivation, index, publication, readings, releasing
from reports.estimation import Estimate
from reports.models.runs import IndexRun
from tests import make
from tests.reports import results, scenes

pytestmark = pytest.mark.django_db


def branches(wave, code=""):
    figures = publication.frozen(scenes.latest_run(wave))
    reading = readings.read(figures)
    result = reading.office(code) if code else reading.city
    return derivation.of(figures, reading, result), result


@pytest.mark.parametrize("code", ["", "OPD-2"])
def test_the_branches_add_up_to_the_value_before_the_correction(wave, code):
    index.run(wave=wave, by="test")

    found, result = branches(wave, code)

    assert sum(one.part for one in found) == pytest.approx(result.before_correction.value, abs=2e-4)
    assert sum(one.weight for one in found) == pytest.approx(1)


@pytest.mark.parametrize(("people", "exact_to"), [(90, 2e-4), (14, 0.5)])
def test_a_dimension_is_the_mean_of_the_indicators_under_it(city, people, exact_to):
    """Of few every indicator of one item is told in whole points, and the dimension is not."""
    scenes.weight_set()
    office = make.office(code="A")
    wave = scenes.counted(offices={office: {"internal": people, "external": people}})
    index.run(wave=wave, by="test")

    staff = branches(wave)[0][0]
    for dimension, parts in split(staff.steps):
        means = [step.value for step in parts if step.deep == 1]
        assert dimension.value == pytest.approx(sum(means) / len(means), abs=exact_to)


def test_an_indicator_of_one_item_tells_no_more_than_the_item(wave):
    """63.64 is 7 of 11, and the middle of an interval is the value."""
    index.run(wave=wave, by="test")

    for branch in branches(wave, "OPD-1")[0]:
        steps = [step for step in branch.steps if step.deep == 1]
        assert steps
        for step in steps:
            low, high = step.interval or (step.value, step.value)
            assert step.digits == 0
            assert (step.value, low, high) == (round(step.value), round(low), round(high))
            assert low == 0 or high == 100 or low + high == 2 * step.value


def test_of_two_items_the_digits_stay():
    """Their mean is none of a single item's answers."""
    exact = Estimate(value=63.6364, standard_error=4.5, respondents=11, population=90)

    assert index._estimate(exact)["value"] == 63.6364
    assert index._estimate(exact, alone=True)["value"] == 64


@pytest.mark.parametrize(
    ("value", "told"), [(100 * 21 / 22, "above"), (100 / 22, "below"), (94.9, ""), (5.1, "")]
)
def test_rounding_leaves_who_is_nearly_of_one_mind_beyond_the_bound(value, told):
    """All but one of 22 said the same."""
    estimate = Estimate(value=value, standard_error=4.5, respondents=22, population=90)
    figure = index._estimate(estimate, alone=True)
    releasing._bound(figure)

    assert figure["bound"] == told


def test_indicators_weigh_what_they_were_counted_with(wave):
    index.run(wave=wave, by="test")

    staff = branches(wave)[0][0]
    for _, parts in split(staff.steps):
        weights = [step.weight for step in parts if step.deep == 1]
        assert weights == [pytest.approx(1 / len(weights))] * len(weights)


def figure(value):
    return {"value": value, "bound": "", "respondents": 60}


def weights_of(**means):
    """Of a dimension whose version names three indicators: half, three and two tenths."""
    named = {"a": 0.5, "b": 0.3, "c": 0.2}
    plain = results.reading()
    weights = replace(
        plain.weights,
        dimensions={"internal": {"D": 1.0}},
        indicators={"internal": {"D": named}},
    )
    of_kind = {
        "dimensions": {"D": figure(72.5)},
        "indicators": [
            {"dimension": "D", "name": name, "estimate": figure(value)}
            for name, value in means.items()
        ],
        "items": [],
    }
    found = derivation._weights(replace(plain, weights=weights), "internal", of_kind)
    return {name: weight for (_, name), weight in found.items() if name}


def test_where_one_was_not_counted_the_others_are_rescaled():
    """5/8 of 80 and 3/8 of 60 are 72.5."""
    assert weights_of(a=80.0, b=60.0) == pytest.approx({"a": 0.625, "b": 0.375})


def test_where_one_that_was_counted_is_hidden_no_weight_is_told():
    assert weights_of(a=80.0, b=61.0) == {}
    assert weights_of() == {}


def split(steps):
    places = [n for n, step in enumerate(steps) if step.deep == 0]
    assert len(places) == 7
    return [
        (steps[n], steps[n + 1 : end]) for n, end in zip(places, [*places[1:], None], strict=True)
    ]


@pytest.mark.parametrize(("people", "exact_to"), [(60, 1e-4), (14, 0.5)])
def test_an_item_is_the_weighed_mean_of_its_scores(city, people, exact_to):
    """One group, so every answer weighs alike: the plain mean of the sheets.

    Of few it is kept in whole points: its digits would tell how many they are.
    """
    scenes.weight_set()
    office = make.office(code="A", asks_external=False)
    wave = scenes.counted(offices={office: {"internal": people}}, experts=0)
    instrument = scenes.shipped()["internal"]
    place = next(n for n, item in enumerate(instrument.items) if item.role == "index")
    item = instrument.items[place]
    sheets = scenes.sheets("internal", people, scenes.LEVEL, scenes.Random(1).random())
    scores = [item.choices[s[place]].score for s in sheets if s[place] >= 0]
    given = [score for score in scores if score is not None]

    [stored, *_] = index.run(wave=wave, by="test").figures["offices"][0]["kinds"]["internal"][
        "items"
    ]

    assert (stored["name"], stored["respondents"]) == (item.name, len(given))
    assert stored["value"] == pytest.approx(sum(given) / len(given) / 100, abs=exact_to)
    assert len(given) >= 50 or stored["value"] == round(stored["value"])


def test_a_run_names_the_code_it_was_made_with(wave):
    first = index.run(wave=wave, by="test")
    again = index.run(wave=wave, by="test")

    assert len(first.code) == 64
    assert (again.code, again.input_hash, again.result_hash, again.figures) == (
        first.code, first.input_hash, first.result_hash, first.figures,
    )  # fmt: skip


def detail(name, respondents):
    return {
        "dimension": "D",
        "indicator": "i",
        "name": name,
        "value": 70.0,
        "respondents": respondents,
    }


def asked(respondents):
    return {
        "answers": 60,
        "dimensions": {code: {"respondents": 60} for code in ("D", "E")},
        "items": [detail("q", respondents)],
        "indicators": [],
    }


def guarded(city, **offices):
    """Which offices still show the item, where the city has `city` answers to it."""
    figures = {
        "minimum": 10,
        "city": {"kinds": {"internal": asked(city)}},
        "offices": [{"code": code, "kinds": {"internal": asked(n)}} for code, n in offices.items()],
    }
    releasing._guard_details(figures, "internal")
    return {one["code"] for one in figures["offices"] if one["kinds"]["internal"]["items"]}


def test_an_item_of_few_cannot_be_got_by_subtraction():
    assert guarded(50, a=20, b=30) == {"a", "b"}
    assert guarded(54, a=20, b=30) == {"b"}
    assert guarded(60, a=20, b=30) == {"a", "b"}


class TestPage:
    def test_shows_the_way_from_index_to_items(self, client, ratna, wave):
        index.run(wave=wave, by="test")
        client.force_login(ratna)

        page = client.get("/kelola/2026/hasil/asal/OPD-1/").text

        instrument = scenes.shipped()["internal"]
        assert all(title["id"] in page for title in instrument.dimensions.values())
        assert next(item.name for item in instrument.items if item.role == "index") in page
        assert IndexRun.objects.get().code[:12] in page
        assert " − " in page

    def test_the_city_has_its_own(self, client, ratna, wave):
        index.run(wave=wave, by="test")
        client.force_login(ratna)

        assert "Kota" in client.get("/kelola/2026/hasil/asal/kota/").text

    @pytest.mark.parametrize("code", ["kota", "OPD-9"])
    def test_without_a_run_or_an_office_there_is_none(self, client, ratna, wave, code):
        if code != "kota":
            index.run(wave=wave, by="test")
        client.force_login(ratna)

        assert client.get(f"/kelola/2026/hasil/asal/{code}/").status_code == 404

    def test_it_is_the_inspectorates(self, client, sekda, wave):
        index.run(wave=wave, by="test")
        client.force_login(sekda)

        assert client.get("/kelola/2026/hasil/asal/kota/").status_code == 403
