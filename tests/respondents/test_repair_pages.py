"""The pages between a file and a list: matching, mending, approving."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from respondents import lists, tasks
from respondents.models.lists import Fault, Upload
from respondents.models.people import Person
from respondents.models.staged import KnownHeading, Repair
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from tests import make
from tests.respondents import sheets

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)


def url(name, *args):
    return reverse(f"respondents:{name}", args=args)


@pytest.fixture
def mine():
    return make.office()


@pytest.fixture
def bayu(mine):
    return make.user("Bayu Admin", Role.OPD_ADMIN, of=mine)


class AsStaff(Client):
    """Every request runs under the role of process `staff`, row security and all."""

    def request(self, **given):
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE app_staff")
        answer = super().request(**given)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        return answer


@pytest.fixture
def page(bayu):
    client = AsStaff()
    client.force_login(bayu)
    return client


def received(office, rows, *, kind="internal", headings=None):
    return lists.receive(
        file_name="a.xlsx",
        content=sheets.xlsx(rows, headings=headings),
        office=office,
        kind=kind,
        by="test",
    )


def checked(office, *rows, kind="internal"):
    upload = received(office, list(rows), kind=kind)
    lists.check(upload, on=ON)
    return Upload.objects.get(pk=upload.pk)


def renamed(row, **names):
    """The same row under other headings."""
    return {names.get(heading, heading): value for heading, value in row.items()}


class TestMatching:
    def test_the_template_s_own_headings_ask_nothing(self, mine):
        upload = received(mine, [sheets.employee()])
        tasks.work()

        assert Upload.objects.get(pk=upload.pk).state == Upload.State.CHECKED

    def test_a_guess_is_shown_with_three_values(self, page, mine):
        rows = [renamed(sheets.employee(no_wa=f"08120000310{n}"), no_wa="HP/WA") for n in range(5)]
        upload = received(mine, rows)
        tasks.work()

        response = page.get(url("upload", upload.pk), follow=True)

        assert "Cocokkan kolom" in response.text
        assert "kami kira dari judulnya" in response.text
        assert "081200003102" in response.text
        assert "081200003103" not in response.text

    def test_a_column_is_known_by_what_stands_in_it(self, page, mine):
        rows = [renamed(sheets.employee(), no_wa="Yang bisa dihubungi") for _ in range(3)]
        upload = received(mine, rows)
        tasks.work()

        response = page.get(url("match", upload.pk))

        assert "kami kira dari isinya" in response.text

    def test_the_answer_is_remembered(self, page, mine):
        rows = [renamed(sheets.employee(), jabatan="Menjabat sebagai") for _ in range(3)]
        upload = received(mine, rows)
        tasks.work()
        form = page.get(url("match", upload.pk)).context["form"]
        answer = {name: form[name].value() or "" for name in form.fields}
        (stranger,) = [n for n, f in form.fields.items() if "Menjabat" in str(f.label)]

        page.post(url("match", upload.pk), answer | {stranger: "position"})
        tasks.work()
        again = received(mine, [renamed(sheets.employee(), jabatan="Menjabat sebagai")])
        tasks.work()

        states = [Upload.objects.get(pk=one.pk).state for one in (upload, again)]
        assert states == [Upload.State.DROPPED, Upload.State.CHECKED]
        assert KnownHeading.objects.get(heading="menjabatsebagai").field == "position"

    def test_one_of_ours_for_two_columns_is_refused(self, page, mine):
        upload = received(mine, [renamed(sheets.employee(), no_wa="HP/WA")])
        tasks.work()
        form = page.get(url("match", upload.pk)).context["form"]

        response = page.post(url("match", upload.pk), dict.fromkeys(form.fields, "name"))

        assert response.status_code == 422
        assert "Nama dipilih untuk dua kolom" in response.text

    def test_a_column_that_is_needed_must_be_found(self, page, mine):
        upload = received(mine, [renamed(sheets.employee(), jabatan="Menjabat sebagai")])
        tasks.work()
        form = page.get(url("match", upload.pk)).context["form"]
        answer = {name: form[name].value() or "" for name in form.fields}

        response = page.post(url("match", upload.pk), answer)

        assert response.status_code == 422
        assert "Belum ada kolom untuk Jabatan" in response.text

    def test_the_values_rest_sealed(self, mine):
        upload = received(mine, [renamed(sheets.employee(no_wa="081200003108"), no_wa="HP/WA")])
        tasks.work()

        upload.refresh_from_db()
        assert upload.state == Upload.State.MATCHING
        assert b"08120000" not in bytes(upload.headings_sealed)

    def test_a_list_of_another_kind_is_refused_and_not_matched(self, mine):
        upload = received(mine, [sheets.visitor()], kind="internal")
        tasks.work()

        upload.refresh_from_db()
        assert "daftar pengguna layanan" in upload.problem


class TestMending:
    def test_a_faulty_cell_is_shown_as_it_stands_and_mended(self, page, mine):
        upload = checked(mine, sheets.employee(no_wa="0812-0000"), sheets.employee())
        text = page.get(url("upload", upload.pk)).text
        assert "1 dari 2 baris siap" in text
        assert 'value="0812-0000"' in text

        answer = page.post(
            url("mend", upload.pk, 2),
            {"kolom": "no_wa", "nilai": "0812 0000 3118", "masalah": "wa_pendek"},
            follow=True,
        )

        assert "Sudah diperbaiki" in answer.text
        assert "Semua baris siap" in answer.text

    def test_a_value_that_is_still_wrong_stays_in_its_field(self, page, mine):
        upload = checked(mine, sheets.employee(no_wa="0812"))

        answer = page.post(
            url("mend", upload.pk, 2),
            {"kolom": "no_wa", "nilai": "(0542) 733-120", "masalah": "wa_pendek"},
        )

        assert answer.status_code == 422
        assert 'value="(0542) 733-120"' in answer.text
        assert "nomor telepon kantor" in answer.text

    def test_the_next_row_with_the_problem_is_where_one_lands(self, page, mine):
        upload = checked(mine, *(sheets.employee(no_wa="0812") for _ in range(3)))

        answer = page.post(
            url("mend", upload.pk, 3),
            {"kolom": "no_wa", "nilai": "081200003118", "masalah": "wa_pendek"},
        )

        assert answer.headers["Location"].endswith("?masalah=wa_pendek&lanjut=4#b4")

    def test_coming_back_one_lands_where_one_stopped(self, page, mine):
        upload = checked(mine, *(sheets.employee(no_wa="0812") for _ in range(60)))
        page.post(url("mend", upload.pk, 40), {"lewati": "ya", "masalah": "wa_pendek"})

        response = page.get(url("upload", upload.pk))

        assert 'id="b41"' in response.text
        assert 'id="b2"' not in response.text

    def test_all_at_once_after_a_look(self, page, mine):
        upload = checked(mine, sheets.employee(no_wa=81200000147), sheets.employee())
        look = page.get(url("upload", upload.pk), {"masalah": "wa_nol", "lihat": "1"})
        assert "<s>81200000147</s>" in look.text
        assert "081200000147" in look.text

        page.post(url("mend_all", upload.pk), {"masalah": "wa_nol"})

        upload.refresh_from_db()
        assert (upload.ready, upload.not_ready) == (2, 0)

    def test_what_was_done_is_undone(self, page, mine):
        upload = checked(mine, sheets.employee(no_wa="0812"))
        page.post(url("mend", upload.pk, 2), {"kolom": "no_wa", "nilai": "081200003118"})
        batch = Repair.objects.get().batch
        assert "081200003118" in page.get(url("repairs", upload.pk)).text

        answer = page.post(url("undo_repair", upload.pk), {"batch": batch}, follow=True)

        assert "1 perbaikan diurungkan" in answer.text
        assert Fault.objects.get(upload=upload).code == "wa_pendek"

    @pytest.mark.parametrize("batch", ["", "x", "00000000-0000-0000-0000-000000000000"])
    def test_nothing_is_undone_by_a_made_up_number(self, page, mine, batch):
        upload = checked(mine, sheets.employee(no_wa="0812"))

        answer = page.post(url("undo_repair", upload.pk), {"batch": batch}, follow=True)

        assert "sudah diurungkan" in answer.text

    def test_two_with_one_number_stand_side_by_side(self, page, mine):
        shared = "081200003118"
        upload = checked(
            mine,
            sheets.employee(nama="Dewi Contoh Lestari", no_wa=shared),
            sheets.employee(nama="Dewi Contoh L.", no_wa=shared),
        )

        text = page.get(url("upload", upload.pk)).text
        assert "Baris 3 di berkas ini" in text
        assert "Semuanya benar, orangnya berbeda" in text

    @pytest.mark.parametrize(
        ("right", "numbers"), [("ini", (1, 1)), ("3", (1, 1)), ("dua", (2, 0))]
    )
    def test_which_of_two_is_right(self, page, mine, right, numbers):
        shared = "081200003118"
        upload = checked(mine, sheets.employee(no_wa=shared), sheets.employee(no_wa=shared))

        page.post(
            url("mend", upload.pk, 2),
            {"kolom": "no_wa", "benar": right, "lain": "3", "masalah": "ganda"},
        )

        upload.refresh_from_db()
        assert (upload.ready, upload.skipped) == numbers
        assert upload.not_ready == 0

    def test_a_reader_of_the_city_may_mend_for_the_office_and_it_is_written_down(self, mine, ratna):
        client = AsStaff()
        client.force_login(ratna)
        upload = checked(mine, sheets.employee(no_wa="0812"))

        client.post(url("mend", upload.pk, 2), {"kolom": "no_wa", "nilai": "081200003118"})

        assert Repair.objects.get().made_by == ratna

    def test_it_costs_the_same_for_one_fault_or_many(self, page, mine):
        def queries(upload):
            with CaptureQueriesContext(connection) as context:
                page.get(url("upload", upload.pk), {"masalah": "ganda"})
            return len(context)

        two = checked(mine, *(sheets.employee(no_wa="081200003118") for _ in range(2)))
        before = queries(two)
        many = checked(mine, *(sheets.employee(no_wa="081200003119") for _ in range(20)))

        assert queries(many) == before


class TestApproving:
    def test_new_changed_and_gone_are_told_with_old_and_new(self, page, mine):
        known, gone = sheets.employee(jabatan="Staf"), sheets.employee(nama="Sudah Pindah")
        lists.take_over(checked(mine, known, gone), by="test")
        upload = checked(
            mine, known | {"jabatan": "Kepala Seksi"}, sheets.employee(nama="Orang Baru")
        )

        answer = page.post(url("go_on", upload.pk), follow=True)

        assert "Jabatan atau lembaga: <s>Staf</s> → Kepala Seksi" in answer.text
        assert "Orang Baru" in answer.text
        assert "Sudah Pindah" in answer.text

    def test_a_new_number_is_shown_masked(self, page, mine):
        known = sheets.employee(no_wa="081200003118")
        lists.take_over(checked(mine, known), by="test")
        upload = checked(mine, known | {"no_wa": "081200003119"})

        answer = page.post(url("go_on", upload.pk), follow=True)

        assert "08•• •••• 18</s> → 08•• •••• 19" in answer.text
        assert "081200003119" not in answer.text

    def test_nobody_leaves_without_a_reason(self, page, mine):
        lists.take_over(checked(mine, sheets.employee(), sheets.employee()), by="test")
        upload = checked(mine, sheets.employee())

        page.post(url("approve", upload.pk))
        tasks.work()

        assert Person.objects.on_lists().count() == 3

    def test_with_a_reason_they_leave_and_it_is_written_down(self, page, mine):
        lists.take_over(checked(mine, *(sheets.employee() for _ in range(4))), by="test")
        stays = Person.objects.first()
        upload = checked(mine, sheets.employee())

        page.post(url("approve", upload.pk), {"semua": "pindah", f"keluar-{stays.pk}": "tetap"})
        tasks.work()

        assert set(Person.objects.on_lists()) >= {stays}
        assert Person.objects.filter(left_why="pindah").count() == 3
        upload.refresh_from_db()
        assert (upload.removed, upload.removed_many) == (3, True)
        assert Entry.objects.get(verb="list.lightened").details["why"] == [
            "Pindah ke kantor lain: 3"
        ]

    def test_a_reason_that_is_none_removes_nobody(self, page, mine):
        lists.take_over(checked(mine, sheets.employee()), by="test")
        upload = checked(mine, sheets.employee())

        page.post(url("approve", upload.pk), {"semua": "tidak suka"})
        tasks.work()

        assert not Person.objects.exclude(left_why="").exists()

    def test_nobody_of_another_office_leaves(self, page, mine):
        theirs = make.person()
        upload = checked(mine, sheets.employee())

        page.post(url("approve", upload.pk), {f"keluar-{theirs.pk}": "salah"})
        tasks.work()

        theirs.refresh_from_db()
        assert theirs.left_on is None

    def test_a_second_press_is_told(self, page, mine):
        upload = checked(mine, sheets.employee())
        page.post(url("approve", upload.pk))
        Upload.objects.filter(pk=upload.pk).update(state="taken_over")

        assert page.post(url("approve", upload.pk)).status_code == 302
        assert Entry.objects.filter(verb="list.accepted").count() == 1
