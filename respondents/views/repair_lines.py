"""The faults of one page, each with the cell as it stands and with whoever shares it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from respondents.findings import Finding
from respondents.imports import columns
from respondents.models.lists import Fault, Upload
from respondents.models.people import Person
from respondents.models.staged import StagedRow

SHARED = {"no_wa": "phone_index", "email": "email_index", "nip": "nip_index"}
KEYBOARDS = {"no_wa": "tel", "email": "email", "nip": "numeric"}
TWINS = 3  # shown beside a row; more would not be compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Somebody who shares with a row what only one person can have."""

    name: str
    whereabouts: str
    detail: str
    value: str  # what the form sends when this one is right


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fault as the page shows it, with the cell as it stands in the file."""

    fault: Fault
    staged: StagedRow
    label: str
    value: str
    choices: Sequence[str]
    twins: Sequence[Twin]
    message: str
    has_focus: bool = False  # where one goes on typing

    @property
    def anchor(self) -> str:
        return f"b{self.fault.row}"

    @property
    def can_be_typed(self) -> bool:
        return bool(self.label)

    @property
    def may_be_two_people(self) -> bool:
        return self.fault.column in ("no_wa", "email")

    @property
    def keyboard(self) -> str:
        return KEYBOARDS.get(self.fault.column, "text")

    @property
    def field_id(self) -> str:
        return f"i{self.fault.pk}"

    @property
    def detail(self) -> str:
        return _detail(self.staged)

    @property
    def save_hint(self) -> str:
        return f"Simpan baris {self.fault.row}"

    @property
    def skip_hint(self) -> str:
        return f"Lewati baris {self.fault.row}"

    @property
    def is_in_the_way(self) -> bool:
        return self.fault.severity != Fault.Severity.WARNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was typed into a cell and why it cannot stand."""

    row: int
    column: str
    value: str
    finding: Finding


def lines(
    upload: Upload,
    faults: Iterable[int],
    *,
    proposals: Mapping[int, str],
    refused: Refused | None,
    next_row: int = 0,
) -> list[Line]:
    """One for each of the faults, by key. `proposals` are safe values by row."""
    found = list(Fault.objects.filter(pk__in=list(faults)).order_by("row", "pk"))
    rows = StagedRow.objects.filter(upload=upload, row__in={fault.row for fault in found})
    staged = {one.row: one for one in rows}
    twins = _twins(upload, found, staged)
    ours = {column.name: column for column in columns.TEMPLATES[upload.kind]}
    return [
        _line(
            fault,
            staged[fault.row],
            ours.get(fault.column),
            twins=twins[fault.row],
            proposal=proposals.get(fault.row, ""),
            refused=refused,
            is_next=fault.row == next_row,
        )
        for fault in found
        if fault.row in staged
    ]


def _line(
    fault: Fault,
    staged: StagedRow,
    column: columns.Column | None,
    *,
    twins: Sequence[Twin],
    proposal: str,
    refused: Refused | None,
    is_next: bool,
) -> Line:
    value = proposal or (staged.cells.texts.get(column.field, "") if column else "")
    is_refused = refused is not None and (fault.row, fault.column) == (refused.row, refused.column)
    return Line(
        fault=fault,
        staged=staged,
        label=column.label if column else "",
        value=refused.value if refused and is_refused else value,
        choices=column.words.choices if column and column.words else (),
        twins=twins,
        message=refused.finding.message if refused and is_refused else fault.message,
        has_focus=is_refused or is_next,
    )


def _twins(
    upload: Upload, faults: list[Fault], staged: dict[int, StagedRow]
) -> dict[int, list[Twin]]:
    """For each row that may be somebody twice: the others, in the file and on the list."""
    doubled = [fault for fault in faults if fault.code == "ganda" and fault.column in SHARED]
    shares = Q()
    for fault in doubled:
        index = SHARED[fault.column]
        shares |= Q(**{index: bytes(getattr(staged[fault.row], index) or b"")})
    found: dict[int, list[Twin]] = defaultdict(list)
    if not shares:
        return found
    others = list(StagedRow.objects.filter(shares, upload=upload, is_skipped=False)[:200])
    known = list(
        Person.objects.on_lists().filter(shares, kind=upload.kind).select_related("office")[:200]
    )
    for fault in doubled:
        index, own = SHARED[fault.column], staged[fault.row]
        mine = bytes(getattr(own, index) or b"")
        found[fault.row] = [
            _twin_in_file(one)
            for one in others
            if one.row != own.row and bytes(getattr(one, index) or b"") == mine
        ][:TWINS] or [
            _twin_on_list(one)
            for one in known
            if one.pk != own.person_id and bytes(getattr(one, index) or b"") == mine
        ][:TWINS]
    return found


def _twin_in_file(one: StagedRow) -> Twin:
    where = f"Baris {one.row} di berkas ini"
    return Twin(name=one.name, whereabouts=where, detail=_detail(one), value=str(one.row))


def _twin_on_list(one: Person) -> Twin:
    where = f"Data lama, {one.office.short_name}"
    return Twin(name=one.name, whereabouts=where, detail=_detail(one), value="lama")


def _detail(one: StagedRow | Person) -> str:
    nip = f"NIP …{one.nip[-6:]}" if one.nip else ""
    return ", ".join(part for part in (nip, one.position, one.unit) if part)
