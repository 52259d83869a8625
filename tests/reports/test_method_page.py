"""How figures were made: weights, runs beside each other, what other weights would give."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports import correction_steps, index, method, run_history, weight_fit
from reports.models.runs import IndexRun
from reports.models.weights import Weight, WeightSet
from reports.readings import Correction
from respondents.models.offices import Office
from spi_portal.accounts.permissions import Role
from surveys.models.waves import Wave
from tests import make
from tests.reports import results, scenes
from tests.reports.reading_pages import page, text_of

URL = "/kelola/2026/hasil/metode/"
RULES = {
    "most": 16.16, "per_directed_share": 5.0, "per_uniform_share": 5.0, "most_for_conduct": 10.0,
    "per_decided_case": 1.0, "per_investigated_case": 0.5, "per_substantiated_complaint": 0.1,
    "most_for_prevalence": 6.16,
}  # fmt: skip


@pytest.mark.django_db
class TestPage:
    def test_other_weights_are_shown_here_alone(self, client, ratna, sekda, wave, hadi):
        index.run(wave=wave, by="test")
        said = text_of(page(client, ratna, URL))
        assert "Seandainya bobot lain" in said
        assert "bobot sama rata" in said
        assert "bobot 50 : 30 : 20" in said
        assert "Seandainya" not in page(client, ratna, "/kelola/2026/hasil/").text.replace(
            "seandainya bobot lain", ""
        )

        scenes.published(wave, by=ratna, second=hadi)
        for one in (sekda, ratna):
            for url in ("/sekda/2026/", "/sekda/2026/opd/OPD-1/", "/sekda/2026/ketelitian/"):
                assert "sama rata" not in page(client, one, url).text

    def test_runs_stand_with_their_hashes_beside_each_other(self, client, ratna, wave):
        first = index.run(wave=wave, by="test")
        index.run(wave=wave, by="test")
        scenes.case(wave, Office.objects.get(code="OPD-1"))
        third = index.run(wave=wave, by="test")

        said = text_of(page(client, ratna, URL))

        assert first.input_hash[:12] in said
        assert third.released_hash[:12] in said
        assert "hasil sama persis" in said
        assert "masukan lain: hasil berbeda" in said
        assert "yang pertama" in said

    def test_before_the_opening_the_weights_are_not_fixed(self, client, ratna, city):
        scenes.weight_set()
        scenes.wave(state=Wave.State.ISSUED)

        assert "Belum tetap" in page(client, ratna, URL).text

    def test_only_reviewers_see_it(self, client, sekda, wave):
        index.run(wave=wave, by="test")

        assert page(client, sekda, URL).status_code == 403
        assert page(client, make.user("T", Role.AUDITOR), URL).status_code == 403


@pytest.mark.django_db
class TestRuns:
    def test_the_same_input_with_another_result_is_called_wrong(self, wave):
        runs = [index.run(wave=wave, by="test") for _ in range(2)]
        IndexRun.objects.filter(pk=runs[1].pk).update(result_hash="f" * 64)

        newest, oldest = run_history.told(list(IndexRun.objects.filter(wave=wave)))

        assert (newest.is_wrong, newest.said) == (True, "masukan sama, tetapi hasil berbeda")
        assert (oldest.is_wrong, oldest.said) == (False, "")

    def test_a_rerun_from_the_database_is_identical_to_the_bit(self, wave):
        """Input hash, method, code and result, after everything was read anew."""
        first = index.run(wave=wave, by="test")
        again = index.run(
            wave=Wave.objects.get(pk=wave.pk),
            by="test",
            weight_set=WeightSet.objects.get(pk=first.weight_set_id),
        )

        for what in ("input_hash", "method", "code", "result_hash", "figures"):
            assert getattr(again, what) == getattr(first, what)

    def test_what_is_set_of_an_office_is_part_of_the_input(self, wave):
        first = index.run(wave=wave, by="test")
        Office.objects.filter(code="OPD-1").update(asks_external=False)

        assert index.run(wave=wave, by="test").input_hash != first.input_hash


@pytest.mark.django_db
class TestFit:
    def test_the_default_is_about_what_is_asked(self, wave):
        assert weight_fit.misfits(method.for_wave(wave), wave) == []

    def test_what_has_no_weight_and_what_is_not_asked_is_said(self, wave):
        old = method.for_wave(wave)
        made = WeightSet.objects.create(
            name="Lain", year=2025, author="-", reason="-",
            **{column: getattr(old, column) for column in method.COLUMNS},
        )  # fmt: skip
        for one in old.bands.all():
            made.bands.create(category=one.category, floor=one.floor, source="x")
        for kind, dimension, indicator in (
            ("internal", "", ""), ("internal", "TRN", ""), ("external", "", ""),
            ("external", "TKL", ""), ("expert", "", ""), ("expert", "TKL", ""),
            ("expert", "BARU", ""), ("expert", "TKL", "Kepastian layanan"),
        ):  # fmt: skip
            Weight.objects.create(
                weight_set=made, kind=kind, dimension=dimension, indicator=indicator, value=1,
                source="x",
            )  # fmt: skip

        said = weight_fit.misfits(made, wave)

        assert "Pegawai: dimensi SDM ditanyakan, tetapi tidak berbobot dan tidak dihitung." in said
        assert any(one.startswith("Ahli: dimensi BARU berbobot, tetapi tidak") for one in said)
        assert any("indikator “Keadilan layanan” ditanyakan" in one for one in said)


class TestCorrectionSteps:
    def steps(self, correction, figure="74.57", before=76.0676):
        one = results.result(
            figure=figure, before_correction=results.part(before), correction=correction
        )
        reading = results.reading(offices=[one])
        weights = results.UsedWeights(
            name="x", author="x", reason="x", kinds=reading.weights.kinds, correction=RULES
        )
        return correction_steps.of(one, replace(reading, weights=weights))

    def test_each_step_is_a_sum_on_paper(self):
        cases = {"decided": 1, "investigated": 0, "complaint": 1}
        off = Correction(conduct=0.4, prevalence=1.1, total=1.5, cases=cases)

        assert self.steps(off) == [
            "Pelaksanaan: 5,00 × bagian lembar yang mengaku diarahkan + 5,00 × bagian lembar "
            "berjawaban seragam = 0,40 (paling banyak 10,00)",
            "Perkara dan pengaduan: 1 perkara sudah diputus × 1,00 + 1 pengaduan terbukti × 0,10 "
            "= 1,10 (paling banyak 6,16)",
            "Seluruhnya: 0,40 + 1,10 = 1,50 (paling banyak 16,16)",
            "76,07 − 1,50 = 74,57",
        ]

    def test_a_cap_that_holds_is_said(self):
        off = Correction(conduct=0.0, prevalence=6.16, total=6.16, cases={"decided": 8})

        steps = self.steps(off, figure="69.91")

        assert steps[1] == (
            "Perkara dan pengaduan: 8 perkara sudah diputus × 1,00 = 8,00, dibatasi menjadi 6,16"
        )

    def test_a_capped_conduct_is_no_false_sum(self):
        off = Correction(conduct=10.0, prevalence=0.0, total=10.0)

        assert self.steps(off)[0].endswith("berjawaban seragam, dibatasi menjadi 10,00")

    def test_of_an_older_publication_cases_are_not_told(self):
        off = Correction(conduct=0.4, prevalence=1.1, total=1.5)

        assert self.steps(off)[1] == "Perkara dan pengaduan: 1,10 (paling banyak 6,16)"

    def test_without_a_correction_there_is_nothing(self):
        assert self.steps(None) == []
