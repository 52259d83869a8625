"""The life of an uploaded list: received, checked, accepted, taken over, or dropped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from respondents import access, contacts, criteria, secrecy
from respondents.imports import checking, duplicates, merging, reading, registered, staging
from respondents.imports.checking import Checked
from respondents.imports.context import Context
from respondents.imports.merging import Difference
from respondents.imports.unreadable import Unreadable
from respondents.kinds import Kind
from respondents.models.lists import LEASE, Fault, Upload
from respondents.models.offices import Office
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger

BELL = "respondents.tasks.work"
OPEN = (Upload.State.WAITING, Upload.State.READING, Upload.State.CHECKED)
LOST = (
    "Hasil pemeriksaan hilang karena server dimulai ulang. Daftar lama tidak berubah. "
    "Unggah lagi berkas yang sama."
)


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
        content=_sealed(content, digest),
        uploaded_by=None if isinstance(by, str) else by,
        **queue,
    )
    ledger.record("list.received", upload, by=by, file=file_name[-200:], bytes=len(content))
    return upload


def check(upload: Upload, *, by: User | str = BELL, on: date | None = None) -> Report:
    """Read the file, tell every fault, and stage the rows; the registry is not touched.

    One transaction keeps the result, so a check that is killed leaves nothing. `on` is the day
    that ages are counted from: today, unless the clock is somebody else's.
    """
    context = Context.of(upload.office, on=on or timezone.localdate(), criteria=criteria.in_force())
    try:
        rows, of_file = _examine(upload, context)
    except Unreadable as problem:
        refuse(upload, problem.message, by=by)
        return Report(problem=problem)
    with access.acting(BELL):
        registered.mark(rows, context=context)
        faults = (*of_file, *(fault for row in rows for fault in row.faults))
        report = Report(
            rows=len(rows),
            ready=sum(row.is_ready for row in rows),
            repairable=sum(not row.is_ready and not row.is_blocked for row in rows),
            faults=tuple(sorted(faults, key=lambda fault: fault.row)),
        )
        _keep(upload, report, rows, by=by)
    return report


@transaction.atomic
def accept(upload: Upload, *, with_repairs: bool = False, by: User) -> None:
    """Ask the worker to take the ready rows over, with or without the proposals.

    Raises NotReady: somebody else was quicker, or no row is ready.
    """
    usable = upload.ready + (upload.repairable if with_repairs else 0)
    won = usable and Upload.objects.filter(pk=upload.pk, state=Upload.State.CHECKED).update(
        state=Upload.State.ACCEPTED, with_repairs=with_repairs, due_at=None, tries=0
    )
    if not won:
        raise NotReady(upload)
    ledger.record("list.accepted", upload, by=by, rows=usable, with_repairs=with_repairs)
    bells.ring(BELL)


def take_over(upload: Upload, *, by: User | str, with_repairs: bool = False) -> Difference:
    """Merge the ready rows into the registry. Nobody is removed by it.

    For the processes that may read the staging table (worker `reports`, commands).
    Raises NotReady.
    """
    with access.acting(BELL):
        locked = Upload.objects.select_for_update(of=("self",)).select_related("office")
        upload = locked.get(pk=upload.pk)
        if upload.state not in (Upload.State.CHECKED, Upload.State.ACCEPTED):
            raise NotReady(upload)
        lost = staging.count(upload.pk) != upload.rows
        if not lost:
            return _merge(upload, with_repairs=upload.with_repairs or with_repairs, by=by)
        refuse(upload, LOST, by=by)
    raise NotReady(LOST)


def _merge(upload: Upload, *, with_repairs: bool, by: User | str) -> Difference:
    upload.with_repairs = with_repairs
    difference = merging.merge(upload, with_repairs=with_repairs)
    staging.clear(upload.pk)
    _save(upload, Upload.State.TAKEN_OVER, **asdict(difference))
    ledger.record("list.taken_over", upload, by=by, **asdict(difference))
    return difference


@transaction.atomic
def drop(upload: Upload, *, by: User | str) -> None:
    """Forget an upload that was not taken over; the list stays as it was. Raises NotReady."""
    won = Upload.objects.filter(pk=upload.pk, state__in=OPEN).update(
        state=Upload.State.DROPPED, content=None
    )
    if not won:
        raise NotReady(upload)
    ledger.record("list.dropped", upload, by=by)


def refuse(upload: Upload, problem: str, *, by: User | str) -> None:
    """Say why the file cannot be read, and forget it."""
    with access.acting(BELL):
        _save(upload, Upload.State.UNREADABLE, problem=problem[:300], content=None)
        ledger.record("list.unreadable", upload, by=by, problem=problem[:300])


def _examine(upload: Upload, context: Context) -> tuple[list[Checked], tuple[reading.Fault, ...]]:
    if upload.content is None:
        raise Unreadable("hilang", LOST)
    content = _opened(bytes(upload.content), bytes(upload.file_hash))
    table = reading.read(content, kind=upload.kind)
    rows = [
        checking.check(row, table=table, kind=upload.kind, context=context) for row in table.rows
    ]
    duplicates.mark(rows)
    return rows, table.faults


def _keep(upload: Upload, report: Report, rows: list[Checked], *, by: User | str) -> None:
    now = Upload.objects.select_for_update().get(pk=upload.pk)
    if now.state not in (Upload.State.WAITING, Upload.State.READING):
        return  # dropped while it was read
    _supersede(upload, by=by)
    staging.fill(upload.pk, rows)
    Fault.objects.filter(upload=upload).delete()
    Fault.objects.bulk_create((_fault(upload, f) for f in report.faults), batch_size=2000)
    upload.rows, upload.ready, upload.repairable = report.rows, report.ready, report.repairable
    difference = merging.compare(upload)
    _save(upload, Upload.State.CHECKED, content=None, problem="", **asdict(difference))
    ledger.record(
        "list.checked", upload, by=by, rows=report.rows, ready=report.ready,
        faults=len(report.faults),
    )  # fmt: skip


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


def _fault(upload: Upload, fault: reading.Fault) -> Fault:
    """As it is kept: in the open, so a proposed number or address is masked."""
    finding = fault.finding
    return Fault(
        upload=upload,
        office_id=upload.office_id,
        row=fault.row,
        column=fault.column[:40],
        code=finding.code,
        severity=finding.severity,
        message=finding.message[:300],
        proposal=MASKS.get(fault.column, str)(finding.proposal)[:200],
    )


def _nothing(_: str) -> str:
    return ""


MASKS: dict[str, Callable[[str], str]] = {
    "no_wa": contacts.mask_phone,
    "email": contacts.mask_email,
    "nip": _nothing,
}


def _sealed(content: bytes, digest: bytes) -> bytes:
    text = base64.b64encode(content).decode()
    return secrecy.seal_text(text, column="file", row=UUID(bytes=digest[:16]))


def _opened(sealed: bytes, digest: bytes) -> bytes:
    text = secrecy.open_text(sealed, column="file", row=UUID(bytes=digest[:16]))
    return base64.b64decode(text)
