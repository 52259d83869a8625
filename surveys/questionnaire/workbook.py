"""The cells of an .xlsx as texts with addresses, before anybody asks what they mean."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from surveys.questionnaire.faults import Fault, Faults, InstrumentRefused

NOTES = "_"  # a sheet whose name begins so is the methodologist's own, and not read
MOST_BYTES = 2 * 1024 * 1024
MOST_BYTES_UNPACKED = 16 * 1024 * 1024  # a small file may unpack to a very large one
MOST_ROWS = 5_000
MOST_COLUMNS = 100

# What openpyxl, zipfile, zlib and the XML parser raise for a broken or encrypted file
_BROKEN = (
    *(InvalidFileException, zipfile.BadZipFile, zlib.error, SyntaxError, OSError),
    *(AttributeError, LookupError, RuntimeError, TypeError, ValueError),
)


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
        # Sparse, unlike faster readers: one stray cell in the last row of the last column
        # would make them fill a table of 17 billion cells.
        book = load_workbook(io.BytesIO(raw), data_only=True)
    except _BROKEN as error:
        raise _unreadable(f"berkas tidak dapat dibaca: {error}") from error
    sheets = [sheet for sheet in book.worksheets if not sheet.title.startswith(NOTES)]
    return {sheet.title: _sheet(sheet, faults) for sheet in sheets}


def _unpacked(raw: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            return sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile as error:
        raise _unreadable("bukan berkas .xlsx") from error


def _unreadable(message: str) -> InstrumentRefused:
    return InstrumentRefused((Fault(sheet="", cell="", message=message),))


def _sheet(sheet: Worksheet, faults: Faults) -> Sheet:
    name = sheet.title
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        cell = f"{get_column_letter(sheet.max_column)}{sheet.max_row}"
        faults.add_cell(
            name, cell, f"isi atau format di luar {MOST_ROWS} baris, {MOST_COLUMNS} kolom"
        )
    last_row, last_column = min(sheet.max_row, MOST_ROWS), min(sheet.max_column, MOST_COLUMNS)
    lines = list(sheet.iter_rows(max_row=last_row, max_col=last_column, values_only=True))
    columns = _columns(name, lines, faults)
    return Sheet(sheet=name, columns=columns, rows=_rows(name, lines, columns))


def _columns(name: str, lines: Sequence[Sequence[object]], faults: Faults) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, value in enumerate(lines[0] if lines else ()):
        heading = _text(value)
        if heading and (fault := _heading_fault(value, heading in columns)):
            faults.add_cell(name, f"{get_column_letter(column + 1)}1", fault)
        elif heading:
            columns[heading] = column
        elif stray := next((n for n, line in enumerate(lines, 1) if _text(line[column])), None):
            cell = f"{get_column_letter(column + 1)}{stray}"
            faults.add_cell(name, cell, "isi di kolom tanpa judul")
    return columns


def _heading_fault(value: object, again: bool) -> str | None:
    if not isinstance(value, str):
        return "judul kolom harus teks"
    return f"kolom {value} ganda" if again else None


def _rows(
    name: str, lines: Sequence[Sequence[object]], columns: Mapping[str, int]
) -> tuple[Row, ...]:
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


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
