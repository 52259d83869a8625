"""A file's sheets as grids of cells, whatever program wrote it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import cast

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from respondents.imports import csv_files, file_types, packages
from respondents.imports.cells import Cell
from respondents.imports.file_types import FileType
from respondents.imports.unreadable import Unreadable

ROWS_AT_MOST = 250_000


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet; the first row of `rows` is row 1, as the sheet numbers it."""

    name: str
    rows: list[list[Cell]]
    formulas: frozenset[tuple[int, int]] = field(default=frozenset())  # (row, column), from 1


def grids_of(content: bytes) -> list[Grid]:
    """Every sheet with something in it. Raises Unreadable."""
    file_type = file_types.recognise(content)
    if file_type == FileType.CSV:
        return _not_too_long([Grid("", csv_files.rows_of(content))])
    formulas = packages.formulas_of(content) if file_type == FileType.XLSX else {}
    if file_type == FileType.ODS:
        packages.refuse_repeated(content)
    grids = [
        Grid(name, rows, formulas.get(name, frozenset())) for name, rows in _sheets(content) if rows
    ]
    return _not_too_long(grids)


def _sheets(content: bytes) -> list[tuple[str, list[list[Cell]]]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [(name, _rows(workbook, name)) for name in workbook.sheet_names]
    except PasswordError:
        raise file_types.locked() from None
    except (CalamineError, OSError, ValueError) as fault:
        raise file_types.broken() from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # how Rust code says that it gave up
            raise
        raise file_types.broken() from None


def _rows(workbook: CalamineWorkbook, name: str) -> list[list[Cell]]:
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return cast("list[list[Cell]]", rows)


def _not_too_long(grids: list[Grid]) -> list[Grid]:
    if any(len(grid.rows) > ROWS_AT_MOST for grid in grids):
        raise Unreadable(
            "terlalu_banyak",
            "Berkas ini memuat lebih dari 250.000 baris. Bagi menjadi beberapa berkas, "
            "lalu unggah satu per satu.",
        )
    return grids
