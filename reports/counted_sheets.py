"""All counted sheets of a kind as one matrix, read from the database without a list a sheet.

PostgreSQL's binary COPY of a group's number and an array of as many small integers as the
instrument has items: every row has the same length (PostgreSQL manual, COPY, file formats).
"""

from __future__ import annotations

from uuid import UUID

import numpy as np
from django.db import connection

from reports.scoring import Sheets
from surveys.models.groups import AnonymityGroup
from surveys.models.sheets import Sheet

HEADER, TRAILER = 19, 2  # bytes
QUERY = f"""COPY (
    SELECT s.group_id, s.answers FROM {Sheet._meta.db_table} s
    JOIN {AnonymityGroup._meta.db_table} g ON g.id = s.group_id
    WHERE g.wave_id = %s AND g.kind = %s
) TO STDOUT (FORMAT BINARY)"""  # noqa: S608 (names of our own tables)


class UnequalSheets(ValueError):
    """A sheet is longer or shorter than its instrument."""


def by_group(wave: UUID, kind: str, *, items: int) -> dict[int, Sheets]:
    """The sheets of each group of the kind that has any, in an order of their own.

    Sorted by their answers, so that the order of rows in the table changes nothing.
    Raises UnequalSheets.
    """
    numbers, sheets = _read(wave, kind, items)
    if not len(numbers):
        return {}
    order = np.argsort(numbers, kind="stable")
    groups, starts = np.unique(numbers[order], return_index=True)
    parts = np.split(sheets[order], starts[1:])
    return {int(group): _sorted(part) for group, part in zip(groups, parts, strict=True)}


def _read(
    wave: UUID, kind: str, items: int
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Sheets]:
    copied = bytearray()
    with connection.cursor() as cursor, cursor.copy(QUERY, [wave, kind]) as copy:
        for block in copy:
            copied += block
    row = np.dtype(
        [
            ("fields", ">i2"), ("group_bytes", ">i4"), ("group", ">i8"),
            ("array_bytes", ">i4"), ("array", ">i4", 5), ("answers", _answer(), (items,)),
        ]
    )  # fmt: skip
    many, rest = divmod(len(copied) - HEADER - TRAILER, row.itemsize)
    rows = np.frombuffer(copied, dtype=row, count=many, offset=HEADER)
    if rest or (rows["array"][:, 3] != items).any():
        raise UnequalSheets(f"not every {kind} sheet has {items} answers")
    return rows["group"].astype(np.int64), rows["answers"]["ordinal"].astype(np.int16)


def _answer() -> np.dtype[np.void]:
    return np.dtype([("bytes", ">i4"), ("ordinal", ">i2")])


def _sorted(sheets: Sheets) -> Sheets:
    """By the bytes of their answers, which is as good as any order."""
    whole = np.ascontiguousarray(sheets).view(f"S{2 * sheets.shape[1]}").ravel()
    return sheets[np.argsort(whole, kind="stable")]
