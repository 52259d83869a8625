"""Ranks as intervals, differences with their error, response: from published figures alone."""

from __future__ import annotations

import pytest

from reports import precision, sentences
from reports.formula import State
from reports.readings import Correction
from tests import make
from tests.reports import results, scenes
from tests.reports.reading_pages import page, text_of

URL = "/sekda/2026/ketelitian/"


def office(code, figure, *, error=0.5, **given):
    return results.result(
        code=code, figure=figure, before_correction=results.part(float(figure), error=error),
        **given,
    )  # fmt: skip


class TestPlaces:
    def test_figures_that_are_far_apart_have_one_place_each(self):
        found = precision.places(
            results.reading(offices=[office("A", "80.00"), office("B", "60.00")])
        )

        assert [(one.office.code, one.said) for one in found] == [("A", "1"), ("B", "2")]
        assert precision.of_order(found) == "Urutan 2 OPD pasti."

    def test_noise_is_no_order(self):
        near = [office("A", "75.40"), office("B", "75.10"), office("C", "74.90"),
                office("D", "60.00")]  # fmt: skip
        found = precision.places(results.reading(offices=near))

        assert [one.said for one in found] == ["1 sampai 3"] * 3 + ["4"]
        assert precision.of_order(found) == (
            "3 dari 4 OPD tidak punya satu peringkat yang pasti: "
            "3 OPD mungkin tertinggi, 1 mungkin terendah."
        )
        assert (found[0].start, found[0].width) == ("0.00", "75.00")

    def test_the_place_is_that_of_the_figure_after_its_correction(self):
        off = Correction(conduct=10.0, prevalence=0.0, total=10.0)
        pulled = results.result(
            code="A", figure="70.00", before_correction=results.part(80.0), correction=off
        )
        found = precision.places(results.reading(offices=[pulled, office("B", "76.00")]))

        assert [(one.office.code, one.said) for one in found] == [("B", "1"), ("A", "2")]

    def test_organisers_and_incomplete_offices_have_none(self):
        offices = [
            office("A", "80.00"),
            office("B", "75.00", organiser=True),
            results.result(code="C", figure=None, state=State.INSUFFICIENT, category=None),
        ]

        assert len(precision.places(results.reading(offices=offices))) == 1

    def test_who_is_only_known_beyond_a_bound_has_none_and_is_named(self):
        bounded = results.result(
            code="A", figure="95.00", bound="above",
            before_correction=results.Part(
                value=95.0, low=95.0, high=100.0, standard_error=None, bound="above"
            ),
        )  # fmt: skip
        reading = results.reading(offices=[bounded, office("B", "75.00")])

        assert [one.office.code for one in precision.places(reading)] == ["B"]
        assert precision.without_place(reading) == [bounded]


class TestDifferences:
    def test_a_small_one_can_be_chance(self):
        found = precision.between(office("A", "75.40"), office("B", "75.00"))

        assert found.points == pytest.approx(0.4)
        assert found.margin == pytest.approx(1.96 * 0.5 * 2**0.5, rel=1e-3)
        assert found.verdict == "Perbedaan ini bisa terjadi karena kebetulan."

    def test_a_large_one_is_more(self):
        found = precision.between(office("A", "80.00"), office("B", "75.00"))

        assert found.verdict == precision.MORE_THAN_CHANCE

    def test_years_are_compared_by_office_the_largest_first(self):
        now = results.reading(offices=[office("A", "75.00"), office("B", "70.00")])
        then = results.reading(offices=[office("A", "74.80"), office("B", "75.00")])

        found = precision.since(now.ranked, then)

        assert [(one.title, one.is_certain) for one in found] == [("B", True), ("A", False)]
        assert precision.since(now.ranked, None) == []

    def test_sentences_and_this_page_call_the_same_changes_certain(self):
        """75.004 and 70.006 are 4.998 apart, their rounded figures 4.99; half an interval 4.995."""
        error = 4.995 / (1.959964 * 2**0.5)
        now, before = (
            results.result(figure=figure, before_correction=results.part(value, error=error))
            for figure, value in (("75.00", 75.004), ("70.01", 70.006))
        )

        assert precision.between(now, before).is_certain
        assert sentences.direction(now, before) == "membaik"


class TestResponse:
    def test_few_are_not_told_and_come_first(self):
        offices = [office("A", "75.00"), office("B", "74.00", users=None)]
        staff, users = precision.response(results.reading(offices=offices))

        assert staff.representativeness == 1
        assert staff.said.startswith("Yang menjawab hampir sama")
        assert [(one.title, one.rate) for one in users.offices] == [("B", None), ("A", 40 / 60)]
        assert users.representativeness is None

    def test_offices_left_out_are_not_called_alike(self):
        offices = [office(code, "75.00") for code in "AB"] + [office("C", "74.00", users=None)]
        _, users = precision.response(results.reading(offices=offices))

        assert (users.representativeness, users.left_out) == (1, 1)
        assert "semua OPD" not in users.said
        assert "1 OPD dengan terlalu sedikit jawaban tidak dibandingkan" in users.said

    def test_a_count_that_was_rounded_up_is_no_more_than_all(self):
        one = precision.Answered(title="A", invited=12, answers=15)

        assert one.rate == 1.0


@pytest.mark.django_db
class TestPage:
    def test_before_publication_it_tells_nothing(self, client, sekda, wave):
        answer = page(client, sekda, URL)

        assert (answer.status_code, answer.headers["Location"]) == (302, "/sekda/2026/")

    def test_inspektorat_and_sekda_read_the_same(self, client, sekda, ratna, terbit):
        said = [text_of(page(client, one, URL)) for one in (sekda, ratna)]

        for one in said:
            assert "Peringkat sebagai rentang" in one
            assert "bisa terjadi karena kebetulan" in one
            assert "Tahun pertama, belum ada pembanding." in one

    def test_two_are_chosen_by_address(self, client, sekda, terbit):
        said = text_of(page(client, sekda, f"{URL}?satu=OPD-2&dua=OPD-3"))

        assert "OPD 2 dan OPD 3:" in said

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("satu=OPD-1&dua=OPD-1", "Pilih OPD yang lain."),
            ("satu=X&dua=OPD-1", "tidak punya angka yang dibandingkan"),
        ],
    )
    def test_a_choice_that_makes_no_sense_is_said(self, client, sekda, terbit, query, said):
        assert said in page(client, sekda, f"{URL}?{query}").text

    def test_counts_are_rounded_and_few_are_hidden(self, client, sekda, city, crew):
        scenes.weight_set()
        offices = {
            make.office(code="A", short_name="Kecil"): {"internal": 14, "external": 4},
            make.office(code="B"): {"internal": 14, "external": 12},
            make.office(code="C"): {"internal": 14, "external": 23},
        }
        scenes.published(scenes.counted(offices=offices), **crew)

        said = text_of(page(client, sekda, URL))

        assert "Kecil 30 kurang dari 10 orang" in said
        assert "sekitar 50%" in said or "sekitar 54%" in said

    def test_an_office_s_head_does_not_see_it(self, client, dewi):
        assert page(client, dewi, URL).status_code == 403
