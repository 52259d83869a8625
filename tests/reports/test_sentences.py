from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from reports import attention, reasons, sentences
from reports.formula import State
from reports.readings import Correction, OfKind, Part, Reading, Result
from spi_portal.ui.geometry import Point
from surveys.models.waves import Wave
from tests.reports import results

CLAIMS = re.compile(r"karena|akibat|disebabkan|berkat|sehingga|gara-gara", re.IGNORECASE)


def city(figure: str, category: str, **given: object) -> Reading:
    return results.reading(city=results.result(figure=figure, category=category), **given)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (("74.60", "waspada"), ("71.00", "rentan"), "membaik, dari Rentan menjadi Waspada."),
        (("76.60", "waspada"), ("73.70", "waspada"), "membaik, tetapi masih Waspada."),
        (("82.00", "terjaga"), ("79.00", "terjaga"), "membaik, dan tetap Terjaga."),
        (("72.00", "rentan"), ("69.00", "rentan"), "membaik, tetapi masih Rentan."),
        (("79.00", "terjaga"), ("82.00", "terjaga"), "menurun, tetapi masih Terjaga."),
        (("69.00", "rentan"), ("72.00", "rentan"), "menurun, dan masih Rentan."),
        (("74.60", "waspada"), ("74.30", "waspada"), "hampir sama dengan tahun lalu: Waspada."),
    ],
)
def test_the_headline_is_direction_times_category(now, before, said):
    assert sentences.headline(city(*now), city(*before)).finding == f"Integritas kota {said}"


def test_the_first_year_has_no_direction():
    assert sentences.headline(city("74.60", "waspada"), None).finding == (
        "Integritas kota tahun 2026: Waspada."
    )


def test_a_change_inside_its_margin_is_none():
    wide = results.part(75.0, error=2.0)
    now = results.result(figure="76.00", category="waspada", before_correction=wide)
    was = results.result(figure="73.50", category="waspada", before_correction=wide)

    assert sentences.direction(now, was) == sentences.SAME


def test_a_provisional_city_has_no_category_in_its_headline():
    reading = results.reading(
        city=results.result(figure="74.00", category=None, state=State.PROVISIONAL)
    )

    assert "sementara" in sentences.headline(reading, None).finding


@pytest.mark.parametrize(
    ("staff", "users", "said"),
    [
        (78.6, 70.5, "8,1 poin lebih rendah daripada pegawai"),
        (70.0, 75.0, "5,0 poin lebih tinggi daripada pegawai"),
        (70.0, 70.9, "hampir sama"),
    ],
)
def test_the_gap_is_told_from_the_users_side(staff, users, said):
    assert said in sentences.gap(results.result(staff=staff, users=users))


def test_without_users_there_is_no_gap():
    assert sentences.gap(results.result(users=None)) == ""


def test_the_correction_adds_up_on_paper():
    told = results.result(
        figure="74.57",
        before_correction=results.part(76.0676),
        correction=Correction(conduct=1.5, prevalence=0.0, total=1.5),
    )

    assert sentences.correction(told) == "76,07 − 1,50 = 74,57"


def test_the_correction_takes_more_decimals_where_two_would_not_add_up():
    told = results.result(
        figure="74.57",
        before_correction=results.part(76.0649),
        correction=Correction(conduct=1.4951, prevalence=0.0, total=1.4951),
    )

    assert sentences.correction(told) == "76,065 − 1,495 = 74,57"


@pytest.mark.parametrize(
    ("figure", "category", "said"),
    [
        ("74.60", "waspada", ("3,4", "Terjaga (78)")),
        ("70.00", "rentan", ("3,0", "Waspada (73)")),
        ("79.00", "terjaga", None),
    ],
)
def test_the_way_to_the_next_category(figure, category, said):
    result = results.result(figure=figure, category=category)
    assert sentences.to_next_category(result, (73.0, 78.0)) == said


def test_close_to_a_band_two_decimals_are_told():
    assert sentences.told(results.result(figure="77.96", decimals=2)) == "77,96"
    assert sentences.told(results.result(figure="77.86", decimals=1)) == "77,9"


def test_beyond_a_bound_is_said_in_words():
    assert sentences.told(results.result(figure="95.00", bound="above")) == "di atas 95,0"


def test_the_trend_names_its_ends():
    points = [Point(label="2024", value=None), Point(label="2025", value=72.7)]
    assert sentences.trend(points) == "Menurut tahun"
    assert sentences.trend([*points, Point(label="2026", value=74.6)]) == (
        "Dari 72,7 (2025) ke 74,6 (2026)"
    )


@pytest.mark.parametrize("state", list(Wave.State))
def test_before_publication_a_wave_tells_when_and_no_figure(state):
    wave = results.wave(state)
    said = sentences.before_publication(wave)

    assert "Januari 2027" in said.gap
    assert not re.search(r"\d,\d", said.finding)


class TestAttention:
    def test_names_drop_gap_and_lowest_dimension(self):
        now = results.reading(
            offices=[
                results.result(code="A", figure="70.00", staff=70.0, users=71.0),
                results.result(code="B", figure="75.00", staff=80.0, users=70.0),
            ]
        )
        was = results.reading(
            offices=[
                results.result(code="A", figure="73.00"),
                results.result(code="B", figure="74.00"),
            ]
        )

        drop, gap, dimension = attention.candidates(now, was)

        assert (drop.office.code, drop.text) == ("A", "turun 3,0 poin, penurunan terbesar")
        assert gap.office.code == "B"
        assert "10,0 poin lebih rendah" in gap.text
        assert "“Transparansi”" in dimension.text

    def test_says_whether_a_drop_is_more_than_chance(self):
        def drop(error: float) -> str:
            now, was = (
                results.result(
                    code="A", figure=figure,
                    before_correction=results.part(float(figure), error=error),
                )
                for figure in ("70.00", "73.00")
            )  # fmt: skip
            found = attention.candidates(
                results.reading(offices=[now]), results.reading(offices=[was])
            )
            return found[0].note

        assert "melebihi batas ketelitian" in drop(0.5)
        assert "masih di dalam batas ketelitian" in drop(2.0)

    def test_an_organisers_office_is_never_named(self):
        only = results.result(code="A", figure="60.00", organiser=True)
        was = results.result(code="A", figure="80.00", organiser=True)

        found = attention.candidates(
            results.reading(offices=[only]), results.reading(offices=[was])
        )

        assert [one.office for one in found] == [None]

    def test_never_claims_a_cause(self):
        now = results.reading(offices=[results.result(code="A", figure="70.00")])
        was = results.reading(offices=[results.result(code="A", figure="75.00")])

        texts = [one.text + one.note for one in attention.candidates(now, was)]
        assert len(texts) == 3
        assert not [text for text in texts if CLAIMS.search(text)]


class TestReasons:
    def hidden(self, why: str, **given: object) -> Result:
        kept = results.of_kind("external", None)
        hidden: OfKind = replace(kept, hidden=why, **given)
        whole = results.result(state=State.INSUFFICIENT, figure=None, category=None)
        return replace(
            whole,
            missing=["external"],
            kinds={"internal": whole.kinds["internal"], "external": hidden},
        )

    def test_too_few_says_what_it_would_have_taken(self):
        [said] = reasons.missing(self.hidden("few"), results.reading())
        assert "Dibutuhkan paling sedikit 10 jawaban dari 60 orang yang diundang, atau 17%" in said

    @pytest.mark.parametrize("answers", [0, 3, 9])
    def test_it_does_not_say_how_many_came_in(self, answers):
        few = self.hidden("few", answers=answers)

        assert reasons.missing(few, results.reading()) == reasons.missing(
            self.hidden("few"), results.reading()
        )

    @pytest.mark.parametrize(
        ("invited", "sentence"),
        [
            (0, "tidak seorang pun diundang: yang kurang adalah orang di daftar, sedikitnya 10"),
            (7, "hanya 7 orang diundang: yang kurang adalah orang di daftar, sedikitnya 3 lagi."),
            (10, "10 jawaban dari 10 orang yang diundang, atau 100% dari mereka."),
        ],
    )
    def test_a_list_that_is_too_short_is_told_from_silence(self, invited, sentence):
        [said] = reasons.missing(self.hidden("few", invited=invited), results.reading())

        assert sentence in said

    def test_dimensions_that_too_few_answered_are_named(self):
        thin = self.hidden("thin", thin=["SDM", "TRN"])
        [said] = reasons.missing(thin, results.reading())
        [of_before] = reasons.missing(self.hidden("thin"), results.reading())

        titles = results.reading().dimensions["external"]
        named = f"{titles['SDM']}, {titles['TRN']}: dijawab kurang dari 10 orang."
        assert named in said
        assert "ada dimensi yang dijawab kurang dari 10 orang." in of_before

    def test_a_dimension_that_is_not_asked_is_named_by_its_code(self):
        """Weights may name one that the questionnaire does not."""
        [said] = reasons.missing(self.hidden("thin", thin=["TRN", "BARU"]), results.reading())

        assert "Transparansi, BARU: dijawab kurang dari 10 orang." in said

    def test_without_anybody_who_weighs_no_number_is_blamed(self):
        unweighed = results.result(state=State.INSUFFICIENT, figure=None, category=None)

        assert reasons.why_no_figure(unweighed, 10) == "tanpa indeks: yang menjawab tidak berbobot"

    def test_a_guard_is_not_called_small(self):
        office = self.hidden("guards")
        [said] = reasons.missing(office, results.reading())

        assert "jawabannya cukup" in said
        assert "kurang dari" not in said + reasons.why_no_figure(office, 10)

    def test_dimensions_that_guard_are_named_where_the_rest_is_shown(self):
        users = replace(results.of_kind("external", 75.0), guarded=["SDM", "TRN"])
        office = results.result(kinds={"external": users})

        [said] = reasons.missing(office, results.reading())

        assert said.startswith("Pengguna layanan: Pengelolaan SDM dan Transparansi tidak")
        assert "kurang dari 10 orang dapat dihitung mundur" in said

    def test_provisional_says_without_whom(self):
        office = replace(self.hidden("few"), state=State.PROVISIONAL, figure=Decimal("70.00"))
        assert reasons.why_no_figure(office, 10) == "sementara: tanpa pengguna layanan"


def test_a_part_without_an_error_has_no_margin():
    assert Part(value=95.0, low=95.0, high=100.0, standard_error=None, bound="above").margin is None
