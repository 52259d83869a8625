from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from spi_portal.audit.models.entries import Entry
from surveys import calendar
from surveys.models.milestones import Milestone
from surveys.models.waves import Wave
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db
Kind = Milestone.Kind


def test_a_field_from_august_to_october_gives_the_year_that_inspectorates_know():
    opens_at, closes_at = calendar.field_period(2027)

    assert (opens_at, closes_at) == (make.at(2027, 8, 1, 8), make.at(2027, 10, 31, 16))
    assert calendar.defaults(opens_at, closes_at) == {
        Kind.PREPARATION: date(2027, 4, 30),
        Kind.BRIEFING: date(2027, 5, 31),
        Kind.LISTS: date(2027, 6, 30),
        Kind.DRAW: date(2027, 7, 15),
        Kind.COUNT: date(2027, 11, 30),
        Kind.RESULTS: date(2027, 12, 15),
        Kind.ACTIONS: date(2028, 1, 31),
        Kind.MONITORING: date(2028, 4, 29),
    }


@pytest.mark.parametrize(
    ("kpk", "opens_on"),
    [
        ((date(2027, 7, 1), date(2027, 7, 31)), date(2027, 8, 15)),  # 14 whole days between
        ((date(2027, 7, 17), date(2027, 8, 31)), date(2027, 9, 15)),
        ((date(2027, 5, 1), date(2027, 7, 17)), date(2027, 8, 1)),  # far enough as it is
        ((date(2027, 11, 20), date(2027, 12, 20)), date(2027, 8, 1)),
    ],
)
def test_the_default_keeps_fourteen_days_from_kpk(kpk, opens_on):
    opens_at, _ = calendar.field_period(2027, kpk)

    assert timezone.localdate(opens_at) == opens_on


class TestLate:
    @pytest.fixture
    def wave(self, ratna) -> Wave:
        """Its lists are open; it opens in 17 days, so the draw is due today."""
        wave = playing.lists(ratna)
        opens_at = timezone.now() + timedelta(days=17)
        Wave.objects.filter(pk=wave.pk).update(
            opens_at=opens_at, closes_at=opens_at + timedelta(days=91)
        )
        wave.refresh_from_db()
        dates = calendar.defaults(wave.opens_at, wave.closes_at)
        for kind, on in dates.items():
            wave.milestones.filter(kind=kind).update(due_on=on)
        return wave

    def told(self, wave: Wave, days: int = 0) -> list[str]:
        return calendar.late(wave, timezone.localdate() + timedelta(days=days))

    def test_what_a_step_fulfils_is_late_until_it_is_taken(self, wave, ratna):
        (lists,) = self.told(wave)
        assert lists.startswith("Daftar diperbaiki dan ditandatangani: lewat 15 hari")

        assert len(self.told(wave, days=4)) == 2
        assert "sampel ditarik: lewat 4 hari" in self.told(wave, days=4)[1]

        Wave.objects.filter(pk=wave.pk).update(
            state="drawn", frame_root=b"r", draw_randomness="48 13"
        )
        wave.refresh_from_db()
        assert self.told(wave, days=4) == []

    def test_an_opening_that_did_not_come_is_late(self, wave):
        assert any("Survei berjalan: lewat 2 hari" in said for said in self.told(wave, days=19))

    def test_it_stands_on_the_page_of_the_wave(self, wave, client, ratna):
        client.force_login(ratna)

        text = client.get(reverse("surveys:wave", args=[wave.slug])).text

        assert "<b>lewat 15 hari</b>" in text
        assert "Terlambat" in text


class TestMoving:
    @pytest.fixture
    def operator(self, client, ratna):
        client.force_login(ratna)
        return client

    def sent(self, wave: Wave, **changed: str) -> dict[str, str]:
        day = timezone.localdate() + timedelta(days=200)
        return {
            "opens_at": "2030-08-01T08:00",
            "closes_at": "2030-10-31T16:00",
            "results_expected": "Desember 2030",
            **{kind.value: day.isoformat() for kind in Kind},
        } | changed

    def path(self, wave: Wave) -> str:
        return reverse("surveys:calendar", args=[wave.slug])

    def test_dates_are_changed_and_written_down(self, operator, ratna):
        wave = playing.lists(ratna)

        said = operator.post(self.path(wave), self.sent(wave, draw="2030-07-15"), follow=True).text

        assert "Kalender tersimpan." in said
        assert wave.milestones.get(kind=Kind.DRAW).due_on == date(2030, 7, 15)
        assert Wave.objects.get().results_expected == "Desember 2030"
        assert Entry.objects.filter(verb="wave.calendar_moved").count() == 1

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"draw": "besok"}, "Isi tanggal, misalnya 31-12-2026."),
            ({"closes_at": "2030-07-01T08:00"}, "Waktu tutup harus sesudah waktu buka"),
            ({"results_expected": ""}, "seperti dibaca responden"),
        ],
    )
    def test_what_is_wrong_is_said_and_changes_nothing(self, operator, ratna, wrong, said):
        wave = playing.lists(ratna)

        answer = operator.post(self.path(wave), self.sent(wave, **wrong))

        assert (answer.status_code, said in answer.text) == (422, True)
        assert Wave.objects.get().results_expected == "Januari 2027"

    def test_signed_dates_stay_and_the_later_ones_move(self, operator, ratna):
        wave = playing.issued(ratna)
        opens_at = wave.opens_at

        answer = operator.post(self.path(wave), self.sent(wave, results="2030-12-20"))
        assert answer.status_code == 302, answer.context["form"].errors

        wave.refresh_from_db()
        assert wave.opens_at == opens_at
        assert wave.milestones.get(kind=Kind.RESULTS).due_on == date(2030, 12, 20)

    def test_the_verb_itself_refuses_signed_dates(self, ratna):
        wave = playing.issued(ratna)

        with pytest.raises(calendar.DatesAreFixed):
            calendar.move(
                wave=wave,
                opens_at=wave.opens_at - timedelta(days=1),
                closes_at=wave.closes_at,
                results_expected=wave.results_expected,
                dates={},
                by=ratna,
            )
