"""How far an ods reaches. It may say of a row or a cell that it stands there a million times."""

from __future__ import annotations

import re
from collections.abc import Iterator

from respondents.imports import packages
from respondents.imports.packages import ATTRIBUTES

ROW = re.compile(
    rb"<table:table-row(" + ATTRIBUTES + rb")\s*>(.*?)</table:table-row>|<table:table\b", re.DOTALL
)
CELL = re.compile(rb"<table:(?:covered-)?table-cell(" + ATTRIBUTES + rb")\s*(/?)>")
ROWS = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d+)""")
COLUMNS = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d+)""")
BLANKS = re.compile(rb"""<text:s\s[^>]*?\btext:c\s*=\s*["']\d{5}""")


def refuse_endless(content: bytes) -> None:
    """Raises Unreadable, before calamine lays out every repetition."""
    with packages.opened(content) as archive:
        xml = archive.read("content.xml")
    if BLANKS.search(xml) or max(_areas(xml), default=0) > packages.AREA_AT_MOST:
        raise packages.too_wide()


def _areas(xml: bytes) -> Iterator[int]:
    """Of the rectangle from a table's first cell to each of its rows that hold something."""
    rows = columns = 0
    for row in ROW.finditer(xml):
        if row[2] is None:  # the next table
            rows = columns = 0
            continue
        rows += _times(ROWS, row[1])
        if width := _width(row[2]):
            columns = max(columns, width)
            yield rows * columns


def _width(row: bytes) -> int:
    """Up to the last cell that holds something."""
    width = filled = 0
    for cell in CELL.finditer(row):
        width += _times(COLUMNS, cell[1])
        if not cell[2] or b"value" in cell[1]:
            filled = width
    return filled


def _times(repeated: re.Pattern[bytes], attributes: bytes) -> int:
    found = repeated.search(attributes) if b"repeated" in attributes else None
    return int(found[1]) if found else 1
