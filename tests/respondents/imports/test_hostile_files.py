"""Whatever is uploaded, a sentence comes back that its owner can act on, and in bounded time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from respondents import criteria, lists
from respondents.forms import UploadForm
from respondents.imports import checking, reading
from respondents.imports.context import Context
from respondents.imports.unreadable import Unreadable
from respondents.models.lists import Fault, Upload
from respondents.models.offices import Office
from tests import make
from tests.respondents import sheets
from tests.respondents.imports import hostile
from tests.respondents.imports.hostile import HEADINGS, ROW, csv, ods, with_cell, xlsx

TODAY = date(2026, 6, 1)
SLOWEST = 20  # seconds for one file, on a busy machine
TECHNICAL = re.compile(
    r"traceback|error|exception|xml|unicode|utf|codec|parse|python|calamine|null|none|byte"
    r"|[{}<>\\]|0x|\.py\b",
    re.IGNORECASE,
)
File = Callable[[], bytes]


# --- Refused as a whole -----------------------------------------------------------------------

XLSX = sheets.xlsx([ROW])
REFUSED: dict[str, tuple[File, str]] = {
    # What is no list
    "0 bytes": (lambda: b"", "kosong"),
    "1 byte": (lambda: b"x", "judul"),
    "1 byte that is NUL": (lambda: b"\0", "kosong"),
    "a byte order mark and nothing": (lambda: b"\xff\xfe", "kosong"),
    "a JPEG named xlsx": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 99, "jenis"),
    "a PDF named xlsx": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "jenis"),
    "a docx named xlsx": (
        lambda: hostile.package({"word/document.xml": "<w:document/>"}),
        "jenis",
    ),
    "a page of the web named xlsx": (lambda: b"<!doctype html><table><tr><td>", "halaman_web"),
    "a page in UTF-16": (lambda: "<html><table>".encode("utf-16"), "halaman_web"),
    "a program for Windows": (lambda: b"MZ\x90\0\x03\0\0\0\x04\0" + b"\0" * 900, "jenis"),
    "a program for Linux": (lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 900, "jenis"),
    "noise": (lambda: bytes(range(256)) * 40, "jenis"),
    # Passwords
    "an xlsx with a password": (
        lambda: hostile.OLE2 + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"),
        "sandi",
    ),
    "an xls with a password": (hostile.xls_with_password, "sandi"),
    "an ods with a password": (lambda: sheets.ods([["a"]], manifest="<encryption-data/>"), "sandi"),
    "a zip with a password": (lambda: hostile.with_password(XLSX), "sandi"),
    # Archives
    "an xlsx within a zip": (lambda: hostile.package({"daftar.xlsx": XLSX}), "jenis"),
    "a zip within a zip": (
        lambda: hostile.package({"a.zip": hostile.package({"b.zip": XLSX})}),
        "jenis",
    ),
    "a zip bomb": (
        lambda: hostile.package({"xl/workbook.xml": b"0" * 201 * 2**20}),
        "terlalu_besar",
    ),
    "a zip bomb that hides its size": (
        lambda: hostile.with_lying_size(
            hostile.package(hostile.parts(hostile.list_of_one() + " " * 30 * 2**20)),
            part=hostile.SHEET,
            size=1000,
        ),
        "rusak",
    ),
    "one part a thousand times": (
        lambda: hostile.same_part_often("xl/workbook.xml", "0" * 2**20, 1000),
        "terlalu_besar",
    ),
    # Packages that are broken
    "a third of an xlsx": (lambda: XLSX[: len(XLSX) // 3], "rusak"),
    "an xlsx without its last bytes": (lambda: XLSX[:-30], "rusak"),
    "an xlsx without workbook": (
        lambda: hostile.package({hostile.SHEET: "<worksheet/>"}),
        "rusak",
    ),
    "an xlsx that names a sheet it lacks": (
        lambda: hostile.package({k: v for k, v in hostile.parts("").items() if k != hostile.SHEET}),
        "rusak",
    ),
    "an xlsx whose sheet lies outside of it": (
        lambda: hostile.package(
            hostile.parts("")
            | {
                "xl/_rels/workbook.xml.rels": hostile.links_of(
                    hostile.link("worksheet", "../../../etc/passwd", key="rId1")
                )
            }
        ),
        "rusak",
    ),
    "an xlsx without any sheet": (lambda: xlsx("", tabs=""), "judul"),
    "an xlsx with an empty sheet": (lambda: xlsx(""), "judul"),
    "shared strings that are missing": (lambda: hostile.shared(None), "rusak"),
    "a shared string that is none": (lambda: hostile.shared(hostile.strings()), "rusak"),
    "a cell at a place that is none": (
        lambda: with_cell("nama", '<c r="A1:B2"><v>1</v></c>'),
        "rusak",
    ),
    "a cell in row 0": (lambda: with_cell("nama", '<c r="A0"><v>1</v></c>'), "rusak"),
    "XXE in a sheet": (
        lambda: sheets.rewritten(
            XLSX, hostile.SHEET, lambda xml: hostile.XXE.encode() + xml.replace(b"Ayu", b"&e;")
        ),
        "rusak",
    ),
    "XXE behind a long remark": (
        lambda: sheets.rewritten(
            XLSX,
            "xl/workbook.xml",
            lambda xml: b"<!--" + b" " * 5000 + b"-->" + hostile.XXE.encode() + xml,
        ),
        "rusak",
    ),
    "XXE in UTF-16": (
        lambda: sheets.rewritten(
            XLSX, "xl/workbook.xml", lambda xml: (hostile.XXE + xml.decode()).encode("utf-16")
        ),
        "rusak",
    ),
    "XXE in an ods": (
        lambda: ods(("<office:document-content", hostile.XXE + "<office:document-content")),
        "rusak",
    ),
    "a billion laughs": (
        lambda: hostile.shared(hostile.LAUGHS + hostile.strings("<si><t>&i;</t></si>")),
        "rusak",
    ),
    "an xls that is only a beginning": (lambda: hostile.OLE2 + b"\0" * 3000, "rusak"),
    "an xls cut in half": (lambda: hostile.old_xls()[:2800], "rusak"),
    "an xls with a spoilt directory": (
        lambda: hostile.old_xls().replace("Workbook".encode("utf-16-le"), b"Book" * 4),
        "rusak",
    ),
    "a package with a spoilt stream": (
        lambda: XLSX[:600] + bytes(byte ^ 255 for byte in XLSX[600:640]) + XLSX[640:],
        "rusak",
    ),
    "an ods that is no XML": (lambda: ods(("</table:table-row>", "<")), "rusak"),
    # Beyond measure
    "a cell in the last corner": (
        lambda: xlsx(hostile.list_of_one(below=_cell_alone("XFD1048576"))),
        "terlalu_luas",
    ),
    "a cell in a row that no sheet has": (
        lambda: xlsx(hostile.list_of_one(below=_cell_alone("ZZ99999999"))),
        "terlalu_luas",
    ),
    "a far cell behind a bracket": (
        lambda: xlsx(
            hostile.list_of_one(below='<row r="3"><c x=">" r="XFD1048576"><v>1</v></c></row>')
        ),
        "terlalu_luas",
    ),
    "a far cell in a folder of its own": (
        lambda: hostile.package(
            {
                name.replace("worksheets/", "odd/"): (
                    data.replace("worksheets/", "odd/") if isinstance(data, str) else data
                )
                for name, data in hostile.parts(_cell_alone("XFD1048576")).items()
            }
        ),
        "terlalu_luas",
    ),
    "a row of an ods a million times": (
        lambda: ods(
            (
                "<table:table-row>",
                '<table:table-row table:number-rows-repeated="1000000">',
            )
        ),
        "terlalu_luas",
    ),
    "a cell of an ods 16,384 times, in a thousand rows": (
        lambda: ods(
            (
                "<table:table-row><table:table-cell ",
                '<table:table-row table:number-rows-repeated="1000">'
                '<table:table-cell table:number-columns-repeated="16384" ',
            )
        ),
        "terlalu_luas",
    ),
    "a blank of an ods a billion times": (
        lambda: ods(("<text:p>nama", '<text:p><text:s text:c="1000000000"/>nama')),
        "terlalu_luas",
    ),
    "more than 250,000 rows": (
        lambda: (csv() + "x;y\n" * 250_001).encode(),
        "terlalu_banyak",
    ),
    "more than 250,000 rows of an xlsx": (
        lambda: xlsx(
            hostile.list_of_one(
                below="".join(
                    f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(3, 250_005)
                )
            )
        ),
        "terlalu_banyak",
    ),
    # Lists that are none of ours
    "only headings": (lambda: csv().splitlines()[0].encode(), "tanpa_baris"),
    "a heading twice": (
        lambda: xlsx(hostile.line([*HEADINGS, "Nama Lengkap"], number=1) + _person(2)),
        "kolom_ganda",
    ),
    "a header in row 60": (lambda: xlsx(_header(60) + _person(61)), "judul"),
    "an unclosed quotation mark": (
        lambda: (csv() + '"Budi;' + csv() * 3).encode(),
        "kutip",
    ),
    "an unclosed quotation mark in a long file": (
        lambda: (csv() + '"Budi;' + csv() * 200).encode(),
        "kutip",
    ),
    "10 MB in one cell of a CSV": (lambda: csv(jabatan="x" * 10 * 2**20).encode(), "kutip"),
    "10 MB of one delimiter": (lambda: b";" * 10 * 2**20, "judul"),
    "10 MB of line breaks": (lambda: b"x" + b"\n" * 10 * 2**20, "terlalu_banyak"),
}


def _cell_alone(place: str) -> str:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{place}"><v>1</v></c></row>'


def _header(number: int) -> str:
    return hostile.line(HEADINGS, number=number)


def _person(number: int, **given: object) -> str:
    return hostile.line((ROW | given).values(), number=number)


@pytest.mark.parametrize("what", REFUSED)
def test_refuses(what):
    file, code = REFUSED[what]
    content = file()
    begun = time.monotonic()

    with pytest.raises(Unreadable) as refused:
        reading.read(content, kind="internal")

    assert refused.value.code == code
    assert time.monotonic() - begun < SLOWEST
    assert_plain(refused.value.message)


# --- Read all the same ------------------------------------------------------------------------

CLEAN: frozenset[str] = frozenset()
READ: dict[str, tuple[File, set[str]]] = {
    # Programs and their habits
    "an xls of Excel 95": (lambda: (hostile.FILES / "pegawai-1995.xls").read_bytes(), CLEAN),
    "an xls of Excel 97": (hostile.old_xls, CLEAN),
    "an ods": (ods, CLEAN),
    "an ods with a million empty rows below": (
        lambda: ods(
            (
                "</table:table>",
                '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
                'table:number-columns-repeated="16384"/></table:table-row></table:table>',
            )
        ),
        CLEAN,
    ),
    "an xlsx with macros": (
        lambda: xlsx(hostile.list_of_one(), further={"xl/vbaProject.bin": hostile.OLE2}),
        CLEAN,
    ),
    "an xlsx with links to other files": (
        lambda: xlsx(
            hostile.list_of_one(),
            book='<externalReferences><externalReference r:id="rId9"/></externalReferences>',
            links=hostile.link("externalLink", "file:///C:/gaji.xlsx", outside=True),
        ),
        CLEAN,
    ),
    "an xlsx with a chart for a sheet": (
        lambda: xlsx(
            hostile.list_of_one(),
            tabs='<sheet name="Data" sheetId="1" r:id="rId1"/>'
            '<sheet name="Grafik" sheetId="2" r:id="rId9"/>',
            links=hostile.link("chartsheet", "chartsheets/sheet1.xml"),
            further={"xl/chartsheets/sheet1.xml": f'<chartsheet xmlns="{hostile.MAIN}"/>'},
        ),
        CLEAN,
    ),
    "a sheet that says it is endless": (
        lambda: sheets.rewritten(
            xlsx(hostile.list_of_one()),
            hostile.SHEET,
            lambda xml: xml.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'),
        ),
        CLEAN,
    ),
    "rich text": (
        lambda: hostile.shared(
            hostile.strings(
                '<si><r><t xml:space="preserve">Ayu </t></r>'
                "<r><rPr><b/></rPr><t>Contoh</t></r></si>"
            )
        ),
        CLEAN,
    ),
    "strings in the cells": (lambda: xlsx(hostile.list_of_one()), CLEAN),
    "a million empty rows": (
        lambda: xlsx(
            hostile.list_of_one(
                below="".join(f'<row r="{n}" ht="15"/>' for n in range(3, 1_048_577))
            )
        ),
        CLEAN,
    ),
    "300,000 rows that are only painted, 80 columns wide": (
        lambda: xlsx(
            hostile.line([*HEADINGS, *[f"x{n}" for n in range(69)]], number=1)
            + _person(2)
            + "".join(
                f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 300_000)
            )
        ),
        CLEAN,
    ),
    "300 columns": (
        lambda: xlsx(
            hostile.line([*HEADINGS, *[f"kolom {n}" for n in range(300)]], number=1)
            + hostile.line([*ROW.values(), *range(300)], number=2)
        ),
        CLEAN,
    ),
    # Where the table stands
    "a header in row 30": (lambda: xlsx(_header(30) + _person(31)), CLEAN),
    "titles over merged cells": (
        lambda: sheets.rewritten(
            xlsx(
                hostile.line(["DAFTAR PEGAWAI"], number=1)
                + hostile.line(["Dinas Contoh"], number=2)
                + _header(3)
                + _person(4)
            ),
            hostile.SHEET,
            lambda xml: xml.replace(
                b"</sheetData>",
                b'</sheetData><mergeCells><mergeCell ref="A1:K1"/></mergeCells>',
            ),
        ),
        CLEAN,
    ),
    "headings in two rows": (
        lambda: _in_two_rows(
            ["No", "Nama", "NIP", "Data Kepegawaian", None, None, None, "TMT", None, "Tugas utama",
             "Kontak", None],
            [None, None, None, "Status", "Jabatan", "Eselon", "Bidang", "Instansi Kerja",
             "Unit Kerja", None, "No. HP", "Email"],
        ),
        CLEAN,
    ),
    "headings in two rows, the lower one numbered": (
        lambda: _in_two_rows(
            ["No", "Nama", "NIP", "Status", "Jabatan", "Eselon", "Bidang", "TMT", None,
             "Tugas utama", "Kontak", None],
            [None, None, None, None, None, None, None, "Instansi kerja", "Di unit", None, "WA",
             "Surel"],
            numbered=True,
        ),
        CLEAN,
    ),
    "totals and notes below": (
        lambda: xlsx(
            hostile.list_of_one(
                below=hostile.line(["Jumlah", "1"], number=3)
                + hostile.line(["*) data per Juni"], number=4)
                + hostile.line(["Catatan: sementara"], number=5)
            )
        ),
        CLEAN,
    ),
    "hidden rows": (
        lambda: xlsx(_header(1) + hostile.line(ROW.values(), number=2, more=' hidden="1"')),
        {"baris_tersembunyi"},
    ),
    "several sheets": (
        lambda: sheets.workbook(
            {
                "Petunjuk": [["Isi lembar Data."]],
                "Data": sheets.table([ROW], HEADINGS),
                "Kantor lain": sheets.table([ROW], HEADINGS),
            }
        ),
        {"lembar_lain"},
    ),
    "a hidden copy before the sheet": (
        lambda: xlsx(
            hostile.list_of_one(),
            tabs='<sheet name="Lama" sheetId="2" state="hidden" r:id="rId9"/>'
            '<sheet name="Data" sheetId="1" r:id="rId1"/>',
            links=hostile.link("worksheet", "worksheets/sheet2.xml"),
            further={
                "xl/worksheets/sheet2.xml": hostile.parts(_header(1) + _person(2, nama="Lama"))[
                    hostile.SHEET
                ]
            },
        ),
        {"lembar_lain"},
    ),
    # Letters
    "marks of direction": (lambda: csv(nama="\u202bAyu Contoh\u202c\u200f").encode(), CLEAN),
    "letters of no width": (lambda: csv(nama="A\u200byu\u00ad Cont\ufeffoh\u2060").encode(), CLEAN),
    "full-width digits": (
        lambda: csv(no_wa="０８１２３４５６７８９", nip=f"{ROW['nip'][:-3]}００１").encode(),
        CLEAN,
    ),
    "NUL": (lambda: csv(nama="Ayu\0 Contoh\0").encode(), CLEAN),
    "a byte order mark": (lambda: csv().encode("utf-8-sig"), CLEAN),
    "UTF-16, little end first": (lambda: b"\xff\xfe" + csv().encode("utf-16-le"), CLEAN),
    "UTF-16, big end first": (lambda: b"\xfe\xff" + csv().encode("utf-16-be"), CLEAN),
    "UTF-16, little end first, without mark": (lambda: csv().encode("utf-16-le"), CLEAN),
    "UTF-16, big end first, without mark": (lambda: csv().encode("utf-16-be"), CLEAN),
    "Windows letters": (lambda: csv(jabatan="Café").encode("cp1252"), CLEAN),
    "two encodings in one file": (
        lambda: csv(jabatan="René").encode("cp1252") + "Ayu;b;Café\n".encode(),
        {"kosong", "nip_huruf", "isian", "kontak_kosong"},
    ),
    # Lines and cells of text
    "line breaks of an old Mac": (lambda: csv().replace("\r\n", "\r").encode(), CLEAN),
    "tabs": (lambda: sheets.csv_text([ROW], delimiter="\t").encode(), CLEAN),
    "semicolons": (lambda: sheets.csv_text([ROW], delimiter=";").encode(), CLEAN),
    "commas": (lambda: sheets.csv_text([ROW], delimiter=",").encode(), CLEAN),
    "bars": (lambda: sheets.csv_text([ROW], delimiter="|").encode(), CLEAN),
    "commas, with semicolons in the cells": (
        lambda: sheets.csv_text([ROW | {"jabatan": "Staf; umum; dll."}], delimiter=",").encode(),
        CLEAN,
    ),
    "a quotation mark in the middle": (lambda: csv().replace("Staf", 'St"af').encode(), CLEAN),
    "a line break within quotation marks": (lambda: csv(jabatan="Staf\numum").encode(), CLEAN),
    "an empty row for each person": (
        lambda: (csv() + ";;;;;;;;;;\n" * 400_000).encode(),
        CLEAN,
    ),
    # Days
    "a day in the system of 1900": (lambda: hostile.dated("40179"), CLEAN),
    "a day in the system of 1904": (
        lambda: hostile.dated("38717", system='<workbookPr date1904="1"/>'),
        CLEAN,
    ),
    "a serial number in the system of 1904": (
        lambda: with_cell(
            "tmt_instansi", '<c r="@"><v>38717</v></c>', book='<workbookPr date1904="true"/>'
        ),
        CLEAN,
    ),
    "a serial number for a day": (
        lambda: with_cell("tmt_instansi", '<c r="@"><v>40179</v></c>'),
        CLEAN,
    ),
    "a serial number as text": (lambda: csv(tmt_instansi="40179").encode(), CLEAN),
    "a day in words": (lambda: csv(tmt_instansi="1 Januari 2010").encode(), CLEAN),
    "an hour for a day": (lambda: hostile.dated("0.5"), {"tanggal"}),
    "the 31st of February": (lambda: csv(tmt_instansi="31-02-2010").encode(), {"tanggal"}),
    "infinity for a day": (
        lambda: with_cell("tmt_instansi", '<c r="@"><v>1e400</v></c>'),
        {"tanggal"},
    ),
    "no number for a day": (
        lambda: with_cell("tmt_instansi", '<c r="@"><v>NaN</v></c>'),
        {"tanggal"},
    ),
    # Numbers
    "a number as a number": (
        lambda: with_cell("no_wa", '<c r="@"><v>81234567890</v></c>'),
        {"wa_nol"},
    ),
    "a number with its exponent, exact": (
        lambda: with_cell("no_wa", '<c r="@"><v>8.1234567890E+10</v></c>'),
        {"wa_nol"},
    ),
    "a number with its exponent, as text": (lambda: csv(no_wa="8,12E+10").encode(), {"wa_sci"}),
    "a number with a decimal point": (lambda: csv(no_wa="81234567890.0").encode(), {"wa_nol"}),
    "a NIP with its exponent, as text": (lambda: csv(nip="1,98503E+17").encode(), {"nip_sci"}),
    "a NIP with its exponent": (
        lambda: with_cell("nip", '<c r="@"><v>1.98503122010011E+17</v></c>'),
        {"nip_sci"},
    ),
    "a NIP with a decimal point": (lambda: csv(nip="198503122010011001.0").encode(), CLEAN),
    "a yes that is a truth": (
        lambda: with_cell("tugas_utama", '<c r="@" t="b"><v>1</v></c>'),
        CLEAN,
    ),
    "a truth for a name": (
        lambda: with_cell("nama", '<c r="@" t="b"><v>1</v></c>'),
        {"nama"},
    ),
    # Formulas and their failures
    "a formula without its value": (
        lambda: with_cell("jabatan", '<c r="@"><f>VLOOKUP(A2,X,2)</f></c>'),
        {"rumus_kosong"},
    ),
    "a formula that found nothing": (
        lambda: with_cell("no_wa", '<c r="@" t="e"><f>VLOOKUP(A2,X,2)</f><v>#N/A</v></c>'),
        {"rumus_kosong"},
    ),
    "a failure without its formula": (
        lambda: with_cell("jabatan", '<c r="@" t="e"><v>#REF!</v></c>'),
        {"rumus_kosong"},
    ),
    "a failure as text": (lambda: csv(nama="#N/A").encode(), {"rumus_kosong"}),
    "a failure as text for a number": (lambda: csv(no_wa="#REF!").encode(), {"rumus_kosong"}),
    "a command for Excel": (lambda: csv(nama="=cmd|' /C calc'!A0").encode(), {"rumus_teks"}),
    "a command with another sign": (
        lambda: csv(nama="@SUM(1+1)*cmd|'x'!A0").encode(),
        {"rumus_teks"},
    ),
    "10 MB in one cell of an xlsx": (
        lambda: with_cell("jabatan", hostile.text_cell("@", "x" * 10 * 2**20)),
        {"panjang"},
    ),
    "10 MB of digits for a number": (
        lambda: with_cell("no_wa", hostile.text_cell("@", "08" * 5 * 2**20)),
        {"panjang"},
    ),
}  # fmt: skip


def _in_two_rows(upper: list[object], lower: list[object], *, numbered: bool = False) -> bytes:
    person = [
        1, "Ayu Contoh", ROW["nip"], "PNS", "Staf", "Pelaksana", "Sekretariat", "01-01-2010",
        "01-01-2020", "Ya", ROW["no_wa"], ROW["email"],
    ]  # fmt: skip
    numbers = hostile.line([f"({n})" for n in range(1, 13)], number=3) if numbered else ""
    return xlsx(
        hostile.line(upper, number=1)
        + hostile.line(lower, number=2)
        + numbers
        + hostile.line(person, number=4)
    )


@pytest.mark.parametrize("what", READ)
def test_reads(what):
    file, codes = READ[what]
    content = file()
    begun = time.monotonic()

    table = reading.read(content, kind="internal")
    checked = [_check(row, table) for row in table.rows]

    assert time.monotonic() - begun < SLOWEST
    faults = [*table.faults, *(fault for row in checked for fault in row.faults)]
    assert {fault.finding.code for fault in faults} == codes
    for fault in faults:
        assert_plain(fault.finding.message)
    first = checked[0].candidate
    if not codes & {"nama", "rumus_kosong", "rumus_teks"}:
        assert first.name in ("Ayu Contoh", "Pegawai Contoh Satu")
    if not codes & {"tanggal", "rumus_kosong", "baris_tersembunyi"}:
        assert first.started_on == date(2010, 1, 1)


def _check(row: reading.Row, table: reading.Table) -> checking.Checked:
    office = Office(pk=1, code="DISDIK", short_name="Disdik", name="Dinas Pendidikan")
    context = Context(
        office=office,
        branch=frozenset({1}),
        unit_by_code={"disdik": 1},
        unit_by_name={},
        written={},
        service_by_key={},
        codes_elsewhere=frozenset(),
        on=TODAY,
        criteria=criteria.usual(),
    )
    return checking.check(row, table=table, kind="internal", context=context)


def assert_plain(message: str) -> None:
    """A short Indonesian sentence for somebody who knows Excel and no more."""
    assert len(message) <= 300
    assert message[0].isupper()
    assert message.endswith((".", "?"))
    assert not TECHNICAL.search(message), message


# --- Through the form and the worker ----------------------------------------------------------

THROUGH_ALL = (
    "0 bytes", "1 byte", "a program for Windows", "an xls with a password", "a zip bomb",
    "a third of an xlsx", "XXE in a sheet", "a billion laughs", "a cell in the last corner",
    "an unclosed quotation mark", "only headings",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("what", THROUGH_ALL)
def test_form_and_worker_say_what_the_reader_says(what):
    file, code = REFUSED[what]
    content = file()
    form = UploadForm(files={"file": SimpleUploadedFile("daftar.xlsx", content)})
    if not form.is_valid():
        (fault,) = form.errors.as_data()["file"]
        assert fault.code == code
        assert_plain(str(fault.message))

    upload = lists.receive(
        file_name="daftar.xlsx", content=content, office=make.office(), kind="internal", by="test"
    )
    report = lists.check(upload, on=TODAY)

    upload = Upload.objects.get(pk=upload.pk)
    assert report.problem is not None
    assert report.problem.code == code
    assert upload.state == Upload.State.UNREADABLE
    assert upload.content is None
    assert_plain(upload.problem)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "what", ["headings in two rows", "a command for Excel", "10 MB in one cell of an xlsx", "NUL"]
)
def test_worker_keeps_what_can_be_read(what):
    file, codes = READ[what]
    upload = lists.receive(
        file_name="daftar.xlsx", content=file(), office=make.office(), kind="internal", by="test"
    )

    report = lists.check(upload, on=TODAY)

    assert report.rows == 1
    assert set(Fault.objects.filter(upload=upload).values_list("code", flat=True)) == codes
    assert Upload.objects.get(pk=upload.pk).state == Upload.State.CHECKED
