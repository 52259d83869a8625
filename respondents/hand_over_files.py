"""The file with which a list is handed over: its columns are those that the receiver asked for.

Written row by row into a file on the disk, so that a hundred thousand people need no more memory
than a few.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

from django.db import models
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, TYPE_STRING, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from spi_portal.audit.extract import harmless
from spi_portal.ui.downloads import CSV, XLSX


class Format(models.TextChoices):
    XLSX = "xlsx", "Excel (.xlsx)"
    CSV = "csv", "Teks (.csv)"


CONTENT_TYPE = {Format.XLSX: XLSX, Format.CSV: CSV}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`file` stands at its beginning, and is gone from the disk when it is closed."""

    file: IO[bytes]
    rows: int
    sha256: str


def write(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    format: Format,  # what else
    watermark: str,
) -> Written:
    """`watermark` stands on every printed page; a csv has none, and says it by its name alone."""
    file = tempfile.TemporaryFile(prefix="spi-")  # noqa: SIM115  # the answer closes it
    if format == Format.CSV:
        count = _write_csv(file, headings, rows)
    else:
        count = _write_xlsx(file, headings, rows, watermark)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return Written(file=file, rows=count, sha256=digest)


def _write_csv(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings)
    count = 0
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        count += 1
    text.flush()
    text.detach()
    return count


def _write_xlsx(
    file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[str]], watermark: str
) -> int:
    workbook = Workbook(write_only=True)
    sheet: WriteOnlyWorksheet = workbook.create_sheet("Data")
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = watermark
    sheet.append(list(headings))
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
        count += 1
    workbook.save(file)
    return count


def _cell(sheet: WriteOnlyWorksheet, text: str) -> object:
    """Text stays text, also where it begins like a formula."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = TYPE_STRING
    return cell
