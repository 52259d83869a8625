"""What only people know: backups, drills, snapshots, logs. Said by name, with a day, for a time."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.ui import formats
from surveys.inspection.observation import Observation, attention, good, missing
from surveys.models.inspections import Statement

Subject = Statement.Subject
YEAR = timedelta(days=365)
# How long a statement is good, and from when on it should be said again.
VALID: dict[str, tuple[timedelta, timedelta]] = {
    Subject.BACKUP: (timedelta(days=2), timedelta(days=7)),
    Subject.DRILL: (YEAR, YEAR + timedelta(days=90)),
    Subject.SNAPSHOTS: (YEAR - timedelta(days=30), YEAR),
    Subject.PROXY: (YEAR - timedelta(days=30), YEAR),
    Subject.WAF: (YEAR - timedelta(days=30), YEAR),
}
ADVICE: dict[str, str] = {
    Subject.BACKUP: "Jalankan pencadangan, lalu catat di sini atau dengan perintah backup_made.",
    Subject.DRILL: "Pulihkan satu cadangan di mesin lain, lalu catat di sini.",
    Subject.SNAPSHOTS: "Minta pusat data memastikan folder kunci tidak ikut snapshot, lalu catat.",
    Subject.PROXY: "Minta pengelola proksi memastikan log alamat responden mati, lalu catat.",
    Subject.WAF: "Minta pengelola firewall memastikan log alamat responden mati, lalu catat.",
}


class NotYet(Exception):
    """The day lies ahead. The message is for the user."""


@transaction.atomic
def record(
    subject: Statement.Subject, *, on: date, person: str, note: str = "", by: User | str
) -> Statement:
    """Write down what `person` did or answers for. Raises NotYet."""
    if on > timezone.localdate():
        raise NotYet("Tanggalnya belum tiba.")
    said = Statement.objects.create(subject=subject, on=on, person=person, note=note)
    ledger.record(
        "statement.recorded", said, by=by, about=subject.label, on=on.isoformat(), person=person
    )
    return said


def judge(subject: Statement.Subject, today: date) -> tuple[Observation, Statement | None]:
    """How the latest statement stands today."""
    said = Statement.objects.filter(subject=subject).order_by("-on", "-pk").first()
    advice = ADVICE[subject]
    if said is None:
        return missing("Belum pernah dicatat.", advice), None
    measured = f"{formats.day(said.on)}, oleh {said.person}." + (
        f" {said.note}" if said.note else ""
    )
    fresh, valid = VALID[subject]
    age = today - said.on
    if age <= fresh:
        return good(measured), said
    if age <= valid:
        return attention(measured, advice), said
    return missing(f"{measured} Sudah tidak berlaku.", advice), said
