"""Mending an upload row by row or many at once, before it is used; everything can be undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from respondents import access, secrecy
from respondents.findings import Finding, Severity
from respondents.imports import rechecking
from respondents.imports.checking import Checked
from respondents.imports.columns import TEMPLATES
from respondents.imports.context import Context
from respondents.models.lists import Fault, Upload
from respondents.models.staged import Repair, StagedRow
from spi_portal.accounts.models import User

ME = "respondents.repairs"
AT_ONCE = 1000  # rows that one press mends; what is left is mended by the next
LONGEST = 300  # letters of a cell

How = Repair.How


class NotPossible(Exception):
    """The message is for whoever asked."""


class _StillWrongError(Exception):
    """Takes the transaction back."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


GONE = "Unggahan ini sudah dipakai atau dibatalkan, jadi barisnya tidak bisa diubah lagi."
UNDONE = "Perbaikan ini sudah diurungkan, atau selnya sudah diperbaiki lagi sesudahnya."


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cell as the file has it, and as it would be."""

    row: int
    name: str
    before: str
    after: str


def mend(upload: Upload, row: int, *, column: str, value: str, by: User) -> Finding | None:
    """Put `value` into the cell. What still blocks the cell is returned, and nothing is kept.

    Raises NotPossible.
    """
    try:
        with access.acting(ME):
            _mend(upload, row, column, value.strip()[:LONGEST], by=by)
    except _StillWrongError as still:
        return still.finding
    return None


def _mend(upload: Upload, row: int, column: str, value: str, *, by: User) -> None:
    upload, (staged,) = _open(upload, [row])
    field = field_of(upload.kind, column)
    before = _put(staged, field, value)
    (checked,) = rechecking.recheck(upload, [staged], on=timezone.localdate())
    if wrong := _wrong_with(checked, column):
        raise _StillWrongError(wrong)
    _note(upload, [(staged, column, before, value)], how=How.MENDED, by=by)
    _stopped_at(upload, row)


@transaction.atomic
def mend_all(upload: Upload, code: str, *, by: User) -> int:
    """Accept the proposals for one fault, as far as they are safe. Returns how many rows.

    Raises NotPossible.
    """
    with access.acting(ME):
        upload, rows = _open(upload, _rows_with(upload, code)[:AT_ONCE])
        done = []
        for staged, column, proposal in _proposals(upload, rows, code):
            before = _put(staged, field_of(upload.kind, column), proposal)
            done.append((staged, column, before, proposal))
        if not done:
            raise NotPossible("Tidak ada usulan yang bisa diterapkan lagi.")
        rechecking.recheck(upload, [one[0] for one in done], on=timezone.localdate())
        _note(upload, done, how=How.MENDED, by=by)
        _stopped_at(upload, done[-1][0].row)
    return len(done)


@transaction.atomic
def fill_all(upload: Upload, code: str, *, column: str, value: str, by: User) -> int:
    """Put the same into this cell of every row with the fault. Returns how many rows.

    Raises NotPossible.
    """
    with access.acting(ME):
        told = Fault.objects.filter(upload=upload, code=code).order_by("row")
        rows_told = list(told.values_list("row", flat=True).distinct()[:AT_ONCE])
        upload, rows = _open(upload, rows_told)
        field = field_of(upload.kind, column)
        done = [(staged, column, _put(staged, field, value), value) for staged in rows]
        rechecking.recheck(upload, rows, on=timezone.localdate())
        _note(upload, done, how=How.MENDED, by=by)
        _stopped_at(upload, rows[-1].row)
    return len(rows)


def enter(upload: Upload, cells: dict[int, dict[str, str]], *, by: User | None) -> int:
    """Put in what differs from the rows as they stand, many at once. Returns how many rows.

    `cells` are texts by field, by row. A row that is still wrong keeps its faults, and is told.
    Raises NotPossible.
    """
    columns = {column.field: column.name for column in TEMPLATES[upload.kind]}
    with access.acting(ME):
        upload, rows = _open(upload, cells)
        done = []
        for staged in rows:
            known = staged.cells.texts
            for field, text in cells[staged.row].items():
                if text != known.get(field, ""):
                    before = _put(staged, field, text[:LONGEST])
                    done.append((staged, columns[field], before, text[:LONGEST]))
        changed = {staged.row: staged for staged, *_ in done}
        if changed:
            rechecking.recheck(upload, list(changed.values()), on=timezone.localdate())
            _note(upload, done, how=How.MENDED, by=by)
    return len(changed)


def preview(upload: Upload, code: str, *, rows: Collection[int]) -> list[Change]:
    """The changes that `mend_all` would make in these rows."""
    with access.acting(ME):
        staged = list(StagedRow.objects.filter(upload=upload, row__in=rows).order_by("row"))
        return [
            Change(
                row=one.row,
                name=one.name,
                before=one.cells.texts.get(field_of(upload.kind, column), ""),
                after=proposal,
            )
            for one, column, proposal in _proposals(upload, staged, code)
        ]


@transaction.atomic
def skip(upload: Upload, rows: Collection[int], *, by: User) -> None:
    """Leave rows out: they are not used, and their faults are told no more. Raises NotPossible."""
    with access.acting(ME):
        upload, found = _open(upload, rows)
        for staged in found:
            staged.is_skipped = True
        rechecking.recheck(upload, found, on=timezone.localdate())
        _note(upload, [(one, "", "", "") for one in found], how=How.SKIPPED, by=by)
        _stopped_at(upload, found[-1].row)


@transaction.atomic
def tell_apart(upload: Upload, rows: Collection[int], *, column: str, by: User) -> None:
    """Two people do share this number: neither row is a mistake. Raises NotPossible."""
    if column not in ("no_wa", "email"):
        raise NotPossible("Dua orang tidak mungkin memakai NIP yang sama. Perbaiki salah satunya.")
    with access.acting(ME):
        upload, found = _open(upload, rows)
        for staged in found:
            staged.apart = sorted({*staged.apart, column})
        rechecking.recheck(upload, found, on=timezone.localdate())
        _note(upload, [(one, column, "", "") for one in found], how=How.APART, by=by)
        _stopped_at(upload, found[-1].row)


@transaction.atomic
def undo(upload: Upload, batch: UUID, *, by: User) -> int:
    """Take back what one press did. Returns how many rows. Raises NotPossible."""
    with access.acting(ME):
        repairs = _last_of(upload, batch)
        if not repairs:
            raise NotPossible(UNDONE)
        upload, rows = _open(upload, {one.row for one in repairs}, skipped_too=True)
        by_row = {staged.row: staged for staged in rows}
        for repair in repairs:
            _take_back(upload, by_row[repair.row], repair)
        rechecking.recheck(upload, rows, on=timezone.localdate())
        Repair.objects.filter(pk__in=[one.pk for one in repairs]).update(undone_at=timezone.now())
    return len(rows)


def field_of(kind: str, column: str) -> str:
    """What a row of ours calls the column of the template. Raises NotPossible."""
    for one in TEMPLATES[kind]:
        if one.name == column:
            return one.field
    raise NotPossible("Kolom ini tidak ada di daftar.")


def value_of(repair: Repair, staged: StagedRow) -> tuple[str, str]:
    """The cell before and after."""
    before = secrecy.open_text(repair.before_sealed, column="before", row=staged.pk)
    return before, secrecy.open_text(repair.after_sealed, column="after", row=staged.pk)


# --- Within one transaction -----------------------------------------------------------------


def _open(
    upload: Upload, rows: Iterable[int], *, skipped_too: bool = False
) -> tuple[Upload, list[StagedRow]]:
    """The upload under a lock, and its rows that may be changed."""
    locked = Upload.objects.select_for_update(of=("self",)).select_related("office")
    upload = locked.defer("content").get(pk=upload.pk)
    if upload.state != Upload.State.CHECKED:
        raise NotPossible(GONE)
    found = StagedRow.objects.filter(upload=upload, row__in=list(rows)).order_by("row")
    staged = [one for one in found if skipped_too or not one.is_skipped]
    if not staged:
        raise NotPossible("Baris ini tidak ada, atau sudah dilewati.")
    return upload, staged


def _rows_with(upload: Upload, code: str) -> list[int]:
    faults = Fault.objects.filter(upload=upload, code=code, severity=Severity.REPAIRABLE)
    return list(faults.order_by("row").values_list("row", flat=True).distinct())


def _proposals(
    upload: Upload, rows: Iterable[StagedRow], code: str
) -> Iterator[tuple[StagedRow, str, str]]:
    """Checked anew, for the proposals that are kept for the pages are masked."""
    context = Context.of(upload.office, on=timezone.localdate())
    table = rechecking.table_of(upload)
    for staged in rows:
        for fault in rechecking.check(staged, table, context).faults:
            finding = fault.finding
            if finding.code == code and finding.severity == Severity.REPAIRABLE:
                yield staged, fault.column, finding.proposal
                break


def _put(staged: StagedRow, field: str, value: str) -> str:
    """Write into the cell; its formula is gone. Returns what stood there."""
    cells = staged.cells
    before = cells.texts.get(field, "")
    cells.texts[field] = value
    cells.formulas = cells.formulas - {field}
    staged.cells = cells
    return before


def _wrong_with(checked: Checked, column: str) -> Finding | None:
    """What keeps the row from being used, in this very cell."""
    wrong = (Severity.BLOCKS, Severity.REPAIRABLE)
    return next(
        (
            fault.finding
            for fault in checked.faults
            if fault.column == column and fault.finding.severity in wrong
        ),
        None,
    )


def _note(
    upload: Upload, done: list[tuple[StagedRow, str, str, str]], *, how: Repair.How, by: User | None
) -> None:
    """Keep what one press did: row, column, cell before and after."""
    batch = uuid4()
    Repair.objects.bulk_create(
        Repair(
            upload=upload,
            office_id=upload.office_id,
            batch=batch,
            row=staged.row,
            how=how,
            column=column,
            before_sealed=secrecy.seal_text(before, column="before", row=staged.pk),
            after_sealed=secrecy.seal_text(after, column="after", row=staged.pk),
            made_by=by,
        )
        for staged, column, before, after in done
    )


def _last_of(upload: Upload, batch: UUID) -> list[Repair]:
    """The repairs of one press whose cells nobody mended again since."""
    of_upload = Repair.objects.filter(upload=upload).standing()
    repairs = list(of_upload.filter(batch=batch).order_by("pk"))
    if not repairs:
        return []
    later = of_upload.filter(pk__gt=repairs[-1].pk, row__in={one.row for one in repairs})
    mended_again = set(later.values_list("row", "column"))
    return [one for one in repairs if (one.row, one.column) not in mended_again]


def _take_back(upload: Upload, staged: StagedRow, repair: Repair) -> None:
    match repair.how:
        case How.MENDED:
            before, _ = value_of(repair, staged)
            _put(staged, field_of(upload.kind, repair.column), before)
        case How.SKIPPED:
            staged.is_skipped = False
        case How.APART:
            staged.apart = [column for column in staged.apart if column != repair.column]


def _stopped_at(upload: Upload, row: int) -> None:
    """Where the office goes on when it comes back."""
    Upload.objects.filter(pk=upload.pk).update(stopped_at=row)
