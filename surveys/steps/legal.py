"""What law and trust ask for before a survey may open."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.inspection import statements
from surveys.models.inspections import State, Statement
from surveys.models.legal import LegalBasis
from surveys.models.waves import Wave

STATEMENTS = (
    Statement.Subject.SNAPSHOTS,
    Statement.Subject.PROXY,
    Statement.Subject.WAF,
)
CONFIRM = "Belum dipastikan, atau sudah lebih dari setahun: {what}. Catat di halaman Kesiapan."


class NotYetLawful(Exception):
    """Something that must come before the opening is missing. The message is for the user."""


@transaction.atomic
def record(*, wave: Wave, values: dict[str, Any], by: User | str) -> list[str]:
    """Write the legal basis down; returns the names of what changed."""
    basis, _ = LegalBasis.objects.select_for_update().get_or_create(wave=wave)
    changed = [name for name, value in values.items() if getattr(basis, name) != value]
    for name in changed:
        setattr(basis, name, values[name])
    if changed:
        basis.save(update_fields=changed)
        told = {name: str(values[name] or "") for name in changed}
        ledger.record("wave.basis_recorded", wave, by=by, **told)
    return changed


def missing(wave: Wave, today: date | None = None) -> list[str]:
    """Sentences about what is not there yet. A pilot needs no decree, but the same silence."""
    today = today or timezone.localdate()
    lacking = [] if wave.is_pilot else _papers(LegalBasis.objects.filter(wave=wave).first())
    for subject in STATEMENTS:
        observation, _ = statements.judge(subject, today)
        if observation.state == State.MISSING:
            lacking.append(CONFIRM.format(what=subject.label[0].lower() + subject.label[1:]))
    return lacking


def require(wave: Wave) -> None:
    """Raises NotYetLawful."""
    if lacking := missing(wave):
        raise NotYetLawful("Belum dapat dibuka. " + " ".join(lacking))


def _papers(basis: LegalBasis | None) -> list[str]:
    basis = basis or LegalBasis()
    needed = (
        (basis.recommendation, "Nomor rekomendasi statistik BPS (Romantik) belum dicatat."),
        (basis.decree and basis.decree_on, "Nomor dan tanggal SK survei belum dicatat."),
        (basis.dpia_on, "Tanggal penilaian dampak pelindungan data (DPIA) belum dicatat."),
    )
    return [sentence for given, sentence in needed if not given]
