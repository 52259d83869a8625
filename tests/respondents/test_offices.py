from __future__ import annotations

from pathlib import Path

import pytest

import respondents
from respondents import offices, successions
from respondents.models.offices import Office
from spi_portal.audit.models.entries import Entry
from tests import make
from tests.respondents import sheets
from tests.respondents.test_successions import LAW

pytestmark = pytest.mark.django_db

REAL = Path(respondents.__file__).parent / "data" / "opd-balikpapan.csv"
CITY = {
    "code": "KOTA",
    "name": "Pemerintah Kota",
    "short_name": "Pemkot",
    "kind": "pemda",
    "parent_code": "",
    "services": "",
}


def line(**given):
    return {
        "code": "DINKES",
        "name": "Dinas Kesehatan",
        "short_name": "Dinkes",
        "kind": "dinas",
        "parent_code": "KOTA",
        "services": "Izin praktik; Klaim",
    } | given


def bring(*lines, **given):
    return offices.bring_up_to_date(offices.read(sheets.xlsx(list(lines))), by="test", **given)


def faults_of(*lines, **given):
    with pytest.raises(offices.WrongTable) as wrong:
        bring(*lines, **given)
    return wrong.value.faults


def test_the_real_city_s_tree_is_read_as_it_is():
    tally = offices.bring_up_to_date(offices.read(REAL.read_bytes()), by="test")

    assert (tally.added, tally.changed) == (82, 0)
    assert {office.kind for office in Office.objects.all()} <= set(Office.Kind.values)
    assert Office.objects.get(code="KEL-MANGGAR").parent.code == "KEC-TIMUR"


def test_the_same_table_again_changes_nothing():
    lines = offices.read(REAL.read_bytes())
    offices.bring_up_to_date(lines, by="test")
    before = list(Office.objects.values())

    tally = offices.bring_up_to_date(lines, by="test")

    assert (tally.added, tally.changed, tally.unchanged) == (0, 0, 82)
    assert list(Office.objects.values()) == before


def test_a_changed_line_changes_its_office():
    bring(CITY, line())

    assert bring(line(name="Dinas Kesehatan Kota")).changed == 1
    office = Office.objects.get(code="DINKES")
    assert (office.name, office.services) == ("Dinas Kesehatan Kota", ["Izin praktik", "Klaim"])


def test_units_may_stand_above_their_office():
    bring(line(code="UPTD", kind="uptd", parent_code="DINKES"), line(), CITY)

    assert Office.objects.get(code="UPTD").parent.parent.code == "KOTA"


def test_an_office_that_is_not_named_stays():
    bring(CITY, line())
    bring(CITY)

    assert Office.objects.count() == 2


def test_it_is_written_down():
    bring(CITY, line())

    assert Entry.objects.get(verb="offices.imported").details == {"added": 2, "changed": 0}


def test_organisers_by_option_or_column():
    bring(CITY, line(code="ITKOT", kind="inspektorat"), line(), organisers=["ITKOT"])
    assert Office.objects.get(is_organiser=True).code == "ITKOT"

    bring(line(organiser="ya"))
    assert Office.objects.filter(is_organiser=True).count() == 2


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (
            [CITY, line(parent_code="X")],
            "Baris 3: induk X tidak ada di tabel ini",
        ),
        ([CITY, line(parent_code="")], "Baris 3: DINKES perlu parent_code"),
        (
            [CITY, line(kind="kantor")],
            "Baris 3: jenis “kantor” tidak dikenal. Pilih salah satu:",
        ),
        ([CITY, line(), line()], "Baris 4: kode DINKES sudah dipakai di baris 3."),
        ([CITY, line(name="")], "Baris 3: nama kantor kosong."),
        ([CITY, line(code="a/b")], "Baris 3: kode “a/b” harus"),
        ([CITY, line(code="")], "Baris 3: kode “” harus"),
        ([CITY | {"parent_code": "DINKES"}, line()], "Baris 2: KOTA adalah kotanya sendiri"),
        ([CITY, CITY | {"code": "KOTA2"}], "Baris 3: kota sudah ada, yaitu KOTA"),
        (
            [CITY, line(parent_code="B"), line(code="B", parent_code="DINKES")],
            "Baris 3: DINKES berada di bawah dirinya sendiri",
        ),
    ],
)
def test_a_wrong_line_is_told_with_its_number(lines, fault):
    assert any(told.startswith(fault) for told in faults_of(*lines))


def test_a_wrong_line_changes_nothing():
    faults_of(CITY, line(), line(code="B", kind="kantor"))

    assert not Office.objects.exists()


def test_an_unknown_organiser_is_told():
    assert faults_of(CITY, organisers=["XX"]) == [
        "Penyelenggara XX tidak ada di tabel ini dan belum dikenal."
    ]


def test_a_circle_through_offices_that_are_known_is_told():
    bring(CITY, line(), line(code="B", parent_code="DINKES"))

    assert "di bawah dirinya sendiri" in faults_of(line(parent_code="B"))[0]


def test_another_city_is_refused():
    make.root()

    assert "kota sudah ada, yaitu KOTA" in faults_of(CITY | {"code": "LAIN"})[0]


def test_a_missing_column_is_told():
    with pytest.raises(offices.WrongTable, match="kolom kind tidak ada"):
        offices.read(sheets.xlsx([{k: v for k, v in line().items() if k != "kind"}]))


class TestRenamed:
    def test_the_same_name_under_another_code_is_a_question(self):
        bring(CITY, line())

        (fault,) = faults_of(line(code="DKK"))
        assert fault == (
            "Baris 2: Dinas Kesehatan sudah ada dengan kode DINKES. Bila hanya kodenya yang "
            "berganti, catat di Perubahan kantor, supaya daftarnya ikut."
        )

    def test_a_code_that_an_office_had_before_is_nobody_else_s(self, ratna):
        bring(CITY, line())
        office = Office.objects.get(code="DINKES")
        successions.rename(
            office, code="DKPP", name="Dinas Kesehatan dan KB", short_name="DKPP", law=LAW,
            by=ratna,
        )  # fmt: skip

        (fault,) = faults_of(line(code="Dinkes", name="Dinas Kebersihan"))
        assert fault.startswith("Baris 2: Dinkes adalah kode lama Dinas Kesehatan dan KB")
        assert "Tulis DKPP bila kantornya sama" in fault
        assert Office.objects.count() == 2

    def test_a_table_of_all_that_adds_one_and_leaves_one_out_is_a_question(self):
        bring(CITY, line(), line(code="DPU", name="Dinas PU"))

        faults = faults_of(CITY, line(), line(code="DPUPR", name="Dinas PUPR"))
        assert [fault for fault in faults if "tidak lagi menyebut Dinas PU (DPU)" in fault]
        assert not Office.objects.filter(code="DPUPR").exists()

    def test_whoever_names_both_or_adds_one_alone_is_not_asked(self):
        bring(CITY, line(), line(code="DPU", name="Dinas PU"))

        assert bring(line(code="BKD", name="Badan Baru")).added == 1
        both = bring(
            CITY,
            line(),
            line(code="DPU", name="Dinas PU"),
            line(code="BKD", name="Badan Baru"),
            line(code="DLH", name="Dinas LH"),
        )
        assert both.added == 1


def test_a_merged_office_is_not_told_again(ratna):
    unit = line(code="PASAR", name="UPTD Pasar", kind="uptd", parent_code="DAGANG")
    trade = line(code="DAGANG", name="Dinas Perdagangan")
    bring(CITY, line(), trade, unit)
    former, into = (Office.objects.get(code=code) for code in ("DAGANG", "DINKES"))
    successions.merge(former, into, law=LAW, by=ratna)

    assert faults_of(CITY, line(), trade, unit) == [
        "Baris 4: DAGANG sudah tidak berlaku; hapus barisnya.",
        "Baris 5: induk DAGANG sudah tidak berlaku; tulis kantor penerusnya.",
    ]
    former.refresh_from_db()
    assert former.parent == into
    assert bring(CITY, line(), unit | {"parent_code": "DINKES"}).added == 0
