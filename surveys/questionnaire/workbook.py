"""The cells of an .xlsx as texts with addresses, before anybody asks what they mean."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from surveys.questionnaire.faults import Fault, Faults, InstrumentRefused

MOST_BYTES = 2 * 1024 * 1024
MOST_BYTES_UNPACKED = 32 * 1024 * 1024  # a small file may unpack to a very large one


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row with content; `number` is the sheet's own. Absent and empty cells read ''."""

    sheet: str
    number: int
    columns: Mapping[str, int]
    texts: Mapping[str, str]

    def text(self, heading: str) -> str:
        return self.texts.get(heading, "")

    def cell(self, heading: str) -> str:
        return f"{get_column_letter(self.columns.get(heading, 0) + 1)}{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Headings of row 1 and the rows below it that are not empty."""

    sheet: str
    columns: Mapping[str, int]
    rows: tuple[Row, ...]

    def cell(self, heading: str) -> str:
        return f"{get_column_letter(self.columns.get(heading, 0) + 1)}1"


def read(raw: bytes, faults: Faults) -> dict[str, Sheet]:
    """Raises InstrumentRefused if the file cannot be read at all."""
    if len(raw) > MOST_BYTES or _unpacked(raw) > MOST_BYTES_UNPACKED:
        raise _unreadable("berkas terlalu besar untuk sebuah kuesioner")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        cells = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except CalamineError as error:
        raise _unreadable(f"berkas tidak dapat dibaca: {error}") from error
    return {name: _sheet(name, lines, faults) for name, lines in cells.items()}


def _unpacked(raw: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            return sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile as error:
        raise _unreadable("bukan berkas .xlsx") from error


def _unreadable(message: str) -> InstrumentRefused:
    return InstrumentRefused((Fault(sheet="", cell="", message=message),))


def _sheet(name: str, lines: Sequence[Sequence[Any]], faults: Faults) -> Sheet:
    headings = [_text(value) for value in lines[0]] if lines else []
    columns: dict[str, int] = {}
    for column, heading in enumerate(headings):
        if heading in columns:
            faults.add_cell(name, f"{get_column_letter(column + 1)}1", f"kolom {heading} ganda")
        elif heading:
            columns[heading] = column
        elif stray := next((n for n, line in enumerate(lines, 1) if _text(line[column])), None):
            cell = f"{get_column_letter(column + 1)}{stray}"
            faults.add_cell(name, cell, "isi di kolom tanpa judul")
    return Sheet(sheet=name, columns=columns, rows=_rows(name, lines, columns))


def _rows(name: str, lines: Sequence[Sequence[Any]], columns: Mapping[str, int]) -> tuple[Row, ...]:
    rows = (
        Row(
            sheet=name,
            number=number,
            columns=columns,
            texts={heading: _text(line[column]) for heading, column in columns.items()},
        )
        for number, line in enumerate(lines[1:], start=2)
    )
    return tuple(row for row in rows if any(row.texts.values()))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
