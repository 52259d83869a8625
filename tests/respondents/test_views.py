from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from respondents import lists, offices
from respondents.imports import reading, template_files
from respondents.imports.columns import TEMPLATES
from respondents.models.duties import Duty
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.accounts.permissions import Role
from spi_portal.readonly import refuse_writes
from tests import make
from tests.respondents import sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(bayu):
    office = Office.objects.get(duty__user=bayu)
    office.services = ["Izin"]
    office.save()
    return office


@pytest.fixture
def theirs(citra):
    return Office.objects.get(duty__user=citra)


@pytest.fixture
def page(client, bayu):
    client.force_login(bayu)
    return client


def url(name, *args):
    return reverse(f"respondents:{name}", args=args)


def file(rows=None, name="daftar.xlsx", content=None):
    if content is None:
        content = sheets.xlsx(rows or [sheets.employee()])
    return SimpleUploadedFile(name, content)


def uploaded(office, rows, *, kind="internal", checked=True):
    upload = lists.receive(
        file_name="daftar.xlsx", content=sheets.xlsx(rows), office=office, kind=kind, by="test"
    )
    if checked:
        lists.check(upload, on=date(2026, 6, 1))
    return upload


def queries_of(client, address):
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len(context)


class TestHome:
    def test_an_admin_of_one_office_goes_straight_there(self, page, mine):
        assert page.get(url("home")).headers["Location"] == url("office", mine.code)

    def test_an_admin_of_two_offices_chooses(self, page, bayu, mine, theirs):
        Duty.objects.create(user=bayu, office=theirs)

        text = page.get(url("home")).text

        assert mine.short_name in text
        assert theirs.short_name in text

    def test_the_inspectorate_sees_every_office_with_its_units_people(self, client, ratna, mine):
        unit = make.office(parent=mine, kind=Office.Kind.UNIT)
        for _ in range(3):
            make.person(office=unit)
        client.force_login(ratna)

        response = client.get(url("home"))

        shown = {row.office.pk: row.cards for row in response.context["offices"]}
        assert [card.people for card in shown[mine.pk]] == [3, 0]
        assert unit.pk not in shown

    def test_it_costs_the_same_for_two_offices_or_five(self, client, ratna):
        def add(how_many):
            for _ in range(how_many):
                office = make.office()
                make.person(office=office)
                uploaded(office, [sheets.employee()], checked=False)

        client.force_login(ratna)
        add(2)
        before = queries_of(client, url("home"))
        add(3)

        assert queries_of(client, url("home")) == before


class TestOffice:
    def test_shows_two_lists_and_what_was_last_uploaded(self, page, mine):
        uploaded(mine, [sheets.employee(), sheets.employee(no_wa="0812")])

        text = " ".join(page.get(url("office", mine.code)).text.split())

        assert "Pegawai" in text
        assert "Pengguna layanan dan penyedia" in text
        assert "1 dari 2 baris siap, 1 perlu diperbaiki" in text

    def test_its_history_tells_who_handed_in_what_and_of_no_other_office(
        self, page, mine, theirs, bayu
    ):
        lists.receive(file_name="maret.xlsx", content=b"x", office=mine, kind="internal", by=bayu)
        lists.receive(
            file_name="rahasia.xlsx", content=b"x", office=theirs, kind="internal", by="test"
        )

        text = page.get(url("office", mine.code)).text

        assert "Mengunggah daftar" in text
        assert "maret.xlsx" in text
        assert "rahasia.xlsx" not in text
        assert "Lihat semua di jejak audit" not in text

    def test_the_city_s_list_is_of_experts(self, client, ratna):
        root = make.root()
        client.force_login(ratna)

        cards = client.get(url("office", root.code)).context["cards"]

        assert [card.kind for card in cards] == ["expert"]


class TestPeople:
    def test_contacts_are_masked(self, page, mine):
        person = make.person(office=mine, phone="+6281200003434", email="budi@contoh.id")

        text = page.get(url("list", mine.code, "pegawai")).text

        assert person.name in text
        assert "08•• •••• 34" in text
        assert "b•••@contoh.id" in text
        assert "3434" not in text

    def test_search_by_name(self, page, mine):
        make.person(office=mine, name="Ayu Contoh")
        make.person(office=mine, name="Budi Contoh")

        text = page.get(url("list", mine.code, "pegawai"), {"name": "ayu"}).text

        assert "Ayu Contoh" in text
        assert "Budi Contoh" not in text

    @pytest.mark.parametrize("number", ["081200000147", "+62 812-0000-0147", "198503122010011001"])
    def test_search_by_number(self, page, mine, number):
        make.person(
            office=mine, name="Ayu Contoh", phone="+6281200000147", nip="198503122010011001"
        )
        make.person(office=mine, name="Budi Contoh")

        text = page.post(url("list", mine.code, "pegawai"), {"name": number}).text

        assert "Ayu Contoh" in text
        assert "Budi Contoh" not in text

    def test_a_number_finds_nobody_of_another_office(self, page, mine, theirs):
        make.person(office=theirs, name="Ayu Contoh", phone="+6281200000147")

        assert (
            "Ayu" not in page.post(url("list", mine.code, "pegawai"), {"name": "081200000147"}).text
        )

    def test_a_number_is_never_part_of_an_address(self, page, mine):
        """Addresses stand in the logs of proxies: a name may, a number may not."""
        address = url("list", mine.code, "pegawai")

        assert page.post(address, {"name": "ayu"}).headers["Location"] == f"{address}?name=ayu"
        assert 'method="post"' in page.get(address).text
        assert page.post(address, {"name": "081200000147"}).status_code == 200

    def test_fifty_a_page(self, page, mine):
        for _ in range(51):
            make.person(office=mine)

        first = page.get(url("list", mine.code, "pegawai"))
        second = page.get(url("list", mine.code, "pegawai"), {"halaman": 2})

        assert [len(r.context["entries"]) for r in (first, second)] == [50, 1]

    def test_those_who_are_not_drawn_are_told_why(self, page, mine):
        make.person(office=mine, main_task=False)

        assert "Tidak menjalankan tugas utama" in page.get(url("list", mine.code, "pegawai")).text

    def test_it_costs_the_same_for_one_or_three(self, page, mine):
        make.person(office=mine)
        before = queries_of(page, url("list", mine.code, "pegawai"))
        make.person(office=mine)
        make.person(office=mine)

        assert queries_of(page, url("list", mine.code, "pegawai")) == before


class TestUploading:
    def test_a_file_waits_for_the_worker(self, page, mine, bayu):
        response = page.post(url("upload_form", mine.code, "pegawai"), {"file": file()})

        upload = Upload.objects.get()
        assert response.headers["Location"] == url("upload", upload.pk)
        assert (upload.state, upload.uploaded_by) == (Upload.State.WAITING, bayu)

    def test_a_broker_that_is_down_fails_nobody(
        self, page, mine, settings, django_capture_on_commit_callbacks
    ):
        from spi_portal.celery import app

        before, app.conf.broker_url = app.conf.broker_url, "redis://127.0.0.1:1/0"
        try:
            with django_capture_on_commit_callbacks(execute=True):
                response = page.post(url("upload_form", mine.code, "pegawai"), {"file": file()})
        finally:
            app.conf.broker_url = before

        assert response.status_code == 302

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({}, "Pilih dulu berkas"),
            ({"file": file(content=b"")}, "Berkas ini kosong"),
            ({"file": file(content=b"\x89PNG")}, "gambar PNG, bukan lembar kerja"),
            ({"file": file(content=b"<html>")}, "sebenarnya halaman web"),
        ],
    )
    def test_what_is_plainly_no_list_is_refused_at_once(self, page, mine, given, sentence):
        response = page.post(url("upload_form", mine.code, "pegawai"), given)

        assert response.status_code == 422
        assert sentence in response.text
        assert not Upload.objects.exists()

    def test_more_than_10_mb_is_refused(self, page, mine):
        big = file(content=b"a;b\n" * (10 * 2**18 + 1))

        response = page.post(url("upload_form", mine.code, "pegawai"), {"file": big})

        assert response.status_code == 422
        assert "lebih dari 10 MB" in response.text

    def test_an_office_keeps_no_list_of_experts(self, page, mine):
        assert page.get(url("upload_form", mine.code, "ahli")).status_code == 404


class TestUpload:
    def test_while_it_is_read_the_page_loads_itself_again(self, page, mine):
        upload = uploaded(mine, [sheets.employee()], checked=False)

        response = page.get(url("upload", upload.pk))

        assert '<meta http-equiv="refresh" content="3">' in response.text

    def test_a_finished_one_stands_still(self, page, mine):
        upload = uploaded(mine, [sheets.employee()])

        assert "http-equiv" not in page.get(url("upload", upload.pk)).text

    def test_a_cancelled_one_changes_nothing(self, page, mine):
        upload = uploaded(mine, [sheets.employee()])

        assert "Unggahan dibatalkan" in page.post(url("drop", upload.pk), follow=True).text
        assert not Person.objects.exists()

    def test_an_unreadable_one_says_why(self, page, mine):
        upload = lists.receive(
            file_name="a.csv", content=b"Ayu;Budi", office=mine, kind="internal", by="test"
        )
        lists.check(upload)

        assert "tidak menemukan baris judul" in page.get(url("upload", upload.pk)).text

    def test_it_costs_the_same_for_one_fault_or_three(self, page, mine):
        one = uploaded(mine, [sheets.employee(no_wa="0812")])
        before = queries_of(page, url("upload", one.pk))
        three = uploaded(mine, [sheets.employee(no_wa="0812") for _ in range(3)])

        assert queries_of(page, url("upload", three.pk)) == before


class TestDoors:
    """Who may not."""

    @pytest.mark.parametrize("name", ["office", "list", "upload_form", "template"])
    def test_another_office_does_not_exist(self, page, mine, theirs, name):
        args = (theirs.code,) if name == "office" else (theirs.code, "pegawai")

        assert page.get(url(name, *args)).status_code == 404

    @pytest.mark.parametrize(
        "name", ["upload", "approve", "drop", "go_on", "mend_all", "undo_repair"]
    )
    def test_another_office_s_upload_does_not_exist(self, page, mine, theirs, name):
        upload = uploaded(theirs, [sheets.employee()])
        ask = page.get if name in ("upload", "approve") else page.post

        assert ask(url(name, upload.pk)).status_code == 404
        assert Upload.objects.get(pk=upload.pk).state == Upload.State.CHECKED

    def test_an_upload_for_another_office_is_not_taken(self, page, mine, theirs):
        response = page.post(url("upload_form", theirs.code, "pegawai"), {"file": file()})

        assert response.status_code == 404
        assert not Upload.objects.exists()

    @pytest.mark.parametrize("role", [Role.SEKDA, Role.AUDITOR, Role.OPD_HEAD, Role.SYSTEM])
    def test_who_does_not_work_on_lists_may_not(self, client, mine, role):
        client.force_login(make.user("Tamu", role, of=mine))

        for address in (url("home"), url("office", mine.code), url("list", mine.code, "pegawai")):
            assert client.get(address).status_code == 403

    def test_a_stranger_is_sent_to_the_door(self, client, mine):
        response = client.get(url("list", mine.code, "pegawai"))

        assert response.headers["Location"].startswith("/akun/")

    @pytest.mark.parametrize("name", ["go_on", "drop"])
    def test_a_link_alone_does_nothing(self, page, mine, name):
        upload = uploaded(mine, [sheets.employee()])

        assert page.get(url(name, upload.pk)).status_code == 405

    def test_no_page_writes_when_it_is_read(self, page, mine, monkeypatch):
        """readonly.py stands around every GET: a write would be an error of the server."""
        upload = uploaded(mine, [sheets.employee(no_wa="0812")])
        make.person(office=mine)
        seen = []

        def listening(execute, sql, params, many, context):
            seen.append(str(sql))
            return refuse_writes(execute, sql, params, many, context)

        monkeypatch.setattr("spi_portal.readonly.refuse_writes", listening)
        for address in (
            url("office", mine.code),
            url("list", mine.code, "pegawai"),
            url("upload_form", mine.code, "pegawai"),
            url("template", mine.code, "pegawai"),
            url("upload", upload.pk),
            url("offices"),
        ):
            assert page.get(address).status_code == 200
        assert seen


class TestTemplate:
    @pytest.mark.parametrize(("slug", "kind"), [("pegawai", "internal"), ("pengguna", "external")])
    def test_a_filled_template_is_read_without_a_fault(self, page, mine, slug, kind):
        content = page.get(url("template", mine.code, slug)).content
        made = {"internal": sheets.employee, "external": sheets.visitor}[kind]()
        book = load_workbook(io.BytesIO(content))
        for place, column in enumerate(TEMPLATES[kind], start=1):
            book["Data"].cell(2, place, made.get(column.name))
        filled = io.BytesIO()
        book.save(filled)

        upload = lists.receive(
            file_name="a.xlsx", content=filled.getvalue(), office=mine, kind=kind, by="test"
        )

        assert lists.check(upload, on=date(2026, 6, 1)).faults == ()

    def test_an_empty_template_has_no_people(self, mine):
        with pytest.raises(reading.Unreadable) as refused:
            reading.read(template_files.write(kind="internal", office=mine), kind="internal")

        assert refused.value.code == "tanpa_baris"

    def test_numbers_are_text_so_that_no_digit_is_lost(self, mine):
        book = load_workbook(io.BytesIO(template_files.write(kind="internal", office=mine)))
        columns = [column.name for column in TEMPLATES["internal"]]
        letters = "ABCDEFGHIJKLMNO"

        for name in ("nip", "no_wa"):
            letter = letters[columns.index(name)]
            assert book["Data"].column_dimensions[letter].number_format == "@"

    def test_words_are_chosen_from_lists(self, mine):
        book = load_workbook(io.BytesIO(template_files.write(kind="external", office=mine)))

        offered = [v.formula1 for v in book["Data"].data_validations.dataValidation]
        services = TEMPLATES["external"].index(
            next(c for c in TEMPLATES["external"] if c.field == "service")
        )
        assert f"Pilihan!${'ABCDEFGHIJKL'[services]}$1:" in "".join(offered)
        assert book["Pilihan"].cell(1, services + 1).value == "Izin"


class TestExport:
    def test_what_is_exported_can_be_imported(self, client, ratna, mine):
        make.office(parent=mine, code="UPTD-1", kind=Office.Kind.UNIT, services=["A", "B"])
        client.force_login(ratna)

        content = client.get(url("offices")).content

        tally = offices.bring_up_to_date(offices.read(content), by="test")
        assert (tally.added, tally.changed, tally.unchanged) == (0, 0, 3)

    def test_a_name_that_is_a_formula_is_only_text(self, client, ratna, mine):
        Office.objects.filter(pk=mine.pk).update(name="=1+1")
        client.force_login(ratna)

        sheet = load_workbook(io.BytesIO(client.get(url("offices")).content)).active

        assert "1+1" in [cell.value for row in sheet for cell in row]

    def test_an_admin_gets_their_own_offices_only(self, page, mine, theirs):
        sheet = load_workbook(io.BytesIO(page.get(url("offices")).content)).active

        assert {row[0].value for row in sheet} == {"code", mine.code}
