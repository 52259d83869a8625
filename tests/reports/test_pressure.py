"""What was told under "Ditekan?": counted for those who review, of nobody in particular."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import index, pressure, releasing, scoring, suppression
from reports.pressure import Heard
from reports.scoring import AnswerOffTheScale, PressureItem, Scheme
from respondents.models.offices import Office
from surveys.models.groups import AnonymityGroup
from surveys.models.sheets import Sheet
from tests import make
from tests.reports import scenes
from tests.reports.reading_pages import page, text_of

CHOICES = [("diarahkan", "Diarahkan"), ("diancam", "Diancam"), ("lainnya", "Hal lain")]
ASKED = Scheme(kind="internal", items=(), pressure=PressureItem(index=1, choices=3))
ANSWERS: scenes.Answers = {"internal": 25, "external": 14}
URL = "/kelola/2026/hasil/"


def heard(opd, answers, *told):
    return Heard(opd=opd, answers=answers, told=told)


def figures(*groups, minimum=10, unread=()):
    return pressure.figures(CHOICES, groups, minimum=minimum, unread=unread)


def in_the_city(*groups, **given):
    return [choice["told"] for choice in figures(*groups, **given)["choices"]]


def of_offices(*groups, **given):
    return [(c["office"], c["choice"], c["told"]) for c in figures(*groups, **given)["offices"]]


class TestCounting:
    def test_sheets_are_counted_by_choice_and_silence_is_none(self):
        sheets = scoring.matrix([[0, 0], [0, 2], [1, 2], [1, -1], [1, -2]], 2)

        assert scoring.told(sheets, ASKED) == (1, 0, 2)

    def test_a_questionnaire_that_does_not_ask_counts_nothing(self):
        nobody_asks = Scheme(kind="internal", items=())

        assert scoring.told(scoring.matrix([[0, 0]], 2), nobody_asks) == ()

    def test_a_choice_that_is_not_there_is_refused(self):
        with pytest.raises(AnswerOffTheScale):
            scoring.told(scoring.matrix([[0, 3]], 2), ASKED)


class TestTheCity:
    def test_counts_of_all_groups_are_rounded_to_five(self):
        assert in_the_city(heard("A", 60, 7, 10, 0), heard(None, 40, 6, 4, 0)) == [15, 15, None]

    def test_none_at_all_is_not_told_from_nine(self):
        one, other = figures(heard("A", 60, 0, 0, 0)), figures(heard("A", 60, 9, 9, 9))

        assert one == other

    def test_where_all_say_the_same_nobody_reads_that_they_do(self):
        told = figures(heard("A", 30, 21, 0, 0))

        assert told["choices"][0]["told"] is None
        assert told["choices"][0]["guards"]
        assert in_the_city(heard("A", 30, 20, 0, 0)) == [20, None, None]

    def test_fewer_sheets_than_the_minimum_have_no_number(self):
        assert figures(heard("A", 9, 1, 0, 0))["answers"] is None

    def test_a_city_may_ask_for_more(self):
        assert in_the_city(heard("A", 60, 14, 15, 0), minimum=15) == [None, 15, None]


class TestOffices:
    def test_one_is_told_from_the_minimum_on(self):
        rest = heard("B", 60, 10, 0, 0)

        assert of_offices(heard("A", 60, 12, 0, 0), rest) == [("A", "diarahkan", 10)]
        assert of_offices(heard("A", 60, 9, 0, 0), rest) == []

    def test_one_whose_number_would_betray_the_others_is_not(self):
        few = heard("B", 60, 9, 0, 0)

        assert of_offices(heard("A", 60, 20, 0, 0), few) == []
        assert of_offices(heard("A", 60, 20, 0, 0), few, heard(None, 60, 1, 0, 0)) == [
            ("A", "diarahkan", 20)
        ]

    def test_one_whose_number_of_answers_is_hidden_is_not(self):
        guard, small = heard("A", 30, 14, 0, 0), heard("B", 4, 0, 0, 0)
        others = [heard(code, 60, 12, 0, 0) for code in "CD"]

        assert {office for office, _, _ in of_offices(guard, small, *others)} == {"C", "D"}

    def test_whoever_reviews_does_not_read_of_their_own_office(self):
        groups = [heard(code, 60, 20, 0, 0) for code in "ABC"]

        assert {office for office, _, _ in of_offices(*groups, unread=["B"])} == {"A", "C"}

    def test_the_order_of_groups_changes_nothing(self):
        groups = [heard(code, 60, 12, n, 0) for n, code in enumerate("ABCD", start=9)]

        assert figures(*groups) == figures(*reversed(groups))


counts = st.tuples(*[st.integers(0, 25)] * 4)  # three choices, and those who told nothing
cities = st.lists(st.tuples(st.sampled_from(["A", "B", "C", "D", None]), counts), min_size=1)


@given(cities, st.integers(10, 14))
def test_whatever_is_shown_leaves_the_minimum(drawn, minimum):
    groups = [heard(opd, sum(told), *told[:3]) for opd, told in drawn]
    told = figures(*groups, minimum=minimum)
    shown = {(cell["office"], cell["choice"]) for cell in told["offices"]}

    for place, (code, _) in enumerate(CHOICES):
        whole = sum(group.told[place] for group in groups)
        named = [group for group in groups if (group.opd, code) in shown]
        if named:
            assert told["choices"][place]["told"] is not None
            assert whole - sum(group.told[place] for group in named) >= minimum
    for opd in {group.opd for group in groups}:
        mine = [group for group in groups if group.opd == opd]
        cells = [n for n, (code, _) in enumerate(CHOICES) if (opd, code) in shown]
        numbers = [sum(group.told[n] for group in mine) for n in cells]
        assert all(number >= minimum for number in numbers)
        if cells:
            assert sum(group.answers for group in mine) - sum(numbers) >= minimum


def test_nothing_is_shown_of_fewer_than_ten_whatever_a_city_asks_for():
    with pytest.raises(ValueError, match="fewer than 10"):
        suppression.beside_a_total({"A": 30}, total=60, minimum=9)


def tell(wave, kind, opd, number, choice=0):
    """So many sheets of the group tell of the choice."""
    place = scenes.questionnaire(kind).beside
    group = AnonymityGroup.objects.get(wave=wave, kind=kind, opd=opd)
    for sheet in Sheet.objects.filter(group=group)[:number]:
        answers = list(sheet.answers)
        answers[place] = choice
        Sheet.objects.filter(pk=sheet.pk).update(answers=answers)


@pytest.mark.django_db
class TestARun:
    @pytest.fixture
    def pressed(self, city):
        """Staff of D0 and of three others tell that answers were directed, those of D4 do not."""
        scenes.weight_set()
        offices = [make.office(code=f"D{n}", name=f"Dinas {n}") for n in range(5)]
        wave = scenes.counted(offices=dict.fromkeys(offices, ANSWERS))
        for office, number in zip(offices, (12, 8, 7, 5), strict=False):
            tell(wave, "internal", office, number)
        tell(wave, "external", offices[0], 9)
        return wave

    def test_whoever_reviews_reads_what_was_told(self, client, ratna, pressed):
        index.run(wave=pressed, by="test")

        said = text_of(page(client, ratna, URL))

        assert "Yang diceritakan di halaman Ditekan?" in said
        assert "Ada yang mengarahkan jawaban saya sekitar 30" in said
        assert "Dinas 0 Pegawai Ada yang mengarahkan jawaban saya sekitar 10 dari 25" in said
        assert "Dinas 1 Pegawai Ada yang" not in said
        assert "Saya diancam, atau dijanjikan sesuatu kurang dari 10" in said
        few = "Pengguna layanan se-kota, sekitar 70 lembar jawaban: setiap pilihan kurang dari 10."
        assert few in said
        for advice in ("Ini bukan bukti.", "Tidak ada kantor yang dihukum", "kws.kpk.go.id"):
            assert advice in said

    def test_the_organiser_is_in_the_city_and_has_no_row(self, client, ratna, pressed):
        Office.objects.filter(code="D0").update(is_organiser=True)
        index.run(wave=pressed, by="test")

        said = text_of(page(client, ratna, URL))

        assert "Ada yang mengarahkan jawaban saya sekitar 30" in said
        assert "Tidak ada OPD yang dapat disebut." in said

    def test_nothing_finer_is_kept_and_nothing_is_published(self, client, pressed, crew, sekda):
        published = scenes.published(pressed, **crew)
        staff = published.run.figures["pressure"][0]

        assert [one["told"] for one in staff["choices"]] == [30, *[None] * 5]
        assert [one["office"] for one in staff["offices"]] == ["D0"]
        assert "pressure" not in published.figures
        assert "diarahkan" not in json.dumps(published.figures)
        assert "Ditekan" not in page(client, sekda, "/sekda/2026/").text

    def test_it_is_part_of_the_result_and_changes_no_other_figure(self, pressed):
        before = index.run(wave=pressed, by="test")
        again = index.run(wave=pressed, by="test")
        tell(pressed, "internal", Office.objects.get(code="D4"), 10)
        after = index.run(wave=pressed, by="test")

        assert before.result_hash == again.result_hash != after.result_hash
        assert releasing.release(before.figures) == releasing.release(after.figures)

    def test_a_run_from_before_says_nothing_of_it(self, client, ratna, pressed):
        run = index.run(wave=pressed, by="test")
        older = {key: value for key, value in run.figures.items() if key != "pressure"}
        run.pk, run.figures = None, older
        run.save(force_insert=True)

        assert "Ditekan?" not in text_of(page(client, ratna, URL))
