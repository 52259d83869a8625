"""The results of one office, on a page and as a paper."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from reports import index, orders, printing
from reports.models.documents import Document
from respondents.models.offices import Office
from spi_portal.accounts.permissions import Role
from spi_portal.ui import formats
from tests import make
from tests.reports import results, scenes
from tests.reports.reading_pages import page, shown, text_of

pytestmark = pytest.mark.django_db


class TestOffice:
    def test_says_its_published_figures_beside_the_citys(self, client, sekda, terbit):
        said = text_of(page(client, sekda, "/sekda/2026/opd/OPD-2/"))
        office = next(o for o in terbit.figures["offices"] if o["code"] == "OPD-2")
        city = terbit.figures["city"]

        assert shown(office["index"]) in said
        for kind in ("internal", "external"):
            for one in terbit.figures["dimensions"][kind]:
                ours = office["kinds"][kind]["dimensions"][one["code"]]["value"]
                theirs = city["kinds"][kind]["dimensions"][one["code"]]["value"]
                row = f"{one['title']} {formats.number(ours, 1)} {formats.number(theirs, 1)}"
                assert row in said

    def test_a_wave_without_the_office_is_not_found(self, client, sekda, terbit):
        make.office(code="OPD-9")

        assert page(client, sekda, "/sekda/2026/opd/OPD-9/").status_code == 404

    def test_an_unpublished_wave_has_no_office_pages(self, client, sekda, wave):
        index.run(wave=wave, by="test")

        assert page(client, sekda, "/sekda/2026/opd/OPD-1/").status_code == 404

    def test_before_any_publication_it_says_so(self, client, wave):
        dewi = make.user("Dewi", Role.OPD_HEAD, of=Office.objects.get(code="OPD-1"))

        assert "Belum ada hasil yang terbit" in page(client, dewi, "/opd/OPD-1/hasil/").text

    def test_missing_answers_are_explained(self, client, sekda, city, crew):
        scenes.weight_set()
        small, large = make.office(code="K"), make.office(code="B")
        offices = {
            small: {"internal": 4, "external": 5},
            large: {"internal": 20, "external": 20},
            make.office(): {"internal": 8, "external": 7},
        }
        scenes.published(scenes.counted(offices=offices), **crew)

        said = text_of(page(client, sekda, "/sekda/2026/opd/K/"))

        assert "Data belum mencukupi" in said
        assert "Pegawai: kurang dari 10 jawaban" in said
        assert "Dibutuhkan paling sedikit 10 jawaban" in said
        assert not re.search(r"\bRentan\b", said)


class TestPaper:
    URL = "/sekda/2026/opd/OPD-1/pdf/"

    def test_is_ordered_waited_for_and_taken(self, client, sekda, terbit):
        client.force_login(sekda)

        ordered = client.post(self.URL, follow=True)
        assert "Sedang dibuat" in ordered.text
        assert 'http-equiv="refresh"' in ordered.text
        assert client.get(self.URL).status_code == 404

        printing.print_due()
        assert "Unduh PDF" in client.get("/sekda/2026/opd/OPD-1/").text
        taken = client.get(self.URL)
        assert taken.headers["Content-Type"] == "application/pdf"
        assert taken.headers["Content-Disposition"] == 'attachment; filename="2026-opd-1.pdf"'
        assert taken.content.startswith(b"%PDF-")

    def test_a_failure_is_told_and_can_be_tried_again(self, client, sekda, terbit):
        client.force_login(sekda)
        client.post(self.URL)
        Document.objects.update(state="failed", problem=orders.UNAVAILABLE)

        said = client.get("/sekda/2026/opd/OPD-1/").text
        assert orders.UNAVAILABLE in said
        assert "Coba lagi" in said

        assert "Sedang dibuat" in client.post(self.URL, follow=True).text

    def test_the_page_does_not_load_the_paper_itself(self, client, sekda, terbit):
        client.force_login(sekda)
        client.post(self.URL)
        with CaptureQueriesContext(connection) as seen:
            client.get("/sekda/2026/opd/OPD-1/")

        asked = [q["sql"] for q in seen if "reports_document" in q["sql"]]
        assert asked
        assert not [sql for sql in asked if '"content"' in sql]


@pytest.mark.parametrize(
    ("method", "said"), [("3", ""), ("4", "di bawah 50 lembar"), ("5", "bagiannya dibulatkan:")]
)
def test_of_older_figures_it_is_not_said_that_shares_were_rounded(method, said):
    reading = results.reading()
    made = replace(reading, imprint=replace(reading.imprint, method=method))

    told = render_to_string("reports/correction_shares.html", {"reading": made})

    assert said in told
    assert bool(told.strip()) == bool(said)
