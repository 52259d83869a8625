"""One file of the personnel office, split into a list for each OPD."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from respondents import splitting
from respondents.imports.unreadable import Unreadable
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.people import Person
from tests import make
from tests.respondents import sheets

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)


@pytest.fixture
def health():
    office = make.office(code="DINKES", name="Dinas Kesehatan", short_name="Dinkes")
    make.office(
        code="PUSK-1", name="Puskesmas Melati", short_name="PKM Melati",
        parent=office, kind=Office.Kind.UNIT,
    )  # fmt: skip
    return office


@pytest.fixture
def roads():
    return make.office(code="DPU", name="Dinas Pekerjaan Umum", short_name="DPU")


def split(*rows, units=None):
    return splitting.split(
        sheets.xlsx(list(rows)), file_name="bkpsdm.xlsx", kind="internal", units=units or {},
        by="test", on=ON,
    )  # fmt: skip


def test_each_opd_gets_its_rows_by_code_or_unit(health, roads):
    done = split(
        sheets.employee(kode_opd="DINKES"),
        sheets.employee(kode_opd=None, unit_kerja="Puskesmas Melati"),
        sheets.employee(kode_opd="dpu"),
    )

    assert {share.office.code: share.report.rows for share in done.shares} == {
        "DINKES": 2,
        "DPU": 1,
    }
    assert Upload.objects.get(office=health).state == Upload.State.CHECKED


def test_faults_keep_the_number_of_the_row_in_the_file(health, roads):
    done = split(sheets.employee(kode_opd="DPU"), sheets.employee(kode_opd="DINKES", no_wa="0812"))

    (fault,) = next(s for s in done.shares if s.office == health).report.faults
    assert (fault.row, fault.finding.code) == (3, "wa_pendek")


def test_a_unit_that_nobody_knows_is_told_and_given_to_nobody(health):
    done = split(sheets.employee(kode_opd=None, unit_kerja="Seksi Antah"))

    assert [fault.finding.code for fault in done.unplaced] == ["unit_tanpa_opd"]
    assert not Upload.objects.exists()


def test_a_name_that_two_opds_use_for_a_unit_decides_nothing(health, roads):
    for opd in (health, roads):
        make.office(name="Sekretariat", short_name="Sekr", parent=opd, kind=Office.Kind.UNIT)

    assert len(split(sheets.employee(kode_opd=None, unit_kerja="Sekretariat")).unplaced) == 1


def test_other_names_can_be_explained(health):
    row = sheets.employee(kode_opd=None, unit_kerja="UPTD Farmasi")

    done = split(row, units={"UPTD Farmasi": "DINKES"})

    assert done.shares[0].office == health


def test_the_city_itself_has_no_staff_list(health):
    city = make.root()

    assert len(split(sheets.employee(kode_opd=city.code)).unplaced) == 1


def test_a_file_that_is_none_is_refused(health):
    with pytest.raises(Unreadable):
        splitting.split(b"", file_name="a", kind="internal", units={}, by="test")


class TestCommand:
    @pytest.fixture
    def file(self, tmp_path, health, roads):
        path = tmp_path / "bkpsdm.xlsx"
        rows = [
            sheets.employee(kode_opd="DINKES"),
            sheets.employee(kode_opd="DPU", no_wa="0812"),
            sheets.employee(kode_opd=None, unit_kerja="Seksi Antah"),
        ]
        path.write_bytes(sheets.xlsx(rows))
        return path

    def run(self, file, *options):
        out = StringIO()
        call_command(
            "import_list", file, "--all-offices", "--group", "internal", *options, stdout=out
        )
        return out.getvalue()

    def test_json_names_the_office_of_each_fault(self, file):
        told = json.loads(self.run(file, "--json"))

        assert (told["rows"], told["clean"]) == (3, 1)
        assert told["offices"] == {"DINKES": 1, "DPU": 1}
        assert [(f["office"], f["code"]) for f in told["faults"]] == [
            ("DPU", "wa_pendek"), ("", "unit_tanpa_opd"),
        ]  # fmt: skip

    def test_rows_of_no_office_end_it_with_a_sentence(self, file):
        with pytest.raises(CommandError, match="1 rows belong to no office"):
            self.run(file)

    def test_commit_takes_over_what_is_ready(self, file):
        self.run(file, "--commit", "--json")

        assert Person.objects.count() == 1

    def test_a_mapping_with_an_unknown_office_is_refused(self, file, tmp_path):
        units = tmp_path / "units.csv"
        units.write_text("Seksi Antah;TIDAK-ADA\n")

        with pytest.raises(CommandError, match="line 1"):
            self.run(file, "--units", units)

    def test_a_mapping_places_the_rest(self, file, tmp_path):
        units = tmp_path / "units.csv"
        units.write_text("Seksi Antah;DPU\n")

        assert "DPU: 1 dari 2 baris siap." in self.run(file, "--units", units)
