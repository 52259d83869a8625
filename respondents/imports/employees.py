from __future__ import annotations

from respondents.findings import blocks, warns
from respondents.imports import placing
from respondents.imports.candidates import Candidate
from respondents.imports.context import Context
from respondents.imports.row_reader import RowReader


def read(candidate: Candidate, reader: RowReader, context: Context) -> None:
    """A row of the list of staff (populasi_internal)."""
    candidate.category = reader.word("category")
    candidate.position = reader.text("position")
    candidate.level = reader.word("level")
    _place(candidate, reader, context)
    candidate.started_on = reader.day("started_on")
    candidate.in_unit_since = reader.day("in_unit_since")
    task = reader.word("main_task")
    candidate.main_task = task == "Ya" if task else None
    candidate.nip = reader.nip(status=candidate.category)
    candidate.further = reader.further("gender", "age_range", "education")
    _days_in_order(candidate, reader)
    _has_a_nip(candidate, reader)


def _place(candidate: Candidate, reader: RowReader, context: Context) -> None:
    """A code below the office wins over the unit's name, the name over the office itself."""
    by_code = placing.office_of(reader, context)
    candidate.unit, by_name = placing.unit_of(reader, context)
    if by_code not in (None, context.office.pk):
        candidate.office_id = by_code or context.office.pk
    elif by_name is not None:
        candidate.office_id = by_name


def _days_in_order(candidate: Candidate, reader: RowReader) -> None:
    since, start = candidate.in_unit_since, candidate.started_on
    if since is not None and start is not None and since < start:
        reader.note(
            "in_unit_since",
            blocks(
                "tanggal_urutan",
                f"Mulai di unit ({since:%d-%m-%Y}) lebih awal daripada mulai di instansi "
                f"({start:%d-%m-%Y}). Periksa kedua tanggal itu.",
            ),
        )


def _has_a_nip(candidate: Candidate, reader: RowReader) -> None:
    told = any(fault.column == "nip" for fault in reader.faults)
    if candidate.category in ("PNS", "PPPK") and not candidate.nip and not told:
        reader.note(
            "nip",
            warns(
                "nip_kosong",
                f"NIP belum diisi, padahal statusnya {candidate.category}. "
                "Isi NIP agar orang ini dikenali lagi tahun depan.",
            ),
        )
