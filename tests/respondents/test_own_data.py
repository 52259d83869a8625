from __future__ import annotations

import io
import json

import pytest
from openpyxl import load_workbook

from respondents import objections, own_data
from respondents.models.lists import Upload
from respondents.models.objections import Objection
from spi_portal.audit.models.entries import Entry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sari():
    return make.person(
        name="Sari Dewi",
        email="sari@contoh.id",
        office=make.office(name="Dinas Contoh"),
        further={"golongan ruang": "III/a"},
    )


def uploaded(office, name, state=Upload.State.TAKEN_OVER):
    Upload.objects.create(
        office=office, kind="internal", file_name=name, file_hash=b"", state=state
    )


def test_it_holds_what_the_list_holds(sari, ratna):
    told = json.loads(own_data.as_json(own_data.hand_over(sari, by=ratna)))

    (row,) = told["Di daftar"]
    assert row["Nama"] == "Sari Dewi"
    assert row["Kantor"] == "Dinas Contoh"
    assert row["Surel"] == "sari@contoh.id"
    assert row["Kolom lain: golongan ruang"] == "III/a"


def test_it_names_the_files_that_were_taken_over_and_no_other(sari, ratna):
    uploaded(sari.office, "dipakai.xlsx")
    uploaded(sari.office.parent, "dari-kota.xlsx")
    uploaded(sari.office, "batal.xlsx", Upload.State.DROPPED)
    uploaded(make.office(), "kantor-lain.xlsx")

    parts = own_data.hand_over(sari, by=ratna)

    files = {row["Berkas"] for row in parts["Unggahan daftar ini"]}
    assert files == {"dipakai.xlsx", "dari-kota.xlsx"}


def test_it_tells_objections_and_who_asked_for_the_data(sari, ratna):
    objections.record(sari, channel=Objection.Channel.LETTER, by=ratna)

    parts = own_data.hand_over(sari, by=ratna)

    assert parts["Keberatan"][0]["Cara"] == "Lewat surat atau surel"
    deeds = [row["Apa"] for row in parts["Dilihat dan diubah"]]
    assert deeds == ["Menyerahkan data kepada orangnya", "Mencatat keberatan"]
    assert Entry.objects.filter(verb="desk.data_handed_over").count() == 1


def test_the_workbook_has_a_sheet_a_part_and_no_formula(ratna):
    person = make.person(name="=1+1")

    book = load_workbook(io.BytesIO(own_data.as_xlsx(own_data.hand_over(person, by=ratna))))

    assert book.sheetnames[:2] == ["Catatan", "Di daftar"]
    assert book["Di daftar"]["A2"].value == "'=1+1"
