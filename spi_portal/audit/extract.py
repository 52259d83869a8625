"""The ledger as a file for Indonesian Excel: UTF-8 with BOM, semicolons, no live formulas."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator

from django.utils import timezone

from spi_portal.audit import wording
from spi_portal.audit.models.entries import Entry

BOM = "\ufeff"
COLUMNS = ("Nomor", "Waktu", "Pelaku", "Kegiatan", "Kode kegiatan", "Hal", "Rincian")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # a cell that begins so is run by a spreadsheet


class _Line:
    """What csv writes to: hands the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The file, line by line, its head first."""
    writer = csv.writer(_Line(), delimiter=";")
    yield BOM + writer.writerow(COLUMNS)
    for entry in entries:
        yield writer.writerow([harmless(cell) for cell in _row(entry)])


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _row(entry: Entry) -> list[str]:
    return [
        str(entry.pk),
        timezone.localtime(entry.at).isoformat(timespec="seconds"),
        entry.actor,
        wording.deed(entry.verb),
        entry.verb,
        entry.subject,
        json.dumps(entry.details, ensure_ascii=False) if entry.details else "",
    ]
