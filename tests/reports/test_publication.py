from __future__ import annotations

import copy

import pytest

from reports import evidence, index, publication, releasing
from reports.models.publications import Publication
from spi_portal.audit import approvals
from spi_portal.audit.models.entries import Entry
from surveys.models.waves import Wave
from surveys.steps.order import StepOutOfOrder
from tests import make
from tests.reports import scenes


def estimate(value: float = 75.0, respondents: int = 40) -> dict[str, object]:
    return {
        "value": value,
        "standard_error": 1.0,
        "low": value - 2,
        "high": min(100.0, value + 2),
        "respondents": respondents,
    }


def of_kind(answers: int, value: float = 75.0) -> dict[str, object]:
    shown = answers >= 10
    return {
        "population": 100,
        "invited": 60,
        "answers": answers,
        "component": estimate(value, answers) if shown else None,
        "dimensions": {"TRN": estimate(value, answers)} if shown else {},
    }


def part(kinds: dict[str, dict[str, object]], **given: object) -> dict[str, object]:
    missing = [kind for kind, one in kinds.items() if one["component"] is None]
    whole = not missing
    return {
        "index": {
            "state": "complete" if whole else "provisional",
            "figure": "74.00",
            "decimals": 1,
            "category": "waspada" if whole else None,
            "missing": missing,
            "before_correction": estimate(75.0, 100),
        },
        "correction": {"conduct": 1.0, "prevalence": 0.0, "total": 1.0},
        "kinds": kinds,
    } | given


def figures(external: dict[str, int], *, elsewhere: int = 0) -> dict[str, object]:
    """Offices with so many external answers each, and `elsewhere` in a group of the city."""
    offices = [
        part({"internal": of_kind(40), "external": of_kind(n)}, code=code, name=code)
        for code, n in external.items()
    ]
    everyone = sum(external.values()) + elsewhere
    city = part({"internal": of_kind(40 * len(offices)), "external": of_kind(everyone)})
    return {"minimum": 10, "city": city, "offices": offices}


def shown(released: dict[str, object]) -> dict[str, bool]:
    return {
        one["code"]: one["kinds"]["external"]["component"] is not None
        for one in released["offices"]
    }


class TestRelease:
    def test_hides_the_next_smallest_when_one_alone_is_too_small(self):
        released = releasing.release(figures({"A": 8, "B": 30, "C": 20}))

        assert shown(released) == {"A": False, "B": True, "C": False}

    def test_an_office_that_guards_another_loses_its_index(self):
        released = releasing.release(figures({"A": 8, "B": 30, "C": 20}))

        guard = released["offices"][2]
        assert guard["index"]["state"] == "insufficient"
        assert guard["index"]["figure"] is None
        assert guard["index"]["category"] is None
        assert guard["correction"] is None
        assert guard["kinds"]["external"]["hidden"] == "guards"

    def test_two_small_ones_that_are_ten_together_guard_each_other(self):
        released = releasing.release(figures({"A": 6, "B": 7, "C": 20}))

        assert shown(released) == {"A": False, "B": False, "C": True}

    def test_a_group_of_the_city_is_one_of_the_parts(self):
        released = releasing.release(figures({"A": 30, "B": 20}, elsewhere=5))

        assert shown(released) == {"A": True, "B": False}

    def test_tells_no_number_of_answers_below_the_minimum(self):
        released = releasing.release(figures({"A": 6, "B": 7, "C": 21}))

        told = [one["kinds"]["external"]["answers"] for one in released["offices"]]
        assert told == [None, None, 20]

    def test_rounds_every_number_of_respondents(self):
        released = releasing.release(figures({"A": 23, "B": 31}))

        a = released["offices"][0]["kinds"]["external"]
        assert a["answers"] == a["component"]["respondents"] == 25
        assert a["dimensions"]["TRN"]["respondents"] == 25

    def test_a_small_group_of_one_mind_is_only_beyond_a_bound(self):
        given = figures({"A": 30, "B": 60})
        given["offices"][0]["kinds"]["external"]["component"] = estimate(98.2, 30)
        given["offices"][1]["kinds"]["external"]["component"] = estimate(98.2, 60)

        a, b = (
            one["kinds"]["external"]["component"] for one in releasing.release(given)["offices"]
        )

        assert (a["bound"], a["value"], a["standard_error"]) == ("above", 95.0, None)
        assert (b["bound"], b["value"]) == ("", 98.2)

    def test_an_index_of_one_mind_is_bounded_before_the_correction(self):
        given = figures({"A": 30, "B": 60})
        given["offices"][0]["index"] |= {
            "figure": "97.00",
            "before_correction": estimate(98.0, 48),
        }

        told = releasing.release(given)["offices"][0]["index"]

        assert (told["bound"], told["figure"]) == ("above", "94.00")

    def test_leaves_the_run_as_it_was(self):
        given = figures({"A": 8, "B": 30, "C": 20})
        before = copy.deepcopy(given)

        releasing.release(given)

        assert given == before

    def test_names_every_hidden_cell_with_its_reason(self):
        released = releasing.release(figures({"A": 8, "B": 30, "C": 20}))

        cells = [(cell.code, cell.kind, cell.why) for cell in publication.hidden_cells(released)]
        assert cells == [("A", "external", "few"), ("C", "external", "guards")]


@pytest.mark.django_db
class TestPublish:
    def test_needs_a_second_person(self, wave, ratna):
        index.run(wave=wave, by="test")

        with pytest.raises(approvals.NotApproved):
            publication.publish(wave=wave, by=ratna)
        assert not Publication.objects.exists()

    def test_needs_a_run_and_keeps_the_grant_until_there_is_one(self, wave, ratna, hadi):
        asked = approvals.ask("publish", wave.slug, reason="x", by=ratna)
        approvals.decide(asked, grant=True, by=hadi)

        with pytest.raises(publication.NotComputed):
            publication.publish(wave=wave, by=ratna)

        asked.refresh_from_db()
        assert asked.used_at is None

    def test_publishes_the_latest_run_once(self, terbit, wave, ratna):
        wave.refresh_from_db()

        assert wave.state == Wave.State.PUBLISHED
        assert terbit.run == scenes.latest_run(wave)
        with pytest.raises(StepOutOfOrder):
            publication.publish(wave=wave, by=ratna)

    def test_keeps_whose_figures_they_are_and_how_they_were_made(self, terbit):
        kept = terbit.figures

        assert kept["imprint"]["city"] == "Kota Tirtamulya"
        assert kept["imprint"]["is_demo"] is True
        assert kept["imprint"]["result_hash"] == terbit.run.released_hash
        assert terbit.run.released_hash == releasing.digest(releasing.release(terbit.run.figures))
        assert kept["imprint"]["letterhead"] == []
        assert kept["imprint"]["officials"] == []
        assert kept["imprint"]["arms"] == ""
        assert kept["weights"]["kinds"] == {"internal": 0.4, "external": 0.4, "expert": 0.2}

    @pytest.mark.parametrize("page", ["", "metode/", "asal/kota/"])
    def test_no_page_has_the_hash_of_what_is_hidden(self, terbit, client, ratna, page):
        client.force_login(ratna)

        said = client.get(f"/kelola/2026/hasil/{page}").text

        assert terbit.run.released_hash[:12] in said
        assert terbit.run.result_hash[:12] not in said

    def test_nor_has_the_ledger_or_the_auditors_file(self, terbit, wave):
        told = evidence.facts(evidence.gather(wave))["terbitan"]

        assert told == {"sidik_hasil": terbit.run.released_hash}
        details = str(list(Entry.objects.values_list("details", flat=True)))
        assert terbit.run.released_hash in details
        assert terbit.run.result_hash not in details

    def test_a_pilot_of_the_same_year_is_no_comparison(self, terbit, city):
        make.office()
        assert not Publication.objects.before(2026).exists()
        assert Publication.objects.before(2027).get() == terbit
