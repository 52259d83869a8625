"""Rows as they lie in PostgreSQL's files: dead ones too, each with the transaction that wrote it.

Whoever holds the files needs no password. What is read here is the layout of a heap page:
24 bytes of header, line pointers of 4 bytes, and rows from the end of the page backwards.
Source: PostgreSQL 18 documentation, 66.6 "Database Page Layout".
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = 8192
HEADER = 24
NORMAL = 1  # a line pointer that leads to a row
ROW_HEADER = struct.Struct("<IIIHHHHHB")  # xmin, xmax, field3, ctid (3), infomask2, infomask, hoff


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    place: int  # counted through the file: page by page, pointer by pointer
    xmin: int
    xmax: int
    length: int  # bytes, header included
    data: bytes  # columns, one behind the other

    @property
    def uuid(self) -> str:
        """The first column of a table that begins with one."""
        return self.data[:16].hex()

    def short_bytes(self) -> bytes:
        """The first column of a table that begins with a bytea of less than 127 bytes."""
        length = (self.data[0] >> 1) - 1 if self.data and self.data[0] & 1 else 0
        return self.data[1 : 1 + length]


def rows(path: Path) -> Iterator[Row]:
    """Of a table's file and of those that continue it (`.1`, `.2` …); none if it has no file."""
    place = 0
    for segment in _segments(path):
        content = segment.read_bytes()
        for start in range(0, len(content) - PAGE + 1, PAGE):
            yield from _page(content[start : start + PAGE], place)
            place += PAGE


def _segments(path: Path) -> Iterator[Path]:
    number, segment = 0, path
    while segment.exists():
        yield segment
        number += 1
        segment = path.with_name(f"{path.name}.{number}")


def _page(page: bytes, place: int) -> Iterator[Row]:
    lower = struct.unpack_from("<H", page, 12)[0]
    for number, at in enumerate(range(HEADER, lower, 4)):
        pointer = struct.unpack_from("<I", page, at)[0]
        offset, state, length = pointer & 0x7FFF, pointer >> 15 & 3, pointer >> 17
        if state == NORMAL and length >= ROW_HEADER.size:
            xmin, xmax, *_, hoff = ROW_HEADER.unpack_from(page, offset)
            data = page[offset + hoff : offset + length]
            yield Row(place=place + number, xmin=xmin, xmax=xmax, length=length, data=data)
