"""The receipt of a head's signature."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from reports import signature_receipts
from reports.models.receipts import SignatureReceipt
from respondents import access, signatures, successions
from respondents.models.offices import Office
from respondents.models.signatures import Signature
from respondents.successions import Law
from spi_portal.accounts.permissions import Role
from spi_portal.paper import pdf
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(bayu, client):
    office = Office.objects.get(duty__user=bayu)
    make.person(office=office)
    make.person(office=office, kind="external")
    client.force_login(bayu)
    return office


@pytest.fixture
def head(office):
    return make.user("Siti Aminah", Role.OPD_HEAD, of=office)


@pytest.fixture
def signed(office, head) -> Signature:
    """By the link of the head's letter."""
    with access.acting(signatures.ME):
        (link,) = signatures.make_links(office, "internal", by=head)
    return signatures.sign(signatures.address_of(link))


@pytest.fixture
def printed(monkeypatch):
    pages = []

    def render(html):
        pages.append(html)
        return pdf.Paper(content=b"%PDF-", sha256="0" * 64)

    monkeypatch.setattr(pdf, "render", render)
    return pages


def url(signature, name="signature-receipt"):
    code = signature.office.code
    return reverse(f"reports:{name}", args=[code, "pegawai", signature.pk])


def test_it_is_ordered_printed_and_taken_along(client, signed, printed):
    assert "Sedang dibuat" in client.post(url(signed), follow=True).text
    assert client.get(url(signed, "signature-receipt-pdf")).status_code == 404

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_reports")
        assert signature_receipts.print_due() == 1
        cursor.execute("RESET ROLE")

    assert "Unduh tanda terima" in client.get(url(signed)).text
    assert client.get(url(signed, "signature-receipt-pdf")).content == b"%PDF-"
    client.post(url(signed))
    assert SignatureReceipt.objects.count() == 1


def test_it_says_who_signed_what_and_how_to_check_it(client, signed, printed, office):
    client.post(url(signed))
    signature_receipts.print_due()

    (page,) = printed
    for said in (office.name, "Siti Aminah", "Lewat tautan", signatures.mark_of(signed), "<svg"):
        assert said in page
    assert ">1</td>" in page
    for word in ("SHA", "hash", "Merkle", "digest", "kriptografi"):
        assert word not in page


def test_the_page_of_the_list_shows_the_same_mark_until_the_list_changes(client, signed, office):
    mark = signatures.mark_of(signed)
    page = reverse("respondents:signature", args=[office.code, "pegawai"])
    assert client.get(page).text.count(mark) == 2  # as signed, and as it is

    make.person(office=office)

    assert client.get(page).text.count(mark) == 1


def test_a_renamed_office_keeps_its_mark_and_the_address_on_paper(
    client, signed, office, ratna, citra
):
    mark = signatures.mark_of(signed)
    page = reverse("respondents:signature", args=[office.code, "pegawai"])
    law = Law(on=date(2026, 3, 2), basis="Perda 3/2026")
    successions.rename(office, code="BARU", name="Dinas Baru", short_name="Baru", law=law, by=ratna)

    signed.refresh_from_db()
    assert signatures.mark_of(signed) == mark
    assert client.get(page).text.count(mark) == 2  # as signed, and as it is

    client.force_login(citra)
    assert client.get(page).status_code == 404


def test_the_other_list_of_the_office_stands_on_it_as_far_as_it_was_signed(
    client, signed, office, head, printed
):
    with access.acting(signatures.ME):
        (link,) = signatures.make_links(office, "external", by=head)
    later = signatures.sign(signatures.address_of(link))
    client.post(reverse("reports:signature-receipt", args=[office.code, "pengguna", later.pk]))
    client.post(url(signed))

    lists = [len(one.facts["lists"]) for one in SignatureReceipt.objects.order_by("pk")]
    assert lists == [2, 1]  # what was signed later was not signed then


def test_the_head_gets_it_and_another_office_does_not(client, signed, head, citra):
    client.force_login(head)
    assert client.post(url(signed), follow=True).status_code == 200

    client.force_login(citra)
    assert client.post(url(signed)).status_code == 404


def test_after_signing_the_letter_s_page_leads_to_it(client, office, head):
    with access.acting(signatures.ME):
        (link,) = signatures.make_links(office, "internal", by=head)

    page = client.post(reverse("respondents:sign", args=[signatures.address_of(link)])).text

    assert url(Signature.objects.get()) in page
