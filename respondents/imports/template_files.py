"""The empty workbook that an office fills in: headings, lists to choose from, and a guide."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from enum import StrEnum

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, TYPE_STRING
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from respondents.imports.columns import TEMPLATES, Column
from respondents.models.offices import Office

ROWS = 20_000  # as far as the lists to choose from reach
AS_TEXT, AS_DAY = "@", "dd-mm-yyyy"
DAYS = frozenset({"started_on", "in_unit_since", "served_on"})
BOLD, HEADING = Font(bold=True), PatternFill("solid", fgColor="DDE3F5")


class Extra(StrEnum):
    """Columns that only a file of faulty rows has."""

    ROW = "baris"
    WRONG = "yang_perlu_diperbaiki"


MARK_OF_REPAIRS = "Perbaikan"  # how the sheet of such a file begins; the upload's number follows


def write(
    *,
    kind: str,
    office: Office,
    rows: Sequence[Mapping[str, str]] = (),
    watermark: str = "",
    sheet: str = "Data",
) -> bytes:
    """An xlsx for one list. Columns of numbers are text, so that Excel keeps every digit.

    `rows` are texts by heading. `watermark` says on every printed page whose copy it is.
    """
    workbook = Workbook()
    data = workbook.active
    assert isinstance(data, Worksheet)  # noqa: S101  # a new workbook has one
    data.title = sheet
    lists = workbook.create_sheet("Pilihan")
    for place, column in enumerate(TEMPLATES[kind], start=1):
        _head(data, place, column)
        if choices := _choices(column, office):
            _offer(data, lists, place, column, choices)
    _fill(data, [column.name for column in TEMPLATES[kind]], rows)
    if watermark and data.oddFooter is not None:
        data.oddFooter.center.text = watermark
        workbook.properties.description = watermark
    data.freeze_panes = "A2"
    lists.sheet_state = "hidden"
    _guide(workbook.create_sheet("Petunjuk"), kind, office)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _head(sheet: Worksheet, place: int, column: Column) -> None:
    cell = sheet.cell(1, place, column.name)
    cell.font, cell.fill = BOLD, HEADING
    shape = sheet.column_dimensions[get_column_letter(place)]
    shape.width = max(14, len(column.name) + 4)
    shape.number_format = AS_DAY if column.field in DAYS else AS_TEXT


def _fill(sheet: Worksheet, names: list[str], rows: Sequence[Mapping[str, str]]) -> None:
    """Every cell as text; a sign that a program would take for a formula stays a sign."""
    extras = [name for name in Extra if any(name in row for row in rows)]
    for place, name in enumerate(extras, start=len(names) + 1):
        cell = sheet.cell(1, place, name.value)
        cell.font, cell.fill = BOLD, HEADING
        sheet.column_dimensions[get_column_letter(place)].width = 14 if name == Extra.ROW else 60
    headings = [*names, *(extra.value for extra in extras)]
    for number, row in enumerate(rows, start=2):
        for place, heading in enumerate(headings, start=1):
            if text := row.get(heading, ""):
                cell = sheet.cell(number, place, ILLEGAL_CHARACTERS_RE.sub("", text))
                cell.data_type, cell.number_format = TYPE_STRING, AS_TEXT


def _choices(column: Column, office: Office) -> list[str]:
    if column.words is not None:
        return column.words.choices
    if column.field == "service":
        return list(office.services)
    if column.field == "office_code":
        below = Office.objects.filter(pk__in=Office.below([office.pk]))
        return list(below.order_by("code").values_list("code", flat=True))
    return []


def _offer(
    data: Worksheet, lists: Worksheet, place: int, column: Column, choices: list[str]
) -> None:
    letter = get_column_letter(place)
    for row, choice in enumerate(choices, start=1):
        lists.cell(row, place, choice)
    offer = DataValidation(
        type="list",
        formula1=f"Pilihan!${letter}$1:${letter}${len(choices)}",
        allow_blank=True,
        showErrorMessage=column.words is not None,
        errorTitle=column.label,
        error=f"Pilih salah satu: {', '.join(choices)}"[:200],
    )
    data.add_data_validation(offer)
    offer.add(f"{letter}2:{letter}{ROWS}")


def _guide(sheet: Worksheet, kind: str, office: Office) -> None:
    lines = [
        ("Cara mengisi", f"Isi lembar Data, satu orang satu baris. Daftar: {office.name}."),
        ("Jangan isi", "NIK, tanggal lahir, dan alamat rumah. Survei tidak memerlukannya."),
        ("Wajib", "Kolom bertanda * harus terisi di setiap baris."),
        ("", ""),
        *((_starred(column), column.hint) for column in TEMPLATES[kind]),
    ]
    for row, (left, right) in enumerate(lines, start=1):
        sheet.cell(row, 1, left).font = BOLD
        sheet.cell(row, 2, right).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 90


def _starred(column: Column) -> str:
    return f"{column.name} *" if column.filled else column.name
