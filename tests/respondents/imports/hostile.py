"""Broken and hostile files, built part by part: what no program of good will writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from tests.respondents import sheets

FILES = Path(__file__).parent.parent / "files"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'

ROW = sheets.employee(nama="Ayu Contoh")
HEADINGS = list(ROW)


# --- Packages ---------------------------------------------------------------------------------


def package(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def parts(
    rows: str,
    *,
    book: str = "",
    tabs: str = '<sheet name="Data" sheetId="1" r:id="rId1"/>',
    links: str = "",
    further: dict[str, str | bytes] | None = None,
) -> dict[str, str | bytes]:
    """The parts of the smallest xlsx with these rows in its sheet."""
    names = f'xmlns="{MAIN}" xmlns:r="{LINKS}"'
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": links_of(_link("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f"<workbook {names}>{book}<sheets>{tabs}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": links_of(
            _link("rId1", "worksheet", "worksheets/sheet1.xml") + links
        ),
        SHEET: f"<worksheet {names}><sheetData>{rows}</sheetData></worksheet>",
    } | (further or {})


def xlsx(rows: str, **given: Any) -> bytes:
    return package(parts(rows, **given))


def links_of(links: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _link(key: str, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="{key}" Type="{LINKS}/{kind}" Target="{target}"{more}/>'


def link(kind: str, target: str, *, key: str = "rId9", outside: bool = False) -> str:
    return _link(key, kind, target, ' TargetMode="External"' if outside else "")


# --- Rows of a sheet --------------------------------------------------------------------------


def line(values: Iterable[object], *, number: int, more: str = "", **odd: str) -> str:
    """A row of inline strings; `odd` gives the whole XML of a cell, by its column's letter."""
    cells = "".join(
        odd.get(letters(n)) or text_cell(f"{letters(n)}{number}", value)
        for n, value in enumerate(values, start=1)
    )
    return f'<row r="{number}"{more}>{cells}</row>'


def text_cell(place: str, value: object) -> str:
    if value is None:
        return ""
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def letters(number: int) -> str:
    return (
        chr(64 + number)
        if number <= 26
        else letters((number - 1) // 26) + chr(65 + (number - 1) % 26)
    )


def letter_of(heading: str) -> str:
    return letters(HEADINGS.index(heading) + 1)


def list_of_one(*, below: str = "", **odd: str) -> str:
    """Header and one person; `odd` replaces the XML of the cell under a heading."""
    cells = {letter_of(heading): xml for heading, xml in odd.items()}
    return line(HEADINGS, number=1) + line(ROW.values(), number=2, **cells) + below


def with_cell(heading: str, xml: str, **given: Any) -> bytes:
    """A list of one whose cell under `heading` is `xml`; `@` in it is the cell's place."""
    place = f"{letter_of(heading)}2"
    return xlsx(list_of_one(**{heading: xml.replace("@", place)}), **given)


def dated(value: str, *, system: str = "") -> bytes:
    """A list whose tmt_instansi is a number in the format of a day."""
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>"
    )
    return with_cell(
        "tmt_instansi",
        f'<c r="@" s="1"><v>{value}</v></c>',
        book=system,
        links=link("styles", "styles.xml"),
        further={"xl/styles.xml": styles},
    )


def shared(table: str | None) -> bytes:
    """A list whose name is the first of the shared strings, in `table` or without one."""
    if table is None:
        return with_cell("nama", '<c r="@" t="s"><v>0</v></c>')
    return with_cell(
        "nama",
        '<c r="@" t="s"><v>0</v></c>',
        links=link("sharedStrings", "sharedStrings.xml"),
        further={"xl/sharedStrings.xml": table},
    )


def strings(*items: str) -> str:
    return f'<sst xmlns="{MAIN}">{"".join(items)}</sst>'


# --- Archives that lie ------------------------------------------------------------------------


def with_lying_size(content: bytes, *, part: str, size: int) -> bytes:
    """The directory of the archive says `size` bytes of `part`, whatever is in it."""
    data = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        begins = archive.getinfo(part).header_offset
        directory = archive.start_dir
    entry = data.index(part.encode(), directory) - 46
    for at in (begins + 22, entry + 24):
        data[at : at + 4] = size.to_bytes(4, "little")
    return bytes(data)


def with_password(content: bytes) -> bytes:
    """Every entry of the archive says that it is encrypted."""
    data = bytearray(content)
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def same_part_often(part: str, data: str, times: int) -> bytes:
    """An archive whose directory holds its one entry many times."""
    content = package({part: data})
    first, end = content.rindex(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    directory, tail = content[first:end] * times, bytearray(content[end:])
    tail[8:12] = times.to_bytes(2, "little") * 2
    tail[12:16] = len(directory).to_bytes(4, "little")
    return content[:first] + directory + bytes(tail)


# --- Old Excel --------------------------------------------------------------------------------


def old_xls() -> bytes:
    return (FILES / "pegawai.xls").read_bytes()


def xls_with_password() -> bytes:
    """The record after the first (BOF) says that the rest is encrypted."""
    content = bytearray(old_xls())
    begin = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    second = begin + 4 + int.from_bytes(content[begin + 2 : begin + 4], "little")
    content[second : second + 2] = b"\x2f\x00"
    return bytes(content)


# --- OpenDocument -----------------------------------------------------------------------------


def ods(change: tuple[str, str] = ("", "")) -> bytes:
    """The list of one as ods, with one piece of its XML replaced by another."""
    lines = [HEADINGS, [str(value) for value in ROW.values()]]
    old, new = (piece.encode() for piece in change)
    return sheets.rewritten(
        sheets.ods(lines), "content.xml", lambda xml: xml.replace(old, new, 1) if old else xml
    )


# --- Text -------------------------------------------------------------------------------------


def csv(**given: Any) -> str:
    return sheets.csv_text([ROW | given])
