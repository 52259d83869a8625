"""The life of an uploaded list: received, checked, accepted, taken over, or dropped."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from respondents import access, freezing, removing, repairs, sealed_files
from respondents.imports import (
    checking,
    columns,
    duplicates,
    faults,
    matching,
    merging,
    reading,
    registered,
    returning,
    staging,
)
from respondents.imports.checking import Checked
from respondents.imports.context import Context
from respondents.imports.matching import Match
from respondents.imports.merging import Difference
from respondents.imports.rechecking import cells_of
from respondents.imports.unreadable import Unreadable
from respondents.kinds import Kind
from respondents.models.lists import LEASE, Fault, Upload
from respondents.models.offices import Office
from respondents.models.staged import KnownHeading, Repair
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger

BELL = "respondents.tasks.work"
OPEN = (
    Upload.State.WAITING,
    Upload.State.READING,
    Upload.State.MATCHING,
    Upload.State.CHECKED,
)
STALE = timedelta(days=183)  # the contacts in a file that nobody used are kept no longer
LOST = "Berkas ini tidak lagi tersimpan. Daftar lama tidak berubah. Unggah lagi berkasnya."


class NotReady(Exception):
    """The upload is not, or no longer, one that this can be done with."""


class WrongList(Exception):
    """Experts are on the city's list, everybody else on an office's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found. `problem` is set when the file as a whole cannot be read."""

    rows: int = 0
    ready: int = 0  # can be used as they are
    repairable: int = 0  # … once the proposals are accepted
    faults: tuple[reading.Fault, ...] = ()
    problem: Unreadable | None = None


def kinds_of(office: Office) -> list[Kind]:
    """The lists that an office keeps."""
    if office.parent_id is None:
        return [Kind.EXPERT]
    return [Kind.INTERNAL, Kind.EXTERNAL]


@transaction.atomic
def receive(*, file_name: str, content: bytes, office: Office, kind: str, by: User | str) -> Upload:
    """Keep the file, sealed, until a worker has read it; the worker is rung.

    The same file again is the same upload while that is open. Raises WrongList.
    """
    digest = hashlib.sha256(content).digest()
    open_uploads = Upload.objects.of(office, kind).filter(state__in=OPEN)
    if same := open_uploads.filter(file_hash=digest).first():
        return same
    upload = _receive(file_name, content, office, kind, by=by)
    bells.ring(BELL)
    return upload


@transaction.atomic
def hold(*, file_name: str, content: bytes, office: Office, kind: str, by: User | str) -> Upload:
    """As `receive`, for a caller that checks the file itself: workers pass it by for a lease.

    A worker reads it after all if the caller dies. Raises WrongList.
    """
    lease = {"state": Upload.State.READING, "due_at": timezone.now() + LEASE}
    return _receive(file_name, content, office, kind, by=by, **lease)


def _receive(
    file_name: str, content: bytes, office: Office, kind: str, *, by: User | str, **queue: object
) -> Upload:
    if kind not in kinds_of(office):
        raise WrongList(f"{office}/{kind}")
    digest = hashlib.sha256(content).digest()
    upload = Upload.objects.create(
        office=office,
        kind=kind,
        file_name=file_name[-200:],
        file_hash=digest,
        content=sealed_files.seal(content, digest),
        uploaded_by=None if isinstance(by, str) else by,
        **queue,
    )
    ledger.record("list.received", upload, by=by, file=file_name[-200:], bytes=len(content))
    return upload


@transaction.atomic
def hand_in(
    table: reading.Table,
    *,
    file_name: str,
    digest: bytes,
    office: Office,
    kind: str,
    by: User | str,
    on: date | None = None,
) -> tuple[Upload, Report]:
    """Rows of a file that was read already, as an upload of the office that waits for repairs.

    `digest` is the SHA-256 of the file and the office: the same file goes to many.
    """
    with access.acting(BELL):
        upload = Upload.objects.create(
            office=office,
            kind=kind,
            file_name=file_name[-200:],
            file_hash=digest,
            state=Upload.State.READING,
            uploaded_by=None if isinstance(by, str) else by,
        )
        ledger.record("list.received", upload, by=by, file=upload.file_name)
    return upload, stage(upload, table, by=by, on=on)


def check(
    upload: Upload, *, by: User | str = BELL, on: date | None = None, asks: bool = False
) -> Report:
    """Read the file, tell every fault, and stage the rows; the registry is not touched.

    One transaction keeps the result, so a check that is killed leaves nothing. `on` is the day
    that ages are counted from: today, unless the clock is somebody else's. With `asks`, a file
    whose columns are not beyond doubt waits until its office has matched them.
    """
    try:
        found, known = _find(upload)
        if mended := returning.upload_of(upload, found):
            return _enter(upload, found, mended, by=by)
        matches = matching.of(found, kind=upload.kind, known=known) if asks else []
        if matching.needs_an_answer(matches, found, kind=upload.kind, known=known):
            _keep_question(upload, matches)
            return Report()
        table = reading.table_of(found, kind=upload.kind)
    except Unreadable as problem:
        refuse(upload, problem.message, by=by)
        return Report(problem=problem)
    return stage(upload, table, by=by, on=on)


def stage(
    upload: Upload, table: reading.Table, *, by: User | str, on: date | None = None
) -> Report:
    """Check the rows of a table against the rules and each other, and keep them with the upload."""
    context = Context.of(upload.office, on=on or timezone.localdate())
    rows = [
        checking.check(row, table=table, kind=upload.kind, context=context) for row in table.rows
    ]
    duplicates.mark(rows)
    with access.acting(BELL):
        registered.mark(rows, context=context)
        found = (*table.faults, *(fault for row in rows for fault in row.faults))
        report = Report(
            rows=len(rows),
            ready=sum(row.is_ready for row in rows),
            repairable=sum(not row.is_ready and not row.is_blocked for row in rows),
            faults=tuple(sorted(found, key=lambda fault: fault.row)),
        )
        _keep(upload, table, report, rows, by=by)
    return report


def _enter(upload: Upload, found: reading.Found, mended: Upload, *, by: User | str) -> Report:
    """Faulty rows that come back from Excel mend the upload that they were taken from."""
    cells = returning.cells_of(found, kind=upload.kind)
    try:
        entered = repairs.enter(mended, cells, by=upload.uploaded_by)
    except repairs.NotPossible as refusal:
        raise Unreadable("perbaikan", str(refusal)) from refusal
    with access.acting(BELL):
        told = f"{entered} baris diperbaiki dengan berkas ini."
        _save(upload, Upload.State.RETURNED, content=None, problem=told)
        ledger.record("list.returned", upload, by=by, rows=entered, into=str(mended))
    return Report()


def known_headings(office: Office, template: str) -> reading.Known:
    """What the office once said of its headings."""
    explained = KnownHeading.objects.filter(office=office, kind=template)
    ours = {column.field: column for column in columns.TEMPLATES[template]}
    return {one.heading: ours.get(one.field) for one in explained}


def remember_headings(office: Office, template: str, fields: dict[str, str]) -> None:
    """Our field, or '' for none of ours, by key of the heading."""
    for heading, field in fields.items():
        KnownHeading.objects.update_or_create(
            office=office, kind=template, heading=heading, defaults={"field": field}
        )


def explain_columns(upload: Upload, fields: dict[str, str], *, by: User) -> None:
    """The office's answer: our field, or '' for none of ours, by key of the heading.

    It is remembered, and the file is read again. Raises NotReady.
    """
    with transaction.atomic():
        won = Upload.objects.filter(pk=upload.pk, state=Upload.State.MATCHING).update(
            state=Upload.State.WAITING, headings_sealed=b"", due_at=None, tries=0
        )
        if not won:
            raise NotReady(upload)
        remember_headings(upload.office, upload.kind, fields)
        ledger.record("list.matched", upload, by=by, columns=sum(map(bool, fields.values())))
        bells.ring(BELL)


def question_of(upload: Upload) -> list[Match]:
    """The columns that wait for the office's answer."""
    return sealed_files.unseal_question(upload.headings_sealed, upload.file_hash)


@transaction.atomic
def weigh(upload: Upload) -> None:
    """Count again what the rows that are ready by now would change. Raises NotReady."""
    with access.acting(BELL):
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        if locked.state != Upload.State.CHECKED:
            raise NotReady(upload)
        for name, value in asdict(merging.compare(locked)).items():
            setattr(locked, name, value)
        locked.save(update_fields=["added", "changed", "unchanged", "absent", "removed"])


@transaction.atomic
def accept(upload: Upload, *, removals: dict[UUID, str] | None = None, by: User) -> None:
    """Ask the worker to take the ready rows over, and these people off the list, with why.

    Raises NotReady: somebody else was quicker, or no row is ready. Raises ListsAreFrozen.
    """
    freezing.refuse_while_frozen()
    won = upload.ready and Upload.objects.filter(pk=upload.pk, state=Upload.State.CHECKED).update(
        state=Upload.State.ACCEPTED, due_at=None, tries=0
    )
    if not won:
        raise NotReady(upload)
    removing.note(upload, removals or {})
    ledger.record(
        "list.accepted", upload, by=by, rows=upload.ready, removals=len(removals or {}),
        repairs=Repair.objects.filter(upload=upload).standing().count(),
    )  # fmt: skip
    bells.ring(BELL)


def take_over(upload: Upload, *, by: User | str, with_repairs: bool = False) -> Difference:
    """Merge the ready rows into the registry. Only those noted for removal leave it.

    Raises NotReady.
    """
    with access.acting(BELL):
        locked = Upload.objects.select_for_update(of=("self",)).select_related("office")
        upload = locked.get(pk=upload.pk)
        if upload.state not in (Upload.State.CHECKED, Upload.State.ACCEPTED):
            raise NotReady(upload)
        return _merge(upload, with_repairs=with_repairs, by=by)


def _merge(upload: Upload, *, with_repairs: bool, by: User | str) -> Difference:
    listed = removing.size_of(upload)
    difference = merging.merge(upload, with_repairs=with_repairs)
    removing.tell(upload, listed=listed, removed=difference.removed, by=by)
    _forget_rows(upload)
    _save(upload, Upload.State.TAKEN_OVER, **asdict(difference))
    ledger.record("list.taken_over", upload, by=by, **asdict(difference))
    return difference


@transaction.atomic
def drop(upload: Upload, *, by: User | str) -> None:
    """Forget an upload that was not taken over; the list stays as it was. Raises NotReady."""
    won = Upload.objects.filter(pk=upload.pk, state__in=OPEN).update(
        state=Upload.State.DROPPED, content=None, headings_sealed=b""
    )
    if not won:
        raise NotReady(upload)
    _forget_rows(upload)
    ledger.record("list.dropped", upload, by=by)


def forget_stale(*, at: datetime, by: str) -> int:
    """Drop what waited half a year for its office; returns how many. The lists stay as they are."""
    waiting = (Upload.State.MATCHING, Upload.State.CHECKED)
    with access.acting(by):
        stale = Upload.objects.filter(state__in=waiting, uploaded_at__lt=at - STALE)
        for upload in stale.select_related("office").defer("content"):
            drop(upload, by=by)
        return len(stale)


def refuse(upload: Upload, problem: str, *, by: User | str) -> None:
    """Say why the file cannot be read, and forget it."""
    with access.acting(BELL):
        _save(upload, Upload.State.UNREADABLE, problem=problem[:300], content=None)
        ledger.record("list.unreadable", upload, by=by, problem=problem[:300])


def _find(upload: Upload) -> tuple[reading.Found, reading.Known]:
    if upload.content is None:
        raise Unreadable("hilang", LOST)
    content = sealed_files.unseal(upload.content, upload.file_hash)
    known = known_headings(upload.office, upload.kind)
    return reading.find(content, kind=upload.kind, known=known), known


def _keep(
    upload: Upload, table: reading.Table, report: Report, rows: list[Checked], *, by: User | str
) -> None:
    now = Upload.objects.select_for_update().get(pk=upload.pk)
    if now.state not in (Upload.State.WAITING, Upload.State.READING):
        return  # dropped while it was read
    _supersede(upload, by=by)
    staging.fill(upload.pk, zip(rows, map(cells_of, table.rows), strict=True))
    Fault.objects.filter(upload=upload).delete()
    faults.keep(upload, report.faults)
    upload.rows, upload.ready, upload.repairable = report.rows, report.ready, report.repairable
    upload.sheet, upload.fields = table.sheet[:60], [column.field for column in table.columns]
    difference = merging.compare(upload)
    _save(upload, Upload.State.CHECKED, content=None, problem="", **asdict(difference))
    ledger.record(
        "list.checked", upload, by=by, rows=report.rows, ready=report.ready,
        faults=len(report.faults),
    )  # fmt: skip


def _keep_question(upload: Upload, matches: list[Match]) -> None:
    with access.acting(BELL):
        now = Upload.objects.select_for_update().get(pk=upload.pk)
        if now.state not in (Upload.State.WAITING, Upload.State.READING):
            return
        question = sealed_files.seal_question(matches, bytes(upload.file_hash))
        _save(upload, Upload.State.MATCHING, headings_sealed=question)


def _forget_rows(upload: Upload) -> None:
    """What was staged, and what was done to it, with the contacts that both hold."""
    staging.clear(upload.pk)
    Repair.objects.filter(upload=upload).delete()


def _supersede(upload: Upload, *, by: User | str) -> None:
    """A list waits for one file only: the latest that can be read."""
    earlier = Upload.objects.of(upload.office, upload.kind).filter(pk__lt=upload.pk)
    for other in earlier.filter(state__in=OPEN):
        drop(other, by=by)


def _save(upload: Upload, state: Upload.State, **values: object) -> None:
    upload.state, upload.due_at = state, None
    for name, value in values.items():
        setattr(upload, name, value)
    upload.save()
