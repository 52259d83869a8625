"""A file's sheets as grids of cells, whatever program wrote it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import cast

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from respondents.imports import csv_files, file_types, ods_parts, xlsx_parts
from respondents.imports.cells import Cell
from respondents.imports.file_types import FileType
from respondents.imports.xlsx_parts import Sheet

ROWS_AT_MOST = 250_000


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet; the first row of `rows` is row 1, as the sheet numbers it."""

    name: str
    rows: list[list[Cell]]
    known: Sheet = field(default_factory=Sheet)  # what its package tells beside its cells


def grids_of(content: bytes) -> list[Grid]:
    """Every sheet with something in it. Raises Unreadable."""
    file_type = file_types.recognise(content)
    if file_type == FileType.CSV:
        return _not_too_long([Grid("", csv_files.rows_of(content))])
    known = xlsx_parts.sheets_of(content) if file_type == FileType.XLSX else {}
    if file_type == FileType.ODS:
        ods_parts.refuse_endless(content)
    grids = [Grid(name, rows, known.get(name, Sheet())) for name, rows in _sheets(content) if rows]
    return _not_too_long(grids)


def _sheets(content: bytes) -> list[tuple[str, list[list[Cell]]]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [(name, _rows(workbook, name)) for name in _shown_first(workbook)]
    except PasswordError:
        raise file_types.locked() from None
    except (CalamineError, OSError, ValueError) as fault:
        raise file_types.broken() from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # how Rust code says that it gave up
            raise
        raise file_types.broken() from None


def _shown_first(workbook: CalamineWorkbook) -> list[str]:
    """A hidden sheet is an earlier copy more often than the list."""
    sheets = sorted(
        workbook.sheets_metadata, key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible
    )
    return [sheet.name for sheet in sheets]


def _rows(workbook: CalamineWorkbook, name: str) -> list[list[Cell]]:
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return cast("list[list[Cell]]", rows)


def _not_too_long(grids: list[Grid]) -> list[Grid]:
    if any(_has_too_many(grid.rows) for grid in grids):
        raise file_types.too_many()
    return grids


def _has_too_many(rows: list[list[Cell]]) -> bool:
    """Empty rows do not count: Excel saves a million of them when one is painted."""
    return len(rows) > ROWS_AT_MOST and sum(any(row) for row in rows) > ROWS_AT_MOST
