"""Berkas pemeriksaan: ordered by the auditor, made by worker `reports`, kept as it was made."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone

from reports import dossier_files, evidence, orders
from reports.models.dossiers import Dossier
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.paper.pdf import Paper
from surveys.models.waves import Wave


@transaction.atomic
def ask(*, wave: Wave, by: User) -> Dossier:
    """Order a new one, of things as they will stand when it is made.

    While one waits, asking returns it. Earlier ones stay as they are.
    """
    waiting = Dossier.objects.filter(wave=wave, state=Dossier.State.WAITING)
    dossier, is_new = waiting.defer("content").get_or_create(
        wave=wave,
        state=Dossier.State.WAITING,
        defaults={"asked_by": by, "due_at": timezone.now()},
    )
    if is_new:
        ledger.record("dossier.asked", dossier, by=by)
    bells.ring(orders.BELL)
    return dossier


def make_due() -> int:
    """Make every dossier that is due; returns how many were made. Safe on many workers."""
    return orders.fulfil_due(Dossier.objects.select_related("wave"), _make)


def _make(dossier: Dossier) -> Paper:
    with transaction.atomic():
        gathered = evidence.gather(dossier.wave)
        content = dossier_files.archive(gathered, made_at=timezone.now())
    return Paper(content=content, sha256=hashlib.sha256(content).hexdigest())
