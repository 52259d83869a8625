"""Figures before they are published."""

from __future__ import annotations

import pytest

from reports import index, method
from reports.models.publications import Publication
from reports.models.runs import Recomputation
from reports.models.weights import WeightSet
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from surveys.models.waves import Wave
from tests import make
from tests.reports import scenes
from tests.reports.reading_pages import page, text_of

pytestmark = pytest.mark.django_db


class TestReview:
    URL = "/kelola/2026/hasil/"

    def test_says_that_it_is_being_computed(self, client, ratna, wave):
        assert "Sedang dihitung" in page(client, ratna, self.URL).text

    def test_says_what_keeps_it_from_being_computed(self, client, ratna, city):
        scenes.wave(2026)

        said = page(client, ratna, self.URL).text
        assert "Belum ada bobot yang berlaku untuk tahun 2026." in said
        assert 'http-equiv="refresh"' not in said

    def test_where_no_weights_are_the_default_is_put_in_force_with_a_reason(
        self, client, ratna, city
    ):
        wave = scenes.wave(2026)
        client.force_login(ratna)
        assert "Pakai bobot bawaan" in client.get(self.URL).text

        client.post(f"{self.URL}bobot/", {"alasan": ""})
        with pytest.raises(method.NoWeightSet):
            method.in_force(wave.year)
        said = client.post(f"{self.URL}bobot/", {"alasan": "Rapat 2 Maret"}, follow=True).text

        assert "Bobot bawaan berlaku untuk tahun 2026." in said
        assert method.in_force(2026).reason == "Rapat 2 Maret"
        assert "Pakai bobot bawaan" not in said
        client.post(f"{self.URL}bobot/", {"alasan": "Sekali lagi"})
        assert WeightSet.objects.count() == 1

    def test_shows_states_hidden_cells_and_hashes(self, client, ratna, city):
        scenes.weight_set()
        small, guard, large = make.office(), make.office(name="Dinas Jaga"), make.office()
        wave = scenes.counted(
            offices={
                small: {"internal": 15, "external": 4},
                guard: {"internal": 15, "external": 12},
                large: {"internal": 15, "external": 20},
            }
        )
        run = index.run(wave=wave, by="test")

        said = text_of(page(client, ratna, self.URL))

        assert "1 sel ikut disembunyikan agar tidak bisa dihitung mundur" in said
        assert "Dinas Jaga Pengguna layanan agar sel lain tidak bisa dihitung mundur" in said
        assert "Lengkap 1 Sementara 1 Data belum mencukupi 1" in said
        assert run.input_hash[:12] in said
        assert run.released_hash[:12] in said

    def test_a_kind_that_too_few_answered_is_said_to_be_missing(self, client, ratna, city):
        scenes.weight_set()
        office = make.office()
        index.run(wave=scenes.counted(offices={office: {"internal": 15, "external": 4}}), by="test")

        said = text_of(page(client, ratna, self.URL))

        assert "Pengguna layanan – kurang dari 10 jawaban" in said

    def test_a_trial_that_hardly_anybody_answered_has_its_page(self, client, ratna, city):
        scenes.weight_set()
        offices = {make.office(): {"internal": 1, "external": 1}}
        index.run(wave=scenes.counted(offices=offices, experts=0), by="test")

        said = text_of(page(client, ratna, self.URL))

        assert "Faktor koreksi –" in said
        assert page(client, ratna, f"{self.URL}asal/kota/").status_code == 200

    def test_never_shows_what_will_be_hidden(self, client, ratna, city):
        scenes.weight_set()
        offices = {
            make.office(code="K"): {"internal": 15, "external": 12},
            make.office(): {"internal": 15, "external": 7},
            make.office(): {"internal": 15, "external": 30},
        }
        run = index.run(wave=scenes.counted(offices=offices), by="test")
        guard = next(one for one in run.figures["offices"] if one["code"] == "K")

        reading = page(client, ratna, self.URL).context["reading"]

        assert guard["kinds"]["external"]["component"] is not None
        assert reading.office("K").component("external") is None
        assert reading.office("K").figure is None

    def test_recomputing_waits_for_the_worker(self, client, ratna, wave):
        index.run(wave=wave, by="test")
        client.force_login(ratna)

        said = client.post(f"{self.URL}hitung-ulang/", follow=True).text

        assert "Sedang dihitung" in said
        assert Recomputation.objects.get().asked_by == ratna

    def test_publishing_takes_two(self, client, ratna, hadi, wave):
        index.run(wave=wave, by="test")
        client.force_login(ratna)
        client.post(f"{self.URL}terbit/")
        assert not Publication.objects.exists()

        asked = client.post(f"{self.URL}permintaan/", {"alasan": "Sudah diperiksa"}, follow=True)
        assert "Menunggu keputusan orang kedua" in asked.text
        approvals.decide(approvals.Approval.objects.get(), grant=True, by=hadi)
        assert "Terbitkan sekarang" in client.get(self.URL).text
        done = client.post(f"{self.URL}terbit/", follow=True)

        assert "Sudah terbit" in done.text
        assert Publication.objects.get().published_by == ratna

    def test_asking_needs_a_reason(self, client, ratna, wave):
        index.run(wave=wave, by="test")
        client.force_login(ratna)

        said = client.post(f"{self.URL}permintaan/", {"alasan": ""}, follow=True).text

        assert "Tulis alasannya" in said
        assert not approvals.Approval.objects.exists()

    def test_before_the_count_there_is_nothing_to_ask_for(self, client, ratna, city):
        scenes.wave(2026, state=Wave.State.CLOSED)
        client.force_login(ratna)

        said = client.post(f"{self.URL}permintaan/", {"alasan": "x"}, follow=True).text

        assert "Belum ada indeks yang dapat diterbitkan." in said

    def test_an_auditor_runs_nothing(self, client, wave):
        client.force_login(make.user("Tegar", Role.AUDITOR))

        for step in ("hitung-ulang", "permintaan", "terbit"):
            assert client.post(f"{self.URL}{step}/").status_code == 403
