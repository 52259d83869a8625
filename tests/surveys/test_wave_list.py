"""All waves, and a new one."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys import instrument_shelf
from surveys.models.instruments import InstrumentVersion
from surveys.models.waves import Wave
from tests import make
from tests.surveys.steps import playing
from tests.surveys.wave_pages import cost

pytestmark = pytest.mark.django_db


class TestList:
    def test_it_shows_every_wave_and_where_it_stands(self, operator):
        make.wave(title="Survei 2025", state="published", frame_root=b"r", draw_randomness="1")
        make.wave(title="Survei 2026")

        text = operator.get(reverse("surveys:waves")).text

        assert "Hasil terbit" in text
        assert "Daftar diperbaiki" in text

    def test_only_who_runs_surveys_is_offered_a_new_one(self, client, sekda):
        client.force_login(sekda)

        assert reverse("surveys:start") not in client.get(reverse("surveys:waves")).text

    def test_without_a_wave_it_says_what_one_is(self, operator):
        assert "Belum ada gelombang" in operator.get(reverse("surveys:waves")).text

    def test_it_costs_the_same_for_one_or_many(self, operator):
        make.wave()
        one = cost(operator, reverse("surveys:waves"))
        make.wave(), make.wave()

        assert cost(operator, reverse("surveys:waves")) == one <= 12


class TestStart:
    @pytest.fixture
    def given(self):
        playing.instrument("internal")
        return {
            "title": "Survei Integritas OPD 2026",
            "slug": "2026",
            "opens_at": "2030-10-01T08:00",
            "closes_at": "2030-10-31T16:00",
            "results_expected": "Januari 2031",
            "response_internal": "50",
        }

    def test_a_wave_is_started(self, operator, given):
        answer = operator.post(reverse("surveys:start"), given, follow=True)

        wave = Wave.objects.get(slug="2026")
        assert "Gelombang 2026 dimulai" in answer.text
        assert timezone.localtime(wave.closes_at).hour == 16
        assert str(wave.waveinstrument_set.get().expected_response) == "0.500"

    def test_it_asks_with_the_latest_versions(self, operator, given):
        newest = playing.instrument("internal")
        operator.post(reverse("surveys:start"), given)

        assert Wave.objects.get().waveinstrument_set.get().version == newest

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"slug": "baru"}, "dipakai halaman lain"),
            ({"slug": "jejak"}, "dipakai halaman lain"),
            ({"slug": "dua kata"}, "Kode:"),
            ({"closes_at": "2030-09-01T08:00"}, "Waktu tutup harus sesudah waktu buka"),
            ({"opens_at": "2020-01-01T08:00", "closes_at": "2020-02-01T08:00"}, "sudah lewat"),
            ({"opens_at": "besok"}, "Dibuka:"),
            ({"response_internal": "500"}, "Perkiraan yang menjawab"),
            ({"title": ""}, "Nama survei:"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(self, operator, given, wrong, said):
        answer = operator.post(reverse("surveys:start"), given | wrong)

        assert answer.status_code == 422
        assert said in answer.text
        assert "Januari 2031" in answer.text
        assert not Wave.objects.exists()

    def test_a_code_that_is_taken_is_refused(self, operator, given):
        make.wave(slug="2026")

        assert "sudah dipakai" in operator.post(reverse("surveys:start"), given).text

    def test_without_questionnaires_it_offers_those_that_come_with_the_portal(self, operator):
        assert "Simpan kuesioner bawaan" in operator.get(reverse("surveys:start")).text

        operator.post(reverse("surveys:shipped_instruments"))

        assert set(instrument_shelf.latest()) == {"internal", "external", "expert"}
        assert "Mulai gelombang" in operator.get(reverse("surveys:start")).text


def test_the_shelf_hands_out_the_newest_of_each_kind():
    playing.instrument("internal")
    newest, expert = playing.instrument("internal"), playing.instrument("expert")

    assert instrument_shelf.latest() == {"internal": newest, "expert": expert}
    assert InstrumentVersion.objects.count() == 3
