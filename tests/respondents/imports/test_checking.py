from __future__ import annotations

from datetime import date

import pytest

from respondents.imports import checking, columns, reading
from respondents.imports.context import Context
from respondents.imports.titles import TITLES
from respondents.models.offices import Office
from tests import make
from tests.respondents import sheets

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 1)
MADE = {"internal": sheets.employee, "external": sheets.visitor, "expert": sheets.expert}


@pytest.fixture
def dinas():
    office = make.office(code="DINKES", services=["Izin praktik", "Klaim Jamkesda"])
    make.office(
        code="PKM-MELATI", name="Puskesmas Melati", short_name="PKM Melati", parent=office,
        kind=Office.Kind.UNIT,
    )  # fmt: skip
    make.office(code="DISHUB")
    return office


def check(office, kind="internal", **given):
    table = reading.read(sheets.xlsx([MADE[kind](**given)]), kind=kind)
    return checking.check(table.rows[0], table=table, kind=kind, context=context_of(office))


def context_of(office):
    return Context.of(office, on=ON)


def codes(checked):
    return {(fault.column, fault.finding.code) for fault in checked.faults}


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("internal", {}),
        ("internal", {"nip": None, "status": "Non-ASN"}),
        ("internal", {"unit_kerja": "Bidang Pencegahan Penyakit"}),
        ("internal", {"tmt_instansi": 40179, "tmt_unit": "1 Januari 2020"}),
        ("internal", {"status": "p3k", "nip": "198503122023212001"}),
        ("external", {"jenis_layanan": "izin praktik"}),
        ("external", {"jenis_layanan": "Izin praktik", "persetujuan_dihubungi": "01-05-2026"}),
        ("expert", {"tahun_pensiun": "2024", "persetujuan_dihubungi": None}),
    ],
)
def test_a_good_row_has_no_fault(dinas, kind, given):
    given = {"jenis_layanan": "Izin praktik"} | given if kind == "external" else given
    checked = check(dinas, kind, **given)

    assert checked.faults == []
    assert checked.is_ready


BLOCKED = [
    ("internal", {"nama": None}, "nama", "kosong"),
    ("internal", {"nama": "123"}, "nama", "nama"),
    ("internal", {"nama": "x" * 200}, "nama", "panjang"),
    ("internal", {"nama": "=A1&B1", "jabatan": "Staf"}, "nama", "rumus_kosong"),
    ("internal", {"status": None}, "status", "kosong"),
    ("internal", {"status": "wiraswasta"}, "status", "isian"),
    ("internal", {"jabatan": None}, "jabatan", "kosong"),
    ("internal", {"jenjang": "kepala"}, "jenjang", "isian"),
    ("internal", {"unit_kerja": None}, "unit_kerja", "kosong"),
    ("internal", {"tmt_instansi": None}, "tmt_instansi", "kosong"),
    ("internal", {"tmt_instansi": "tahun 2015"}, "tmt_instansi", "tanggal"),
    ("internal", {"tmt_instansi": "01-01-2035"}, "tmt_instansi", "tanggal_mustahil"),
    ("internal", {"tmt_instansi": "01-01-1930"}, "tmt_instansi", "tanggal_mustahil"),
    ("internal", {"tmt_unit": "01-01-2009"}, "tmt_unit", "tanggal_urutan"),
    ("internal", {"tugas_utama": "kadang"}, "tugas_utama", "isian"),
    ("internal", {"no_wa": "0812-0000"}, "no_wa", "wa_pendek"),
    ("internal", {"no_wa": 81200000147000.0}, "no_wa", "wa_panjang"),
    ("internal", {"no_wa": "0800000000000"}, "no_wa", "wa_salah"),
    ("internal", {"no_wa": "081200000147/081300001234"}, "no_wa", "wa_dua"),
    ("internal", {"no_wa": "(0542) 123456"}, "no_wa", "wa_kantor"),
    ("internal", {"no_wa": "+60123456789"}, "no_wa", "wa_asing"),
    ("internal", {"no_wa": "8,12E+11"}, "no_wa", "wa_sci"),
    ("internal", {"no_wa": "hubungi istri"}, "no_wa", "wa_huruf"),
    ("internal", {"no_wa": None, "email": "-"}, "no_wa", "kontak_kosong"),
    ("internal", {"email": "budi@contoh"}, "email", "surel_salah"),
    ("internal", {"email": "a@x.id;b@x.id"}, "email", "surel_dua"),
    ("internal", {"nip": 198503122010012001.0}, "nip", "nip_sci"),
    ("internal", {"nip": "1,98E+17"}, "nip", "nip_sci"),
    ("internal", {"nip": "1985031220100120"}, "nip", "nip_panjang"),
    ("internal", {"nip": "19850312201001200A"}, "nip", "nip_huruf"),
    ("internal", {"nip": "198502312010012001"}, "nip", "nip_tanggal"),
    ("internal", {"nip": "198503122010132001"}, "nip", "nip_tmt"),
    ("internal", {"nip": "198503122010013001"}, "nip", "nip_kelamin"),
    ("internal", {"nip": "198503122010012001, 198503122010012002"}, "nip", "nip_dua"),
    ("internal", {"kode_opd": "DISHUB"}, "kode_opd", "opd_lain"),
    ("internal", {"kode_opd": "XYZ"}, "kode_opd", "opd_tidak_dikenal"),
    ("external", {"jenis_layanan": None}, "jenis_layanan", "kosong"),
    ("external", {"tanggal_layanan": "31-02-2026"}, "tanggal_layanan", "tanggal"),
    ("external", {"tanggal_layanan": "01-07-2026"}, "tanggal_layanan", "tanggal_mustahil"),
    ("external", {"persetujuan_dihubungi": "Tidak"}, "persetujuan_dihubungi", "tidak_setuju"),
    ("expert", {"instansi": None}, "instansi", "kosong"),
    ("expert", {"kelompok": "tetangga"}, "kelompok", "isian"),
]  # fmt: skip
REPAIRABLE = [
    ("internal", {"no_wa": 81200000147.0}, "no_wa", "wa_nol", "081200000147"),
    ("internal", {"status": "PNSS"}, "status", "isian", "PNS"),
    ("internal", {"unit_kerja": "Puskesmas Melatu"}, "unit_kerja", "unit", "Puskesmas Melati"),
    ("internal", {"unit_kerja": "Pusk. Melati"}, "unit_kerja", "unit", "Puskesmas Melati"),
    ("external", {"jenis_responden": "masarakat"}, "jenis_responden", "isian", "masyarakat"),
]
WARNED = [
    ("internal", {"nip": None}, "nip", "nip_kosong"),
    ("internal", {"status": "PPPK"}, "nip", "nip_status"),
    ("internal", {"tanggal_lahir": "13-03-1985"}, "nip", "nip_lahir"),
    ("internal", {"no_wa": None}, "no_wa", "wa_kosong"),
    ("internal", {"email": None}, "email", "surel_kosong"),
    ("internal", {"email": "budi@gmial.com"}, "email", "surel_ketik"),
    ("internal", {"tmt_instansi": "01-01-2025", "tmt_unit": "01-02-2025"}, "tmt_instansi",
     "syarat_masa_kerja"),
    ("internal", {"tmt_unit": "01-01-2026"}, "tmt_unit", "syarat_masa_unit"),
    ("internal", {"tugas_utama": "Tidak"}, "tugas_utama", "syarat_tugas_utama"),
    ("internal", {"jenjang": "II.b"}, "jenjang", "syarat_eselon"),
    ("external", {"tanggal_layanan": "01-05-2025"}, "tanggal_layanan", "syarat_layanan_lama"),
    ("external", {"jenis_layanan": "Parkir"}, "jenis_layanan", "layanan"),
    ("external", {"persetujuan_dihubungi": None}, "persetujuan_dihubungi", "setuju_kosong"),
    ("external", {"persetujuan_dihubungi": "Ya"}, "persetujuan_dihubungi", "setuju_tanpa_tanggal"),
    ("expert", {"tahun_pensiun": "2015"}, "tahun_pensiun", "pensiun_lama"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "column", "code"), BLOCKED)
def test_a_row_is_blocked_by(dinas, kind, given, column, code):
    checked = check(dinas, kind, **given)

    assert (column, code) in codes(checked)
    assert checked.is_blocked


@pytest.mark.parametrize(("kind", "given", "column", "code", "proposal"), REPAIRABLE)
def test_a_row_can_be_repaired(dinas, kind, given, column, code, proposal):
    given = {"jenis_layanan": "Izin praktik"} | given if kind == "external" else given
    checked = check(dinas, kind, **given)
    (fault,) = checked.faults

    assert (fault.column, fault.finding.code, fault.finding.proposal) == (column, code, proposal)
    assert not checked.is_ready
    assert not checked.is_blocked


def test_a_repaired_row_carries_what_was_proposed(dinas):
    candidate = check(dinas, no_wa=81200000147.0, status="PNSS").candidate

    assert (candidate.phone, candidate.category) == ("+6281200000147", "PNS")


@pytest.mark.parametrize(("kind", "given", "column", "code"), WARNED)
def test_a_row_stays_ready_with_a_warning(dinas, kind, given, column, code):
    checked = check(dinas, kind, **given)

    assert (column, code) in codes(checked)
    assert checked.is_ready


def test_a_formula_with_its_value_only_warns(dinas):
    content = sheets.xlsx([sheets.employee(jabatan='="Staf"')])
    content = sheets.with_value(content, formula='"Staf"', value="Staf")
    table = reading.read(content, kind="internal")

    checked = checking.check(table.rows[0], table=table, kind="internal", context=context_of(dinas))

    assert codes(checked) == {("jabatan", "rumus")}


def test_a_formula_in_a_csv_is_text_and_refused(dinas):
    content = sheets.csv_text([sheets.employee(nama='=HYPERLINK("x")')]).encode()
    table = reading.read(content, kind="internal")

    checked = checking.check(table.rows[0], table=table, kind="internal", context=context_of(dinas))

    assert ("nama", "rumus_teks") in codes(checked)


@pytest.mark.parametrize(
    "given",
    [
        {"kode_opd": "pkm-melati"},
        {"kode_opd": "DINKES", "unit_kerja": "Puskesmas Melati"},
        {"unit_kerja": "pkm melati"},
    ],
)
def test_a_row_belongs_to_the_unit_that_it_names(dinas, given):
    assert check(dinas, **given).candidate.office_id == Office.objects.get(code="PKM-MELATI").pk


def test_every_fault_has_the_form_of_a_sentence_and_a_title(dinas):
    cases = [*BLOCKED, *WARNED, *((k, g, c, d) for k, g, c, d, _ in REPAIRABLE)]

    for kind, given, _, _ in cases:
        for fault in check(dinas, kind, **given).faults:
            assert len(fault.finding.message) <= 300
            assert fault.finding.message[-1] in ".?"
            assert fault.finding.code in TITLES
            assert fault.column in columns.labels(kind)


def test_no_stored_message_holds_a_contact(dinas):
    """A number in the wrong column is hidden too: messages are kept in the open."""
    for column in sheets.employee():
        for fault in check(dinas, **{column: "081234567890"}).faults:
            assert "1234567" not in fault.finding.message, column
