from __future__ import annotations

from respondents.findings import warns
from respondents.imports import visitors
from respondents.imports.candidates import Candidate
from respondents.imports.context import Context
from respondents.imports.row_reader import RowReader

YEARS_RETIRED = 5  # SPI asks retired officials of at most this long ago


def read(candidate: Candidate, reader: RowReader, context: Context) -> None:
    """A row of the city's list of experts (populasi_ahli)."""
    candidate.category = reader.word("category")
    candidate.position = reader.text("position")
    candidate.consent_on = visitors.consent(reader, expected=False)
    candidate.further = reader.further("expertise", "basis", "retired_in")
    _retired_lately(candidate, reader)


def _retired_lately(candidate: Candidate, reader: RowReader) -> None:
    year = candidate.further.get("retired_in", "")
    if year.isdigit() and int(year) >= reader.on.year - YEARS_RETIRED:
        return
    if year:
        reader.note(
            "retired_in",
            warns(
                "pensiun_lama",
                "Tahun pensiun tidak terbaca atau lebih dari 5 tahun lalu. "
                "SPI meminta pensiunan paling lama 5 tahun. Periksa tahunnya.",
            ),
        )
