"""People whose consent nobody wrote down: where their contacts come from, told once for all."""

from __future__ import annotations

import pytest
from django.urls import reverse

from respondents import access, contact_bases, lists, repairs, signatures, takeaways
from respondents.contact_bases import Bases
from respondents.models.lists import Fault, Upload
from respondents.models.people import Person
from respondents.models.staged import Repair
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from tests import make
from tests.respondents import sheets
from tests.respondents.test_repair_pages import AsStaff, checked

pytestmark = pytest.mark.django_db
BASIS = {"sumber": "Data perizinan", "dasar": "Perda 5/2020 pasal 12"}
TOLD = "Data perizinan; Perda 5/2020 pasal 12"


@pytest.fixture
def mine():
    return make.office(services=["KTP elektronik"])


@pytest.fixture
def bayu(mine):
    return make.user("Bayu Admin", Role.OPD_ADMIN, of=mine)


@pytest.fixture
def page(bayu):
    client = AsStaff()
    client.force_login(bayu)
    return client


@pytest.fixture
def upload(mine) -> Upload:
    """Three service users: one agreed, of two nobody wrote it down."""
    rows = [sheets.visitor(), *(sheets.visitor(persetujuan_dihubungi=None) for _ in range(2))]
    return checked(mine, *rows, kind="external")


def give(page, upload, code="setuju_kosong", **changes):
    address = reverse("respondents:give_basis", args=[upload.pk])
    return page.post(address, BASIS | {"masalah": code} | changes)


def lacking(upload) -> int:
    return Fault.objects.filter(upload=upload, code="setuju_kosong").count()


def test_missing_consent_warns_and_keeps_no_row_back(page, upload):
    assert lacking(upload) == 2
    assert upload.ready == 3
    address = reverse("respondents:upload", args=[upload.pk])
    text = page.get(address, {"masalah": "setuju_kosong"}).text
    assert "Dari mana kontak ini, dan apa dasarnya?" in text
    assert "Catat untuk 2 baris" in text


def test_source_and_basis_are_written_once_for_all_rows_and_can_be_undone(page, upload, bayu):
    assert give(page, upload).status_code == 302

    assert lacking(upload) == 0
    assert Repair.objects.count() == 2
    entry = Entry.objects.get(verb="list.basis_given")
    assert (entry.details["rows"], entry.details["source_basis"]) == (2, TOLD)

    repairs.undo(upload, Repair.objects.first().batch, by=bayu)
    assert lacking(upload) == 2


@pytest.mark.parametrize("wrong", [{"sumber": ""}, {"dasar": " "}, {"dasar": "x" * 91}])
def test_half_an_answer_is_none_and_stays_in_its_field(page, upload, wrong):
    answer = give(page, upload, **wrong)

    assert answer.status_code == 422
    assert "Ada yang perlu diperbaiki" in answer.text
    assert lacking(upload) == 2


def test_other_faults_are_not_filled_in_by_it(page, mine):
    upload = checked(mine, sheets.visitor(), sheets.visitor(email=None), kind="external")
    assert Fault.objects.filter(upload=upload, code="surel_kosong").count() == 1

    give(page, upload, code="surel_kosong")

    assert not Repair.objects.exists()


def test_another_office_s_file_does_not_exist(page):
    other = checked(make.office(), sheets.visitor(persetujuan_dihubungi=None), kind="external")

    assert give(page, other).status_code == 404


class TestOnTheList:
    @pytest.fixture
    def listed(self, page, upload, mine):
        give(page, upload)
        lists.take_over(Upload.objects.get(pk=upload.pk), by="test")
        make.person(office=mine, kind="external")
        return mine

    def test_totals_are_told_by_basis(self, listed):
        with access.acting("test"):
            told = contact_bases.of([listed.pk])

        assert told == Bases(consented=1, by_basis=((TOLD, 2),), without=1)

    def test_the_head_reads_it_before_signing(self, listed, client):
        head = make.user("Siti Aminah", Role.OPD_HEAD, of=listed)
        with access.acting(signatures.ME):
            (link,) = signatures.make_links(listed, "external", by=head)

        text = client.get(reverse("respondents:sign", args=[signatures.address_of(link)])).text

        assert f"{TOLD}: 2 orang" in text
        assert "1 dari 4 orang" in text
        assert "tanpa persetujuan dan tanpa dasar" in text

    def test_the_auditor_reads_it_for_the_city(self, listed):
        make.person(kind="external", further={"contact_basis": TOLD})
        client = AsStaff()
        client.force_login(make.user("Tegar", Role.AUDITOR))

        assert f"{TOLD}: 3 orang" in client.get(reverse("reports:auditor")).text

    def test_it_goes_to_excel_and_comes_back(self, listed, bayu):
        content = takeaways.own_list(listed, "external", reason=takeaways.Reason.MEND, by=bayu)
        Person.objects.filter(further__contact_basis=TOLD).update(further={})

        again = lists.receive(
            file_name="a.xlsx", content=content, office=listed, kind="external", by="test"
        )
        lists.check(again)
        lists.take_over(Upload.objects.get(pk=again.pk), by="test")

        assert Person.objects.filter(further__contact_basis=TOLD).count() == 2
