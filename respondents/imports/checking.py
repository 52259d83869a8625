"""A row of a file → the person it would make, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from respondents import eligibility, secrecy
from respondents.eligibility import Criteria, Reason
from respondents.findings import Severity, blocks, warns
from respondents.imports import employees, experts, visitors
from respondents.imports.candidates import Candidate
from respondents.imports.context import Context
from respondents.imports.reading import Fault, Row, Table
from respondents.imports.row_reader import RowReader
from respondents.kinds import Kind

READ = {
    Kind.INTERNAL.value: employees.read,
    Kind.EXTERNAL.value: visitors.read,
    Kind.EXPERT.value: experts.read,
}
COLUMN_OF_REASON = {
    Reason.TENURE: "started_on",
    Reason.UNIT_TENURE: "in_unit_since",
    Reason.MAIN_TASK: "main_task",
    Reason.LEVEL: "level",
    Reason.SERVICE_OLD: "served_on",
}


@dataclass(slots=True)
class Checked:
    """A row after its check; `faults` grows when rows are compared with each other."""

    candidate: Candidate
    faults: list[Fault] = field(default_factory=list)
    apart: frozenset[str] = frozenset()  # columns in which somebody said that sharing is right
    indexes: dict[str, bytes | None] = field(default_factory=dict)  # as far as asked for

    def index(self, contact: str) -> bytes | None:
        """The blind index of phone, email or nip, computed once; None without one."""
        if contact not in self.indexes:
            value = getattr(self.candidate, contact)
            self.indexes[contact] = secrecy.blind_index(value, column=contact)
        return self.indexes[contact]

    @property
    def is_blocked(self) -> bool:
        return self._has(Severity.BLOCKS)

    @property
    def is_ready(self) -> bool:
        """Can be used as it is."""
        return not self.is_blocked and not self._has(Severity.REPAIRABLE)

    def _has(self, severity: Severity) -> bool:
        return any(fault.finding.severity == severity for fault in self.faults)


def check(row: Row, *, table: Table, kind: str, context: Context) -> Checked:
    """Nothing is raised for bad data: every fault of the row is told at once."""
    reader = RowReader(row, kind=kind, on=context.on)
    candidate = Candidate(row=row.number, kind=kind, office_id=context.office.pk)
    candidate.name = reader.name()
    READ[kind](candidate, reader, context)
    candidate.phone, candidate.email = reader.phone(), reader.email()
    _can_be_reached(candidate, reader, table)
    _may_be_asked(candidate, reader, context.criteria)
    return Checked(candidate, reader.faults)


def _can_be_reached(candidate: Candidate, reader: RowReader, table: Table) -> None:
    """One way is enough. A contact that is written but wrong has been told already."""
    told = {fault.column for fault in reader.faults if fault.finding.severity == Severity.BLOCKS}
    if candidate.phone or candidate.email:
        if not candidate.phone and "no_wa" not in told and table.has("phone"):
            reader.note("phone", warns("wa_kosong", NO_PHONE))
        if not candidate.email and "email" not in told and table.has("email"):
            reader.note("email", warns("surel_kosong", NO_EMAIL))
    elif told.isdisjoint({"no_wa", "email"}):
        reader.note("phone", blocks("kontak_kosong", NO_CONTACT))


NO_PHONE = "Nomor WhatsApp belum diisi. Isi bila ada, agar undangan lebih mungkin sampai."
NO_EMAIL = "Alamat surel belum diisi. Isi bila ada, agar undangan lebih mungkin sampai."
NO_CONTACT = "Nomor WhatsApp dan surel kosong. Undangan perlu salah satunya. Isi nomor atau surel."


def _may_be_asked(candidate: Candidate, reader: RowReader, criteria: Criteria) -> None:
    """Those whom the criteria leave out stay on the list; it is said, and never typed."""
    reason = eligibility.reason_against(candidate, on=reader.on, criteria=criteria)
    if reason in COLUMN_OF_REASON and not any(
        fault.column == reader.column_name(COLUMN_OF_REASON[reason]) for fault in reader.faults
    ):
        reader.note(
            COLUMN_OF_REASON[reason],
            warns(
                f"syarat_{reason.value}",
                f"{criteria.told(reason)}. Orang ini tetap di daftar, tetapi tidak ikut diundi. "
                "Periksa bila keliru.",
            ),
        )
