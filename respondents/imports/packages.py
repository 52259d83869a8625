"""What calamine does not tell about an xlsx or ods: its formulas, and how far it reaches.

Read from the parts of the package, once, before calamine lays each sheet out as a full
rectangle: a single cell in the last corner would otherwise ask for more memory than there is.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from respondents.imports import file_types
from respondents.imports.unreadable import Unreadable

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PLACE = rb"""[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["']"""
CELL = re.compile(rb"<(?:\w+:)?c\s" + PLACE)
ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d{1,7})["']""")
FORMULA = re.compile(rb"<(?:\w+:)?c\s" + PLACE + rb"[^>]*>\s*<(?:\w+:)?f[\s>/]")
REPEATED = re.compile(
    rb"""<table:table-cell[^>]*number-columns-repeated=["'](\d{4,})["'][^>]*(?<!/)>"""
)
AREA_AT_MOST = 20_000_000  # cells of the rectangle around everything: 250,000 rows × 80 columns


def formulas_of(content: bytes) -> dict[str, frozenset[tuple[int, int]]]:
    """For each sheet by name, the (row, column) of its formulas. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_liars(archive)
            return {name: _formulas(archive.read(part)) for name, part in _sheets(archive)}
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, OSError, EOFError) as fault:
        raise file_types.broken() from fault


def refuse_repeated(content: bytes) -> None:
    """An ods may say of one cell that it stands there a million times. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_liars(archive)
            if REPEATED.search(archive.read("content.xml")):
                raise _too_wide()
    except (zipfile.BadZipFile, OSError, EOFError) as fault:
        raise file_types.broken() from fault


def _refuse_liars(archive: zipfile.ZipFile) -> None:
    """A part longer than the package says, or with a DTD, is an attack and not a list."""
    if archive.testzip() is not None:
        raise file_types.broken()
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.open(name).read(1024):
            raise file_types.broken()


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  # no DTD
    target = {link.get("Id"): link.get("Target", "") for link in links}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  # no DTD
    for sheet in book.iter(f"{MAIN}sheet"):
        part = target.get(sheet.get(f"{LINK}id"), "")
        part = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
        if "worksheets/" in part:
            yield sheet.get("name", ""), part


def _formulas(xml: bytes) -> frozenset[tuple[int, int]]:
    _refuse_wide_open(xml)
    return frozenset((int(row), _column(letters)) for letters, row in FORMULA.findall(xml))


def _refuse_wide_open(xml: bytes) -> None:
    cells = CELL.findall(xml)
    rows = max((int(row) for row in (*ROW.findall(xml), *(row for _, row in cells))), default=1)
    columns = max((_column(letters) for letters in {letters for letters, _ in cells}), default=1)
    if rows * columns > AREA_AT_MOST:
        raise _too_wide()


def _too_wide() -> Unreadable:
    return Unreadable(
        "terlalu_luas",
        "Ada sel terisi jauh di luar daftar. Salin hanya daftarnya ke buku kerja baru, "
        "lalu unggah lagi.",
    )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
