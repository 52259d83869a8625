"""The city's published figures on the dashboard."""

from __future__ import annotations

import re
from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import index
from reports.models.publications import Publication
from reports.models.runs import IndexRun
from respondents.models.offices import Office
from spi_portal.ui import formats
from surveys.models.waves import Wave
from tests import make
from tests.reports import scenes
from tests.reports.reading_pages import page, shown, text_of

pytestmark = pytest.mark.django_db


class TestDashboard:
    def test_every_figure_is_the_published_one(self, client, sekda, terbit):
        said = text_of(page(client, sekda, "/sekda/2026/"))

        city = terbit.figures["city"]
        assert shown(city["index"]) in said
        assert f"= {formats.number(float(city['index']['figure']), 2)}" in said
        for office in terbit.figures["offices"]:
            row = re.search(rf"\d {office['short_name']} ([\d,]+) (rentan|waspada|terjaga)", said)
            assert row.groups() == (shown(office["index"]), office["index"]["category"])

    def test_reads_what_was_published_and_not_a_later_run(self, client, sekda, terbit, wave):
        before = text_of(page(client, sekda, "/sekda/2026/"))
        index.run(wave=wave, by="test")
        IndexRun.objects.update(figures={})

        assert text_of(page(client, sekda, "/sekda/2026/")) == before

    def test_every_dimension_stands_in_the_heat_table(self, client, sekda, terbit):
        response = page(client, sekda, "/sekda/2026/")

        row = next(row for row in response.context["rows"] if row.office.code == "OPD-2")
        office = next(o for o in terbit.figures["offices"] if o["code"] == "OPD-2")
        codes = [
            (kind, one["code"])
            for kind in ("internal", "external")
            for one in terbit.figures["dimensions"][kind]
        ]
        assert row.cells == [
            office["kinds"][kind]["dimensions"][code]["value"] for kind, code in codes
        ]

    def test_the_first_year_has_nothing_to_compare_with(self, client, sekda, terbit):
        assert "Tahun pertama, belum ada pembanding." in page(client, sekda, "/sekda/2026/").text

    def test_the_next_year_is_compared_with_the_last(self, client, sekda, terbit, crew):
        offices = {o: scenes.ENOUGH for o in Office.objects.filter(code__startswith="OPD-")}
        later = scenes.counted(year=2027, offices=offices, seed=2)
        now = scenes.published(later, **crew).figures["city"]["index"]
        was = terbit.figures["city"]["index"]

        response = page(client, sekda, "/sekda/2027/")

        change = abs(float(now["figure"]) - float(was["figure"]))
        assert response.context["change"].points == formats.number(change, 1)
        assert f"dari {shown(was)} pada 2026" in text_of(response)
        assert [point.label for point in response.context["points"]] == ["2026", "2027"]

    def test_too_few_answers_show_a_reason_and_no_category(self, client, sekda, city, crew):
        scenes.weight_set()
        small, guard, large = (make.office(short_name=name) for name in ("Kecil", "Jaga", "Besar"))
        wave = scenes.counted(
            offices={
                small: {"internal": 15, "external": 4},
                guard: {"internal": 15, "external": 12},
                large: {"internal": 15, "external": 20},
            }
        )
        scenes.published(wave, **crew)

        said = text_of(page(client, sekda, "/sekda/2026/"))

        assert re.search(r"– Kecil sementara: tanpa pengguna layanan [\d,]+ – – 15", said)
        assert "– Jaga data belum mencukupi: ikut disembunyikan untuk melindungi" in said
        assert re.search(r"1 Besar [\d,]+ (rentan|waspada|terjaga)", said)
        assert "Kecil (sementara), Jaga (data belum mencukupi)" in said

    def test_an_organiser_stands_outside_the_ranking(self, client, sekda, city, crew):
        scenes.weight_set()
        offices = [make.office(short_name="Biasa"), make.office(short_name="Panitia")]
        offices[1].is_organiser = True
        offices[1].save()
        scenes.published(scenes.counted(offices=dict.fromkeys(offices, scenes.ENOUGH)), **crew)

        said = text_of(page(client, sekda, "/sekda/2026/"))

        assert "– Panitia penyelenggara" in said
        assert re.search(r"1 Biasa", said)

    @pytest.mark.parametrize("state", [s for s in Wave.State if s != Wave.State.PUBLISHED])
    def test_no_scores_before_publication(self, client, sekda, wave, state):
        index.run(wave=wave, by="test")
        Wave.objects.update(state=state)

        response = page(client, sekda, "/sekda/2026/")

        assert "Hasil diperkirakan Januari 2027." in response.text
        assert not re.search(r"\b\d\d,\d", text_of(response))
        assert '<svg class="grafik' not in response.text

    def test_opens_the_newest_published_wave(self, client, sekda, terbit):
        make.wave(slug="2028", year=2028)

        assert page(client, sekda, "/sekda/").headers["Location"] == "/sekda/2026/"

    def test_the_picker_leads_to_the_wave(self, client, sekda, terbit):
        make.wave(slug="2028", year=2028)

        response = page(client, sekda, "/sekda/?gelombang=2028")

        assert response.headers["Location"] == "/sekda/2028/"

    def test_without_a_wave_there_is_one_sentence(self, client, sekda):
        assert "Belum ada gelombang survei" in page(client, sekda, "/sekda/").text

    def test_costs_the_same_for_3_and_34_offices(self, client, sekda, terbit):
        def queries():
            with CaptureQueriesContext(connection) as seen:
                assert client.get("/sekda/2026/").status_code == 200
            return len(seen)

        client.force_login(sekda)
        client.get("/sekda/2026/")
        few = queries()
        figures = deepcopy(terbit.figures)
        one = figures["offices"][0]
        figures["offices"] = [one | {"code": f"X-{n}", "name": f"X {n}"} for n in range(34)]
        Publication.objects.update(figures=figures)

        assert queries() == few <= 20

    def test_has_no_inline_style_or_script(self, client, sekda, terbit):
        response = page(client, sekda, "/sekda/2026/")

        assert not re.search(r"\sstyle=|<style|<script|\son\w+=", response.text)
