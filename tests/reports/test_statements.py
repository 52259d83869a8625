from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from reports import chores, statements
from reports.models.statements import Statement
from respondents import signatures
from respondents.models.offices import Office
from spi_portal.paper import pdf
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(bayu, client):
    office = Office.objects.get(duty__user=bayu)
    make.person(office=office)
    client.force_login(bayu)
    return office


@pytest.fixture
def printed(monkeypatch):
    pages = []

    def render(html):
        pages.append(html)
        return pdf.Paper(content=b"%PDF-", sha256="0" * 64)

    monkeypatch.setattr(pdf, "render", render)
    return pages


def url(office, name="statement"):
    return reverse(f"reports:{name}", args=[office.code, "pegawai"])


def code_now(office) -> str:
    return signatures.code_of(office, "internal", signatures.state(office, "internal").listed)


def test_it_is_ordered_printed_and_taken_along(client, office, printed):
    assert "Sedang dibuat" in client.post(url(office), follow=True).text
    assert client.get(url(office, "statement-pdf")).status_code == 404

    assert statements.print_due() == 1

    assert "Unduh PDF" in client.get(url(office)).text
    assert client.get(url(office, "statement-pdf")).content == b"%PDF-"


def test_the_sheet_says_what_is_signed_and_carries_the_code(client, office, printed):
    client.post(url(office))
    statements.print_due()

    (page,) = printed
    assert office.name in page
    assert "1 orang siap" in page
    assert "Daftar ini lengkap sejauh yang saya ketahui." in page
    assert code_now(office) in page
    assert "<svg" in page
    assert Statement.objects.get().address.endswith(f"/tanda-tangan/?kode={code_now(office)}")


def test_ordering_twice_orders_once_and_a_changed_list_gets_another(client, office, printed):
    client.post(url(office))
    client.post(url(office))
    assert Statement.objects.count() == 1
    statements.print_due()

    make.person(office=office)

    assert "Belum ada lembar" in client.get(url(office)).text
    client.post(url(office))
    assert Statement.objects.count() == 2


def test_an_empty_list_is_not_printed(client, office):
    path = reverse("reports:statement", args=[office.code, "pengguna"])

    assert "masih kosong" in client.post(path, follow=True).text
    assert not Statement.objects.exists()


def test_the_worker_prints_it_under_its_own_role_and_urls(client, office, printed, settings):
    client.post(url(office))
    settings.ROOT_URLCONF = "spi_portal.urls_worker"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_reports")
        done = chores.do_all()
        cursor.execute("RESET ROLE")

    assert done["statements"] == 1
