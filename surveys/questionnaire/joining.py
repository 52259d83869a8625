"""A section of one workbook put into another, before the part that is told beside."""

from __future__ import annotations

import io

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

Cells = dict[str, object]  # by heading


def with_section(workbook: bytes, addition: bytes) -> bytes:
    """`workbook` with the rows of `addition`, which has one section and lists of its own.

    They come last, but before the section on pressure, which stays the last one.
    """
    book, added = load_workbook(io.BytesIO(workbook)), load_workbook(io.BytesIO(addition))
    survey = book["survey"]
    place = _before_pressure(survey)
    rows = _rows(added["survey"])
    survey.insert_rows(place, len(rows))
    for number, cells in enumerate(rows, place):
        _write(survey, number, cells)
    choices = book["choices"]
    for number, cells in enumerate(_rows(added["choices"]), choices.max_row + 1):
        _write(choices, number, cells)
    joined = io.BytesIO()
    book.save(joined)
    return joined.getvalue()


def _before_pressure(survey: Worksheet) -> int:
    """The row in which the section on pressure begins, else the first one after all sections."""
    start = survey.max_row + 1
    for number, cells in enumerate(_rows(survey), 2):
        if cells.get("type") == "begin_group":
            start = number
        if cells.get("role") == "pressure":
            return start
    return survey.max_row + 1


def _rows(sheet: Worksheet) -> list[Cells]:
    headings = _headings(sheet)
    return [
        dict(zip(headings, values, strict=False))
        for values in sheet.iter_rows(min_row=2, values_only=True)
    ]


def _headings(sheet: Worksheet) -> list[str]:
    return [str(cell.value or "").strip() for cell in sheet[1]]


def _write(sheet: Worksheet, number: int, cells: Cells) -> None:
    headings = _headings(sheet)
    for heading, value in cells.items():
        if value is None:
            continue
        if heading not in headings:
            headings.append(heading)
            sheet.cell(1, len(headings), heading)
        sheet.cell(number, headings.index(heading) + 1, str(value))
