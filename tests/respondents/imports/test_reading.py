from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from respondents.imports import csv_files, reading, spreadsheets
from respondents.imports.unreadable import Unreadable
from tests.respondents import sheets

FILES = Path(__file__).parent.parent / "files"
ROW = sheets.employee()


def names(content: bytes, kind: str = "internal") -> list[object]:
    return [row.cells["name"] for row in reading.read(content, kind=kind).rows]


def code_of(content: bytes, kind: str = "internal") -> str:
    with pytest.raises(Unreadable) as refused:
        reading.read(content, kind=kind)
    message = refused.value.message
    assert len(message) <= 300
    assert message.endswith(".")
    assert "Traceback" not in message
    return refused.value.code


def zipped(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return file.getvalue()


# --- Every program's file ------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_reads_csv_of_any_delimiter_and_encoding(delimiter, encoding):
    text = sheets.csv_text([ROW | {"nama": "Renée Contoh"}], delimiter=delimiter)

    assert names(text.encode(encoding)) == ["Renée Contoh"]


def test_reads_csv_with_the_delimiter_declared():
    assert names(b"sep=;\n" + sheets.csv_text([ROW]).encode()) == [ROW["nama"]]


def test_reads_xlsx():
    assert names(sheets.xlsx([ROW])) == [ROW["nama"]]


def test_reads_xls_with_a_day_stored_as_a_day():
    (row,) = reading.read((FILES / "pegawai.xls").read_bytes(), kind="internal").rows

    assert row.cells["started_on"] == date(2010, 1, 1)


def test_reads_ods():
    headings = list(ROW)

    assert names(sheets.ods([headings, [str(ROW[h]) for h in headings]])) == [ROW["nama"]]


# --- Every place for a table ----------------------------------------------------------------


def test_titles_above_the_header_are_passed_over():
    lines = [["DAFTAR PEGAWAI"], ["Dinas Contoh"], [], *sheets.table([ROW], list(ROW))]

    table = reading.read(sheets.workbook({"Data": lines}), kind="internal")

    assert [row.number for row in table.rows] == [5]


def test_empty_rows_totals_and_remarks_are_no_people():
    lines = [
        *sheets.table([ROW], list(ROW)),
        [],
        ["Jumlah", "1"],
        ["Keterangan: data per Juni"],
        list(ROW),
    ]

    assert names(sheets.workbook({"Data": lines})) == [ROW["nama"]]


def test_a_line_of_column_numbers_is_no_person():
    headings = list(ROW)
    lines = [headings, [str(n) for n in range(1, len(headings) + 1)], list(ROW.values())]

    assert names(sheets.workbook({"Data": lines})) == [ROW["nama"]]


def test_the_sheet_with_the_table_is_found():
    content = sheets.workbook(
        {"Petunjuk": [["Isi lembar Data"]], "Data": sheets.table([ROW], list(ROW))}
    )

    assert reading.read(content, kind="internal").sheet == "Data"


def test_a_second_sheet_with_a_table_is_told():
    table = sheets.table([ROW], list(ROW))

    read = reading.read(sheets.workbook({"Satu": table, "Dua": table}), kind="internal")

    assert [fault.finding.code for fault in read.faults] == ["lembar_lain"]


@pytest.mark.parametrize("heading", ["HP/WA", "No. HP (aktif)", "Nomor WhatsApp *", "NO_WA"])
def test_a_column_is_known_by_its_synonyms(heading):
    row = {(heading if key == "no_wa" else key): value for key, value in ROW.items()}

    (read,) = reading.read(sheets.xlsx([row]), kind="internal").rows

    assert read.cells["phone"] == ROW["no_wa"]


def test_no_heading_means_two_columns():
    for kind, columns in reading.template.TEMPLATES.items():
        keys = [key for column in columns for key in column.keys]

        assert len(keys) == len(set(keys)), kind


def test_a_list_without_numbers_is_read_for_its_addresses():
    row = {key: value for key, value in ROW.items() if key != "no_wa"}

    assert names(sheets.xlsx([row])) == [ROW["nama"]]


def test_a_formula_is_found_with_its_value():
    content = sheets.xlsx([ROW | {"jabatan": '="Staf"'}])
    content = sheets.with_value(content, formula='"Staf"', value="Staf")

    (row,) = reading.read(content, kind="internal").rows

    assert row.formulas == {"position"}


@pytest.mark.parametrize("heading", ["Tanggal Lahir", "Alamat Rumah"])
def test_a_column_that_nobody_needs_is_told(heading):
    table = reading.read(sheets.xlsx([ROW | {heading: "12-03-1985"}]), kind="internal")

    assert [fault.finding.code for fault in table.faults] == ["kolom_tidak_perlu"]


# --- What is refused ---------------------------------------------------------------------------

HEADER = ",".join(ROW)
XLSX = sheets.xlsx([ROW])
REFUSED = {
    "an empty file": (b"", "kosong"),
    "only blanks": (b"\xef\xbb\xbf \r\n\r\n", "kosong"),
    "only NUL": (b"\0" * 500, "kosong"),
    "a PNG named xlsx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "jenis"),
    "a JPEG": (b"\xff\xd8\xff\xe0 JFIF", "jenis"),
    "a PDF": (b"%PDF-1.7 ...", "jenis"),
    "a RAR": (b"Rar!\x1a\x07", "jenis"),
    "a program": (bytes(range(1, 32)) * 40, "jenis"),
    "a Word document": (zipped(word__document_xml="<w/>"), "jenis"),
    "a binary workbook": (zipped(**{"xl/workbook.bin": "b"}), "jenis"),
    "a presentation": (zipped(ppt__presentation_xml="<p/>"), "jenis"),
    "a ZIP of something": (zipped(catatan="halo"), "jenis"),
    "a text document of OpenDocument": (sheets.ods([["a"]], kind="text"), "jenis"),
    "an old Word document": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
        "jenis",
    ),
    "HTML named xls": (b"<html><table><tr><td>nama</td></tr></table></html>", "halaman_web"),
    "XML of 2003": (b'<?xml version="1.0"?><Workbook/>', "halaman_web"),
    "an xlsx with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"),
        "sandi",
    ),
    "an ods with a password": (sheets.ods([["a"]], manifest="<encryption-data/>"), "sandi"),
    "half an xlsx": (XLSX[: len(XLSX) // 2], "rusak"),
    "an xlsx with a spoilt part": (XLSX.replace(b"PK\x03\x04", b"PK\x03\x05", 3), "rusak"),
    "an xlsx without its workbook's parts": (zipped(xl__workbook_xml="<workbook/>"), "rusak"),
    "an xlsx that is not XML": (
        sheets.rewritten(XLSX, "xl/worksheets/sheet1.xml", lambda xml: b"<sheet"),
        "rusak",
    ),
    "an xlsx with a DTD": (
        sheets.rewritten(
            XLSX,
            "xl/workbook.xml",
            lambda xml: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + xml,
        ),
        "rusak",
    ),
    "an old xls cut short": (
        (FILES / "pegawai.xls").read_bytes()[:1500],
        "rusak",
    ),
    "an unclosed quotation mark": (f'{HEADER}\n"{"x" * 20_000}'.encode(), "kutip"),
    "no header at all": (b"Ayu;Budi\nCitra;Dewi\n", "judul"),
    "a header without people": (f"{HEADER}\n".encode(), "tanpa_baris"),
    "an xlsx without people": (sheets.xlsx([], headings=list(ROW)), "tanpa_baris"),
    "a missing column": (
        sheets.xlsx([{k: v for k, v in ROW.items() if k != "tmt_instansi"}]),
        "kolom_hilang",
    ),
    "no column for contacts": (
        sheets.xlsx([{k: v for k, v in ROW.items() if k not in ("no_wa", "email")}]),
        "kolom_hilang",
    ),
    "a heading twice": (
        sheets.workbook({"Data": [[*ROW, "No HP"], [*ROW.values(), "0812"]]}),
        "kolom_ganda",
    ),
    "a NIK by its heading": (sheets.xlsx([ROW | {"NIK": "x"}]), "nik"),
    "a NIK under another heading": (sheets.xlsx([ROW | {"Id": "6471011203850001"}]), "nik"),
    "a NIK in place of the NIP": (sheets.xlsx([ROW | {"nip": "6471015203850001"}]), "nik"),
    "the list of visitors": (sheets.xlsx([sheets.visitor()]), "daftar_lain"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refuses(what):
    content, code = REFUSED[what]

    assert code_of(content) == code


def test_refuses_a_package_that_grows_beyond_measure():
    assert code_of(zipped(xl__workbook_xml="0" * 201 * 2**20)) == "terlalu_besar"


def test_refuses_a_cell_at_the_end_of_the_world():
    book = Workbook()
    for place, heading in enumerate(ROW, start=1):
        book.active.cell(1, place, heading)
    book.active["XFD1048576"] = "."
    file = io.BytesIO()
    book.save(file)

    assert code_of(file.getvalue()) == "terlalu_luas"


def test_refuses_a_row_at_the_end_of_the_world_without_places_of_its_cells():
    rows = b'<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'
    xml = b'<worksheet xmlns="x"><sheetData>' + rows + b"</sheetData></worksheet>"

    assert code_of(sheets.rewritten(XLSX, "xl/worksheets/sheet1.xml", lambda _: xml)) == (
        "terlalu_luas"
    )


def test_refuses_more_rows_than_a_city_has(monkeypatch):
    monkeypatch.setattr(spreadsheets, "ROWS_AT_MOST", 2)

    assert code_of(sheets.xlsx([ROW, ROW])) == "terlalu_banyak"


def test_a_missing_column_is_named():
    row = {k: v for k, v in ROW.items() if k not in ("tmt_instansi", "status")}

    with pytest.raises(Unreadable, match="status, tmt_instansi"):
        reading.read(sheets.xlsx([row]), kind="internal")


# --- What is strange and still read ---------------------------------------------------------------


def test_300_columns_are_passed_over():
    assert names(sheets.xlsx([ROW | {f"kolom {n}": n for n in range(300)}])) == [ROW["nama"]]


def test_nul_in_a_csv_is_passed_over():
    text = sheets.csv_text([ROW | {"nama": "Ayu\0 Contoh"}])

    assert names(text.encode()) == ["Ayu Contoh"]


def test_a_line_break_in_a_cell_keeps_the_numbers_of_rows():
    rows = csv_files.rows_of(b'nama;email\n"Ayu\nContoh";a@x.id\nBudi;b@x.id\n')

    assert [row[0] for row in rows] == ["nama", "Ayu\nContoh", "Budi"]
