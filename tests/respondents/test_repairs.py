from __future__ import annotations

from datetime import date

import pytest

from respondents import access, lists, repairs
from respondents.models.lists import Fault, Upload
from respondents.models.people import Person
from respondents.models.staged import Repair, StagedRow
from tests import make
from tests.respondents import sheets

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 1)


@pytest.fixture
def office():
    return make.office()


def checked(office, *rows, kind="internal"):
    upload = lists.receive(
        file_name="a.xlsx", content=sheets.xlsx(list(rows)), office=office, kind=kind, by="test"
    )
    report = lists.check(upload, on=ON)
    assert report.problem is None
    return Upload.objects.get(pk=upload.pk)


def codes(upload, row):
    faults = Fault.objects.filter(upload=upload, row=row)
    return sorted(faults.values_list("code", flat=True))


def numbers(upload):
    upload.refresh_from_db()
    return upload.ready, upload.repairable, upload.skipped, upload.not_ready


class TestMending:
    def test_a_mended_row_is_ready(self, office, ratna):
        upload = checked(office, sheets.employee(no_wa="0812"), sheets.employee())

        wrong = repairs.mend(upload, 2, column="no_wa", value="0812 0000 3118", by=ratna)

        assert wrong is None
        assert numbers(upload) == (2, 0, 0, 0)
        assert codes(upload, 2) == []
        assert StagedRow.objects.get(upload=upload, row=2).phone == "+6281200003118"

    def test_it_goes_into_the_registry(self, office, ratna):
        upload = checked(office, sheets.employee(no_wa="0812"))
        repairs.mend(upload, 2, column="no_wa", value="081200003118", by=ratna)
        lists.take_over(upload, by="test")

        assert Person.objects.get().phone == "+6281200003118"

    def test_a_value_that_is_still_wrong_is_told_and_changes_nothing(self, office, ratna):
        upload = checked(office, sheets.employee(no_wa="0812"))

        wrong = repairs.mend(upload, 2, column="no_wa", value="0812-0000", by=ratna)

        assert wrong.code == "wa_pendek"
        assert not Repair.objects.exists()
        assert StagedRow.objects.get().cells.texts["phone"] == "0812"

    def test_other_faults_of_the_row_stay(self, office, ratna):
        upload = checked(office, sheets.employee(no_wa="0812", tmt_unit="kemarin"))

        repairs.mend(upload, 2, column="no_wa", value="081200003118", by=ratna)

        assert codes(upload, 2) == ["tanggal"]
        assert numbers(upload) == (0, 0, 0, 1)

    def test_a_number_of_two_people_is_freed_for_both(self, office, ratna):
        shared = "081200003118"
        upload = checked(office, sheets.employee(no_wa=shared), sheets.employee(no_wa=shared))
        assert codes(upload, 2) == codes(upload, 3) == ["ganda"]

        repairs.mend(upload, 3, column="no_wa", value="081200003119", by=ratna)

        assert codes(upload, 2) == codes(upload, 3) == []
        assert numbers(upload) == (2, 0, 0, 0)

    def test_a_number_that_becomes_somebody_else_s_blocks(self, office, ratna):
        other = sheets.employee(no_wa="081200003118")
        upload = checked(office, sheets.employee(no_wa="0812"), other)

        wrong = repairs.mend(upload, 2, column="no_wa", value="081200003118", by=ratna)

        assert wrong.code == "ganda"
        assert codes(upload, 3) == []

    def test_a_neighbour_keeps_what_it_shares_with_a_third(self, office, ratna):
        a = sheets.employee(no_wa="081200003118")
        b = sheets.employee(no_wa="081200003118", email="sama@contoh.id")
        c = sheets.employee(email="sama@contoh.id")
        upload = checked(office, a, b, c)

        repairs.mend(upload, 2, column="no_wa", value="081200003119", by=ratna)

        assert codes(upload, 3) == ["surel_bersama"]

    def test_what_was_typed_rests_sealed(self, office, ratna):
        upload = checked(office, sheets.employee(no_wa="0812"))
        repairs.mend(upload, 2, column="no_wa", value="081200003118", by=ratna)

        repair = Repair.objects.values().get()
        assert "3118" not in repr(
            {k: bytes(v) if isinstance(v, memoryview) else v for k, v in repair.items()}
        )

    @pytest.mark.parametrize("column", ["", "id", "office_id", "no_wa; --"])
    def test_a_column_that_is_none_is_refused(self, office, ratna, column):
        upload = checked(office, sheets.employee(no_wa="0812"))

        with pytest.raises(repairs.NotPossible):
            repairs.mend(upload, 2, column=column, value="x", by=ratna)

    def test_an_upload_that_is_used_is_mended_no_more(self, office, ratna):
        upload = checked(office, sheets.employee(no_wa="0812"), sheets.employee())
        lists.take_over(upload, by="test")

        with pytest.raises(repairs.NotPossible, match="sudah dipakai"):
            repairs.mend(upload, 2, column="no_wa", value="081200003118", by=ratna)

    def test_a_row_of_nobody_is_refused(self, office, ratna):
        upload = checked(office, sheets.employee(no_wa="0812"))

        with pytest.raises(repairs.NotPossible):
            repairs.mend(upload, 99, column="no_wa", value="081200003118", by=ratna)

    def test_the_city_s_eyes_are_lent_for_the_check_alone(self, office, ratna):
        """A NIP on another office's list is found, whoever mends."""
        row = sheets.employee()
        make.person(office=make.office(), nip=row["nip"])
        upload = checked(office, sheets.employee(nip="1234"))

        with access.acting(ratna):
            wrong = repairs.mend(upload, 2, column="nip", value=row["nip"], by=ratna)

        assert wrong.code == "nip_opd_lain"


class TestManyAtOnce:
    def test_lost_zeros_are_put_back(self, office, ratna):
        rows = [sheets.employee(no_wa=81200000100 + n) for n in range(3)]
        upload = checked(office, *rows, sheets.employee(no_wa="0812"))
        assert numbers(upload) == (0, 3, 0, 4)

        assert repairs.mend_all(upload, "wa_nol", by=ratna) == 3

        assert numbers(upload) == (3, 0, 0, 1)

    def test_the_preview_shows_what_would_be_done_and_does_nothing(self, office, ratna):
        upload = checked(office, sheets.employee(nama="Ayu Contoh", no_wa=81200000100))

        (change,) = repairs.preview(upload, "wa_nol", rows=[2])

        assert (change.row, change.name) == (2, "Ayu Contoh")
        assert (change.before, change.after) == ("81200000100", "081200000100")
        assert numbers(upload) == (0, 1, 0, 1)

    def test_a_probable_typing_error_is_nobody_s_to_accept_for_all(self, office, ratna):
        upload = checked(office, sheets.employee(email="budi@gmial.com"))

        with pytest.raises(repairs.NotPossible):
            repairs.mend_all(upload, "surel_ketik", by=ratna)

    def test_one_press_is_undone_by_one(self, office, ratna):
        upload = checked(office, *(sheets.employee(no_wa=81200000100 + n) for n in range(3)))
        repairs.mend_all(upload, "wa_nol", by=ratna)

        assert repairs.undo(upload, Repair.objects.first().batch, by=ratna) == 3

        assert numbers(upload) == (0, 3, 0, 3)

    def test_a_press_is_bounded_and_the_next_goes_on(self, office, ratna, monkeypatch):
        monkeypatch.setattr(repairs, "AT_ONCE", 2)
        upload = checked(office, *(sheets.employee(no_wa=81200000100 + n) for n in range(3)))

        done = [repairs.mend_all(upload, "wa_nol", by=ratna) for _ in range(2)]

        assert done == [2, 1]
        assert numbers(upload) == (3, 0, 0, 0)


class TestUndo:
    def test_the_cell_is_as_it_was(self, office, ratna):
        upload = checked(office, sheets.employee(no_wa="0812"))
        repairs.mend(upload, 2, column="no_wa", value="081200003118", by=ratna)

        repairs.undo(upload, Repair.objects.get().batch, by=ratna)

        assert codes(upload, 2) == ["wa_pendek"]
        assert numbers(upload) == (0, 0, 0, 1)

    def test_only_the_last_repair_of_a_cell_is_undone(self, office, ratna):
        upload = checked(office, sheets.employee(no_wa="0812"))
        repairs.mend(upload, 2, column="no_wa", value="081200003118", by=ratna)
        first = Repair.objects.get().batch
        repairs.mend(upload, 2, column="no_wa", value="081200003119", by=ratna)

        with pytest.raises(repairs.NotPossible, match="sudah diperbaiki lagi"):
            repairs.undo(upload, first, by=ratna)

    def test_twice_is_once(self, office, ratna):
        upload = checked(office, sheets.employee(no_wa="0812"))
        repairs.mend(upload, 2, column="no_wa", value="081200003118", by=ratna)
        batch = Repair.objects.get().batch
        repairs.undo(upload, batch, by=ratna)

        with pytest.raises(repairs.NotPossible):
            repairs.undo(upload, batch, by=ratna)


class TestLeavingOut:
    def test_a_skipped_row_is_not_used(self, office, ratna):
        upload = checked(office, sheets.employee(no_wa="0812"), sheets.employee())

        repairs.skip(upload, [2], by=ratna)

        assert numbers(upload) == (1, 0, 1, 0)
        assert codes(upload, 2) == []
        lists.take_over(upload, by="test")
        assert Person.objects.count() == 1

    def test_nor_is_one_that_was_ready(self, office, ratna):
        upload = checked(office, sheets.employee(), sheets.employee())

        repairs.skip(upload, [2], by=ratna)
        lists.take_over(upload, by="test")

        assert Person.objects.count() == 1

    def test_the_other_of_two_equal_rows_is_ready_then(self, office, ratna):
        shared = "081200003118"
        upload = checked(office, sheets.employee(no_wa=shared), sheets.employee(no_wa=shared))

        repairs.skip(upload, [3], by=ratna)

        assert codes(upload, 2) == []
        assert numbers(upload) == (1, 0, 1, 0)

    def test_it_comes_back(self, office, ratna):
        upload = checked(office, sheets.employee(no_wa="0812"))
        repairs.skip(upload, [2], by=ratna)

        repairs.undo(upload, Repair.objects.get().batch, by=ratna)

        assert codes(upload, 2) == ["wa_pendek"]


class TestTwoPeople:
    def test_both_are_ready_and_it_is_said(self, office, ratna):
        shared = "081200003118"
        upload = checked(office, sheets.employee(no_wa=shared), sheets.employee(no_wa=shared))

        repairs.tell_apart(upload, [2, 3], column="no_wa", by=ratna)

        assert codes(upload, 2) == codes(upload, 3) == ["nomor_bersama"]
        assert numbers(upload) == (2, 0, 0, 0)
        lists.take_over(upload, by="test")
        assert Person.objects.count() == 2

    def test_a_nip_belongs_to_one(self, office, ratna):
        row = sheets.employee()
        upload = checked(office, row, row | {"nama": "Lain Contoh", "no_wa": "081200003118"})

        with pytest.raises(repairs.NotPossible, match="NIP"):
            repairs.tell_apart(upload, [2, 3], column="nip", by=ratna)

    def test_a_number_of_somebody_on_the_list_already(self, office, ratna):
        old = sheets.employee()
        make.person(office=office, nip=old["nip"], phone="+6281200003118")
        upload = checked(office, sheets.employee(no_wa="081200003118"))
        assert codes(upload, 2) == ["ganda"]

        repairs.tell_apart(upload, [2], column="no_wa", by=ratna)

        assert codes(upload, 2) == ["nomor_bersama"]


@pytest.mark.parametrize("rows", [3, 40])
def test_a_repair_costs_the_same_in_a_short_list_or_a_long_one(
    office, ratna, rows, django_assert_max_num_queries
):
    upload = checked(
        office, sheets.employee(no_wa="0812"), *(sheets.employee() for _ in range(rows))
    )

    with django_assert_max_num_queries(30):
        repairs.mend(upload, 2, column="no_wa", value="081200003118", by=ratna)
