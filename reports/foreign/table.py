"""A CSV file as columns of text, each cell found again by the row that a spreadsheet shows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from math import isfinite

import numpy as np

from reports.estimation.sums import Floats
from reports.foreign.faults import FaultyInput

EMPTY = ("", "NA", "NaN")
COMMENT = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    names: list[str]
    rows: list[list[str]]
    numbers: list[int]  # of the lines in the file, from 1

    def column(self, name: str) -> list[str]:
        """Raises FaultyInput for a column that is not there."""
        if name not in self.names:
            raise FaultyInput(f"there is no column {name!r}; there are {', '.join(self.names)}")
        place = self.names.index(name)
        return [row[place].strip() for row in self.rows]

    def filled(self, name: str) -> list[str]:
        """Raises FaultyInput for an empty cell."""
        found = self.column(name)
        for number, cell in zip(self.numbers, found, strict=True):
            if cell in EMPTY:
                raise FaultyInput(f"row {number}, column {name!r}: the cell is empty")
        return found

    def decimals(self, name: str, *, gaps: bool) -> Floats:
        """NaN for an empty cell where `gaps` allows it. Raises FaultyInput."""
        cells = self.column(name) if gaps else self.filled(name)
        return np.array(
            [
                self._decimal(cell, number, name)
                for number, cell in zip(self.numbers, cells, strict=True)
            ]
        )

    def _decimal(self, cell: str, number: int, name: str) -> float:
        if cell in EMPTY:
            return float("nan")
        try:
            found = float(cell)
        except ValueError:
            found = float("inf")
        if not isfinite(found):
            raise FaultyInput(f"row {number}, column {name!r}: {cell!r} is not a number")
        return found


def read(content: bytes) -> Table:
    """UTF-8, with commas or semicolons; lines that begin with # are left out.

    Raises FaultyInput.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise FaultyInput(f"row {line}: the file is not UTF-8") from fault
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if not _is_left_out(line)]
    if not lines:
        raise FaultyInput("the file is empty")
    mark = ";" if lines[0][1].count(";") > lines[0][1].count(",") else ","
    names, *rows = csv.reader(io.StringIO("\n".join(line for _, line in lines)), delimiter=mark)
    table = Table(
        names=[name.strip() for name in names], rows=rows, numbers=[n for n, _ in lines[1:]]
    )
    _check(table)
    return table


def _is_left_out(line: str) -> bool:
    return not line.strip() or line.startswith(COMMENT)


def _check(table: Table) -> None:
    twice = [name for name, times in Counter(table.names).items() if times > 1]
    if twice:
        raise FaultyInput(f"row 1: column {twice[0]!r} is there twice")
    if not table.rows:
        raise FaultyInput("the file has a header and no rows")
    if len(table.rows) != len(table.numbers):
        raise FaultyInput("a cell goes over several lines; put each respondent on one line")
    for number, row in zip(table.numbers, table.rows, strict=True):
        if len(row) != len(table.names):
            raise FaultyInput(
                f"row {number}: {len(row)} cells, but the header has {len(table.names)} columns"
            )
