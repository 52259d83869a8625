"""What calamine does not tell about an xlsx: its formulas, its hidden rows, how far it reaches.

Read from the parts of the package, once, before calamine lays each sheet out as a full
rectangle: a single cell in the last corner would otherwise ask for more memory than there is.
Each question costs one run over the XML, and most sheets need none of them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from respondents.imports import packages
from respondents.imports.packages import ATTRIBUTES

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

CELL = rb"<(?:[\w.-]+:)?c" + ATTRIBUTES
FILLED = ATTRIBUTES + rb"\s*>"  # a cell that is only painted closes itself
PLACE = rb"""\s+r\s*=\s*["']([A-Z]+)(\d+)["']"""
PLACED = re.compile(CELL + PLACE + FILLED, re.IGNORECASE)
PREFIXED = re.compile(rb":c[\s>]")
# One run over most sheets: a cell beyond row 99,999 or column Z, or one without a place.
OUTER = rb"""(?:\s+(?!r\b)[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*""" + (
    rb"""(?:\s*>|\s+r\s*=\s*["'](?:[A-Za-z]{2,}\d|[A-Za-z]\d{6}))"""
)
OUTLIER, PREFIXED_OUTLIER = re.compile(rb"<c" + OUTER), re.compile(rb"<[\w.-]+:c" + OUTER)
UNPLACED = re.compile(rb"""<(?:[\w.-]+:)?c(?:\s+(?!r\b)[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*>""")
ROW = re.compile(rb"<(?:[\w.-]+:)?row" + ATTRIBUTES + rb"""\s+r\s*=\s*["'](\d+)["']""")
FORMULA = re.compile(CELL + PLACE + FILLED + rb"\s*<(?:[\w.-]+:)?f[\s>/]")
FAILURE = re.compile(rb"""<(?:[\w.-]+:)?c(?=[^>]*?\st=["']e["'])""" + ATTRIBUTES + PLACE)
HIDDEN_ROW = re.compile(rb"""<(?:[\w.-]+:)?row\s[^>]*?\bhidden=["'](?:1|true)["'][^>]*>""")
NUMBER = re.compile(rb"""\sr=["'](\d{1,7})["']""")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows and columns are counted from 1."""

    formulas: frozenset[tuple[int, int]] = field(default=frozenset())  # also failures (#N/A)
    hidden_rows: frozenset[int] = field(default=frozenset())
    since_1904: bool = False  # its days are counted from 1904, as on an old Mac


def sheets_of(content: bytes) -> dict[str, Sheet]:
    """What there is to know of each sheet, by its name. Raises Unreadable."""
    with packages.opened(content) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  # no DTD
        properties = book.find(f"{MAIN}workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        return {
            name: _sheet(archive.read(part), since_1904=since_1904)
            for name, part in _parts(archive, book)
        }


def _parts(archive: zipfile.ZipFile, book: ElementTree.Element) -> Iterator[tuple[str, str]]:
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  # no DTD
    target = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in book.iter(f"{MAIN}sheet"):
        part = target.get(sheet.get(f"{LINK}id"), "")
        yield sheet.get("name", ""), part.lstrip("/") if part.startswith("/") else f"xl/{part}"


def _sheet(xml: bytes, *, since_1904: bool) -> Sheet:
    _refuse_wide_open(xml)
    formulas = {*(FORMULA.findall(xml) if b"<f" in xml or b":f" in xml else ())}
    failures = {*(FAILURE.findall(xml) if b'"e"' in xml or b"'e'" in xml else ())}
    return Sheet(
        frozenset((int(row), _column(letters)) for letters, row in formulas | failures),
        frozenset(_hidden_rows(xml)),
        since_1904,
    )


def _refuse_wide_open(xml: bytes) -> None:
    outlier = OUTLIER.search(xml) or (PREFIXED.search(xml) and PREFIXED_OUTLIER.search(xml))
    if not outlier:
        return
    rows = columns = 1
    for cell in PLACED.finditer(xml):
        rows, columns = max(rows, int(cell[2])), max(columns, _column(cell[1].upper()))
    if UNPLACED.search(xml):
        rows = max(rows, *map(int, ROW.findall(xml)), 1)
    if rows * columns > packages.AREA_AT_MOST:
        raise packages.too_wide()


def _hidden_rows(xml: bytes) -> Iterator[int]:
    for row in HIDDEN_ROW.findall(xml) if b"hidden=" in xml else ():
        if number := NUMBER.search(row):
            yield int(number[1])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
