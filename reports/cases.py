"""Cases and complaints that the correction counts: recorded with a document, agreed to by two.

Recording asks a second person; with the grant the case counts. One that counts is taken out the
same way, with a reason. After publication nothing of a wave changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from reports import computing
from reports.models.cases import RecordedCase
from respondents import scans
from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.audit import approvals, ledger
from spi_portal.audit.models.approvals import Approval
from surveys.models.waves import Wave
from surveys.steps import order

IN, OUT = "case", "case_out"  # steps of the approvals
UNPUBLISHED = tuple(state for state in Wave.State if state != Wave.State.PUBLISHED)
LONGEST_REASON = 300  # of a request


class Refused(Exception):
    """The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What proves a case: number and date, what it is about, and the file."""

    number: str
    on: date
    about: str
    content: bytes


@transaction.atomic
def record(wave: Wave, *, office: Office, stage: str, document: Document, by: User) -> RecordedCase:
    """Seal the document, and ask a second person whether the case counts.

    Raises Refused, scans.NotAScan, order.StepOutOfOrder once the wave is published.
    """
    wave = order.begin(wave, *UNPUBLISHED)
    scans.type_of(document.content)
    there = RecordedCase.objects.filter(
        wave=wave, office=office, stage=stage, document=document.number, taken_out_at=None
    )
    if there.exists():
        raise Refused("Dokumen ini sudah dicatat untuk kantor dan tahap yang sama.")
    digest = hashlib.sha256(document.content)
    case = RecordedCase.objects.create(
        wave=wave,
        office=office,
        stage=stage,
        document=document.number,
        document_on=document.on,
        about=document.about,
        sealed=scans.seal(document.content, digest=digest.digest()),
        digest=digest.hexdigest(),
        recorded_by=by,
    )
    ledger.record(
        "case.recorded", wave, by=by, office=office.code, stage=stage,
        document=document.number, sha256=case.digest,
    )  # fmt: skip
    approvals.ask(IN, subject(case), reason=_said(case), by=by)
    return case


@transaction.atomic
def count(case: RecordedCase, *, by: User) -> None:
    """With a second person's grant: from now on it takes points off.

    Raises Refused, approvals.NotApproved, order.StepOutOfOrder.
    """
    case, wave = _locked(case)
    if case.counted_at is not None:
        raise Refused("Catatan ini sudah dihitung.")
    approvals.use(IN, subject(case))
    case.counted_at = timezone.now()
    case.save(update_fields=["counted_at"])
    ledger.record("case.counted", wave, by=by, office=case.office.code, document=case.document)
    _recompute(wave, by)


@transaction.atomic
def ask_out(case: RecordedCase, *, why: str, by: User) -> None:
    """Ask a second person to take out a case that counts. Raises Refused, StepOutOfOrder."""
    case, _ = _locked(case)
    if case.counted_at is None or case.taken_out_at is not None:
        raise Refused("Hanya catatan yang dihitung dapat dikeluarkan.")
    said = f"{_said(case)}. {why}"[:LONGEST_REASON]
    approvals.ask(OUT, subject(case), reason=said, by=by)


@transaction.atomic
def take_out(case: RecordedCase, *, by: User) -> None:
    """With a second person's grant. Raises Refused, approvals.NotApproved, StepOutOfOrder."""
    case, wave = _locked(case)
    if case.counted_at is None or case.taken_out_at is not None:
        raise Refused("Hanya catatan yang dihitung dapat dikeluarkan.")
    granted = approvals.use(OUT, subject(case))
    case.taken_out_at = timezone.now()
    case.taken_out_why = granted.reason.removeprefix(f"{_said(case)}. ")[:200]
    case.save(update_fields=["taken_out_at", "taken_out_why"])
    ledger.record(
        "case.taken_out", wave, by=by, office=case.office.code, document=case.document,
        reason=case.taken_out_why,
    )  # fmt: skip
    _recompute(wave, by)


@transaction.atomic
def remove(case: RecordedCase, *, by: User) -> None:
    """Delete one's own that does not count yet, with its request.

    Raises Refused, StepOutOfOrder.
    """
    case, wave = _locked(case)
    if case.counted_at is not None:
        raise Refused("Catatan ini sudah dihitung. Keluarkan dengan persetujuan orang kedua.")
    if case.recorded_by_id != by.pk:
        raise Refused(f"Catatan ini dibuat {case.recorded_by}, yang dapat menghapusnya.")
    asked = permit(case)
    if asked and asked.is_standing:
        if asked.asked_by_id != by.pk:
            raise Refused(f"Permintaannya dibuat {asked.asked_by}, yang dapat menghapusnya.")
        approvals.withdraw(asked, by=by)
    ledger.record(
        "case.removed", wave, by=by, office=case.office.code, stage=case.stage,
        document=case.document,
    )  # fmt: skip
    case.delete()


@transaction.atomic
def ask_again(case: RecordedCase, *, by: User) -> None:
    """After a refusal, or a grant that ran out. Raises Refused, StepOutOfOrder."""
    case, _ = _locked(case)
    asked = permit(case)
    if case.counted_at is not None or (asked and asked.is_standing):
        raise Refused("Catatan ini sudah diputus atau masih menunggu.")
    approvals.ask(IN, subject(case), reason=_said(case), by=by)


def document(case: RecordedCase) -> tuple[bytes, str]:
    """The file and its content type. Raises Refused once its time is over."""
    if not case.sealed:
        raise Refused("Berkas ini sudah dihapus karena masa simpannya habis.")
    content = scans.unseal(bytes(case.sealed), digest=bytes.fromhex(case.digest))
    return content, scans.type_of(content)


@transaction.atomic
def take_document(case: RecordedCase, *, by: User) -> tuple[bytes, str]:
    """The same, and the ledger keeps who took it along. Raises Refused."""
    taken = document(case)
    ledger.record(
        "case.document_taken", case.wave, by=by, office=case.office.code, document=case.document
    )
    return taken


def permit(case: RecordedCase) -> Approval | None:
    """The newest request for what comes next: to count it, or to take it out."""
    return permits([case]).get(case.pk)


def permits(found: Sequence[RecordedCase]) -> dict[int, Approval]:
    """The same of many cases, by their keys."""
    by_step = {
        step: approvals.newest(step, [subject(case) for case in found]) for step in (IN, OUT)
    }
    newest = {
        case.pk: by_step[IN if case.counted_at is None else OUT].get(subject(case))
        for case in found
    }
    return {pk: asked for pk, asked in newest.items() if asked}


def subject(case: RecordedCase) -> str:
    return f"{case.wave.slug} catatan {case.pk}"


def _locked(case: RecordedCase) -> tuple[RecordedCase, Wave]:
    wave = order.begin(case.wave, *UNPUBLISHED)
    rows = RecordedCase.objects.select_for_update(of=("self",)).select_related("office", "wave")
    found = rows.filter(pk=case.pk).first()
    if found is None:
        raise Refused("Catatan ini sudah dihapus.")
    return found, wave


def _said(case: RecordedCase) -> str:
    stage = RecordedCase.Stage(case.stage).label
    said = f"{case.office.short_name}, {stage[0].lower()}{stage[1:]}: {case.document}"
    return said[: LONGEST_REASON - 160]


def _recompute(wave: Wave, by: User) -> None:
    if wave.state == Wave.State.COUNTED:
        computing.ask(wave=wave, by=by)
