from __future__ import annotations

import re
from datetime import date

from respondents.findings import blocks, warns
from respondents.imports import placing
from respondents.imports.candidates import Candidate
from respondents.imports.cells import Cell, day_of, text_of
from respondents.imports.context import Context
from respondents.imports.row_reader import RowReader
from respondents.vocabulary import YES_NO

BASIS = re.compile(r"^dasar\s*:\s*(.{8,})$", re.IGNORECASE | re.DOTALL)
LONGEST_BASIS = 160  # letters
YES_AND_DAY = re.compile(r"^(\w+)\W+(\d.*\d)\W*$")


def read(candidate: Candidate, reader: RowReader, context: Context) -> None:
    """A row of the list of service users and vendors (populasi_eksternal)."""
    candidate.category = reader.word("category")
    candidate.position = reader.text("position")
    candidate.office_id = placing.office_of(reader, context) or context.office.pk
    candidate.service = placing.service_of(reader, context)
    candidate.served_on = reader.day("served_on")
    candidate.consent_on = consent(reader, expected=True)
    candidate.further = reader.further("source", "gender", "age_range", "education")
    candidate.further |= basis(reader)


def basis(reader: RowReader) -> dict[str, str]:
    """Why somebody may be written to who was not asked: "Dasar: data perizinan; Perda 5/2020".

    It stands where consent does, for a row has the one or the other.
    """
    found = BASIS.match(text_of(reader.row.cells.get("consent")))
    return {"contact_basis": " ".join(found[1].split())[:LONGEST_BASIS]} if found else {}


def consent(reader: RowReader, *, expected: bool) -> date | None:
    """The day on which the person agreed to be written to: "Ya, 12-03-2026", or the day alone."""
    if basis(reader):
        return None
    answer, day = _answer_and_day(reader.row.cells.get("consent"))
    if answer == "Tidak":
        reader.note(
            "consent",
            blocks("tidak_setuju", "Orang ini tidak setuju dihubungi. Hapus barisnya."),
        )
    elif day is None and answer == "Ya":
        reader.note(
            "consent",
            warns(
                "setuju_tanpa_tanggal",
                "Tanggal persetujuan belum ditulis. Tulis misalnya: Ya, 12-03-2026.",
            ),
        )
    elif day is None and expected:
        reader.note(
            "consent",
            warns(
                "setuju_kosong",
                "Persetujuan dihubungi belum dicatat. Tulis Ya dan tanggalnya, "
                "atau sumber dan dasarnya, misalnya: Dasar: data perizinan; Perda 5/2020.",
            ),
        )
    return day


def _answer_and_day(cell: Cell) -> tuple[str, date | None]:
    text = text_of(cell)
    word = YES_NO.recognise(text)
    if word is not None or not text:
        return word or "", None
    parts = YES_AND_DAY.match(text)
    try:
        day = day_of(parts[2] if parts and not text[0].isdigit() else cell)
    except ValueError:
        return "", None
    return (YES_NO.recognise(parts[1]) or "") if parts and not text[0].isdigit() else "Ya", day
