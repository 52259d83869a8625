"""Who may read which results, and that reading writes nothing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import index
from reports.models.documents import Document
from reports.models.publications import Publication
from respondents.models.duties import Duty
from respondents.models.offices import Office
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from tests import make
from tests.reports.reading_pages import page

pytestmark = pytest.mark.django_db


class TestWhoMayLook:
    URLS = (
        "/sekda/",
        "/sekda/2026/",
        "/sekda/2026/opd/OPD-1/",
        "/sekda/2026/opd/OPD-1/pdf/",
        "/opd/hasil/",
        "/opd/OPD-1/hasil/",
        "/opd/OPD-1/hasil/2026/",
        "/opd/OPD-1/hasil/2026/pdf/",
        "/kelola/2026/hasil/",
    )

    @pytest.mark.parametrize("url", URLS)
    def test_a_stranger_is_sent_to_the_door(self, client, terbit, url):
        assert client.get(url).headers["Location"].startswith("/akun/login/")

    @pytest.mark.parametrize("url", ["/sekda/", "/sekda/2026/", "/sekda/2026/opd/OPD-1/"])
    def test_an_office_does_not_see_the_city(self, client, dewi, url):
        assert page(client, dewi, url).status_code == 403

    def test_an_office_sees_its_own(self, client, dewi):
        assert page(client, dewi, "/opd/OPD-1/hasil/2026/").status_code == 200
        assert client.get("/opd/OPD-1/hasil/").headers["Location"] == "/opd/OPD-1/hasil/2026/"
        assert client.get("/opd/hasil/").headers["Location"] == "/opd/OPD-1/hasil/"

    @pytest.mark.parametrize("rest", ["", "2026/", "2026/pdf/"])
    def test_an_office_of_others_does_not_exist(self, client, dewi, rest):
        assert page(client, dewi, f"/opd/OPD-2/hasil/{rest}").status_code == 404

    def test_nobody_orders_a_paper_of_an_office_of_others(self, client, dewi):
        client.force_login(dewi)

        assert client.post("/opd/OPD-2/hasil/2026/pdf/").status_code == 404
        assert not Document.objects.exists()

    def test_a_unit_has_no_figures_of_its_own(self, client, terbit):
        unit = make.office(parent=Office.objects.get(code="OPD-1"))
        lurah = make.user("Sinta", Role.OPD_ADMIN, of=unit)

        assert "tidak punya angka sendiri" in page(client, lurah, "/opd/hasil/").text
        assert client.get("/opd/OPD-1/hasil/2026/").status_code == 404

    def test_who_has_two_offices_chooses(self, client, dewi):
        Duty.objects.create(user=dewi, office=Office.objects.get(code="OPD-3"))

        said = page(client, dewi, "/opd/hasil/").text
        assert "/opd/OPD-1/hasil/" in said
        assert "/opd/OPD-3/hasil/" in said
        assert "/opd/OPD-2/hasil/" not in said

    @pytest.mark.parametrize(
        "role", [Role.SEKDA, Role.SEKDA_DELEGATE, Role.AUDITOR, Role.OPERATOR, Role.HEAD]
    )
    def test_who_sees_the_city_sees_each_office(self, client, terbit, role):
        user = make.user("Nadia", role)

        assert page(client, user, "/sekda/2026/opd/OPD-3/").status_code == 200

    @pytest.mark.parametrize("role", [Role.SEKDA, Role.AUDITOR, Role.OPD_ADMIN, Role.SYSTEM])
    def test_the_review_is_the_inspectorates(self, client, wave, role):
        assert page(client, make.user("X", role), "/kelola/2026/hasil/").status_code == 403


@pytest.mark.parametrize("url", TestWhoMayLook.URLS)
def test_a_look_writes_nothing(client, terbit, url):
    """The connection of a GET refuses to write; here it is counted as well."""
    client.force_login(make.user("Ratna", Role.OPERATOR))
    with CaptureQueriesContext(connection) as seen:
        client.get(url)

    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [q["sql"] for q in seen if q["sql"].startswith(writes)]


def test_the_role_of_the_web_process_suffices(client, ratna, hadi, wave):
    index.run(wave=wave, by="test")
    approvals.decide(approvals.ask("publish", "2026", reason="x", by=ratna), grant=True, by=hadi)
    client.force_login(ratna)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_staff")
    steps = [
        client.get("/kelola/2026/hasil/"),
        client.post("/kelola/2026/hasil/terbit/"),
        client.post("/kelola/2026/hasil/hitung-ulang/"),
        client.get("/sekda/2026/"),
        client.post("/sekda/2026/opd/OPD-1/pdf/"),
        client.get("/sekda/2026/opd/OPD-1/"),
    ]
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")

    assert [step.status_code for step in steps] == [200, 302, 302, 200, 302, 200]
    assert Publication.objects.exists()
