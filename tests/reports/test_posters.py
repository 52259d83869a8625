from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from reports import chores, posters
from reports.models.posters import Poster
from respondents.models.offices import Office
from spi_portal.paper import pdf
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(bayu, client):
    make.city()
    client.force_login(bayu)
    return make.service_point(office=Office.objects.get(duty__user=bayu))


@pytest.fixture
def printed(monkeypatch):
    pages = []

    def render(html):
        pages.append(html)
        return pdf.Paper(content=b"%PDF-", sha256="0" * 64)

    monkeypatch.setattr(pdf, "render", render)
    return pages


def url(point, name="poster"):
    return reverse(f"reports:{name}", args=[point.office.code, point.pk])


def test_it_is_ordered_printed_and_taken_along(client, point, printed):
    assert "Buat poster" in client.get(url(point)).text
    assert "Sedang dibuat" in client.post(url(point), follow=True).text
    assert client.get(url(point, "poster-pdf")).status_code == 404

    assert posters.print_due() == 1

    assert "Unduh PDF" in client.get(url(point)).text
    assert client.get(url(point, "poster-pdf")).content == b"%PDF-"


def test_it_says_where_what_and_until_when(client, point, printed, settings):
    settings.PUBLIC_URL = "https://spi.contoh.go.id"
    client.post(url(point))
    posters.print_due()

    (page,) = printed
    for said in (
        "Inspektorat Kota Tirtamulya",
        point.office.name,
        point.service,
        f"spi.contoh.go.id/daftar/{point.code}/",
        "<svg",
        'lang="en"',
    ):
        assert said in page
    assert Poster.objects.get().address == f"https://spi.contoh.go.id/daftar/{point.code}/"


def test_ordering_twice_orders_once(client, point, printed):
    client.post(url(point))
    client.post(url(point))

    assert Poster.objects.count() == 1


def test_the_worker_prints_it_under_its_own_role(client, point, printed):
    client.post(url(point))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_reports")
        done = chores.do_all()
        cursor.execute("RESET ROLE")

    assert done["posters"] == 1


def test_the_whole_poster_is_one_sheet(client, point):
    """With the longest names that fit, through WeasyPrint itself."""
    import pypdfium2

    point.office.name = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Kota Tirtamulya"
    point.office.save()
    type(point).objects.filter(pk=point.pk).update(service="Persetujuan bangunan gedung " * 3)
    client.post(url(point))
    try:
        assert posters.print_due() == 1
        content = bytes(Poster.objects.get().content)
    except pdf.NoLibraries:
        pytest.skip("no Pango here")

    assert len(pypdfium2.PdfDocument(content)) == 1
