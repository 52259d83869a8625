"""Contacts that leave the portal: why, by whom, and what comes back."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from respondents import lists, repairs, tasks
from respondents.models.lists import Upload
from respondents.models.staged import Repair
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from tests import make
from tests.respondents import sheets
from tests.respondents.test_repair_pages import AsStaff, checked

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"respondents:{name}", args=args)


@pytest.fixture
def mine():
    return make.office()


@pytest.fixture
def bayu(mine):
    return make.user("Bayu Admin", Role.OPD_ADMIN, of=mine)


@pytest.fixture
def page(bayu):
    """Signed in with the password a moment ago."""
    client = AsStaff()
    assert client.login(email=bayu.email, password=make.PASSWORD)
    answer = client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    assert answer.status_code == 302
    return client


def take(page, address, reason="perbaiki"):
    answer = page.post(address, {"alasan": reason})
    assert answer.status_code == 200, answer.text
    return answer.content


def cells(content):
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    heading, *rows = sheet.values
    return sheet, [dict(zip(heading, row, strict=True)) for row in rows]


def brought_back(office, content, **changes):
    """The file with cells of its first row typed anew, as the office uploads it."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    heading = [cell.value for cell in sheet[1]]
    for name, value in changes.items():
        sheet.cell(2, heading.index(name) + 1, value)
    file = io.BytesIO()
    book.save(file)
    return lists.receive(
        file_name="perbaikan.xlsx", content=file.getvalue(), office=office, kind="internal",
        by="test",
    )  # fmt: skip


class TestTaking:
    def test_without_the_password_again_nothing_leaves(self, bayu, mine):
        client = AsStaff()
        client.force_login(bayu)

        answer = client.post(url("own_list", mine.code, "pegawai"), {"alasan": "perbaiki"})

        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))

    def test_where_second_factors_are_demanded_one_is_set_up_first(self, page, mine, settings):
        settings.MFA_DEMANDED = True

        answer = page.post(url("own_list", mine.code, "pegawai"), {"alasan": "perbaiki"})

        assert answer.headers["Location"] == reverse("mfa_activate_totp")

    def test_without_a_reason_nothing_leaves(self, page, mine):
        answer = page.post(url("own_list", mine.code, "pegawai"))

        assert answer.status_code == 422
        assert "Pilih dulu alasannya" in answer.text

    def test_the_list_comes_in_the_template_that_can_be_uploaded_again(self, page, mine):
        rows = [sheets.employee(), sheets.employee(nip=None, status="Non-ASN")]
        lists.take_over(checked(mine, *rows), by="test")

        content = take(page, url("own_list", mine.code, "pegawai"))
        upload = lists.receive(
            file_name="a.xlsx", content=content, office=mine, kind="internal", by="test"
        )
        lists.check(upload)

        upload.refresh_from_db()
        assert (upload.ready, upload.added, upload.unchanged) == (2, 0, 2)

    def test_it_is_written_down_and_stands_on_every_page(self, page, mine, bayu):
        make.person(office=mine)

        sheet, _ = cells(take(page, url("own_list", mine.code, "pegawai"), "cocokkan"))

        entry = Entry.objects.get(verb="contacts.taken")
        assert entry.details["rows"] == 1
        assert entry.details["reason"] == "Mencocokkan dengan data kepegawaian atau buku tamu"
        assert bayu.name in sheet.oddFooter.center.text

    def test_a_cell_that_looks_like_a_formula_stays_text(self, page, mine):
        make.person(office=mine, name="=cmd|' /C calc'!A0")

        sheet, _ = cells(take(page, url("own_list", mine.code, "pegawai")))

        named = [cell for cell in sheet[2] if str(cell.value).startswith("=cmd")]
        assert [cell.data_type for cell in named] == ["s"]

    def test_another_office_s_rows_do_not_exist(self, page):
        other = make.office()
        upload = checked(other, sheets.employee(no_wa="0812"))

        assert page.post(url("faulty_rows", upload.pk), {"alasan": "perbaiki"}).status_code == 404
        address = url("own_list", other.code, "pegawai")
        assert page.post(address, {"alasan": "perbaiki"}).status_code == 404


class TestComingBack:
    @pytest.fixture
    def upload(self, mine):
        rows = [sheets.employee(), sheets.employee(no_wa="0812"), sheets.employee(no_wa="0813")]
        return checked(mine, *rows)

    def test_only_faulty_rows_leave_with_what_is_wrong(self, page, upload):
        _, rows = cells(take(page, url("faulty_rows", upload.pk)))

        assert [(row["baris"], row["no_wa"]) for row in rows] == [("3", "0812"), ("4", "0813")]
        assert "Nomor ini hanya 4 angka" in rows[0]["yang_perlu_diperbaiki"]

    def test_mended_in_excel_they_mend_the_same_rows(self, page, mine, upload):
        content = take(page, url("faulty_rows", upload.pk))

        back = brought_back(mine, content, no_wa="081200003118")
        tasks.work()

        back.refresh_from_db()
        upload.refresh_from_db()
        assert (back.state, back.problem) == ("returned", "1 baris diperbaiki dengan berkas ini.")
        assert (upload.state, upload.ready, upload.not_ready) == ("checked", 2, 1)
        assert "Lanjutkan memperbaiki" in page.get(url("upload", back.pk)).text

    def test_it_can_be_undone_like_any_repair(self, page, mine, bayu, upload):
        content = take(page, url("faulty_rows", upload.pk))
        brought_back(mine, content, no_wa="081200003118", jabatan="Kepala Seksi")
        tasks.work()
        assert Repair.objects.count() == 2

        repairs.undo(upload, Repair.objects.first().batch, by=bayu)

        upload.refresh_from_db()
        assert (upload.ready, upload.not_ready) == (1, 2)

    def test_after_the_list_was_used_it_is_a_list_of_its_own(self, page, mine, upload):
        content = take(page, url("faulty_rows", upload.pk))
        lists.take_over(upload, by="test")

        back = brought_back(mine, content, no_wa="081200003118")
        tasks.work()

        back.refresh_from_db()
        assert (back.state, back.rows) == (Upload.State.CHECKED, 2)

    def test_numbers_of_no_row_change_nothing(self, page, mine, upload):
        content = take(page, url("faulty_rows", upload.pk))

        back = brought_back(mine, content, baris="999999")
        tasks.work()

        back.refresh_from_db()
        assert back.problem == "0 baris diperbaiki dengan berkas ini."
