"""Writing KPK's track down: every line with who said it and when, every change in the ledger."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models, transaction

from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.kpk import overlap
from surveys.models.jobs import Job
from surveys.models.kpk import KpkHandOver, KpkRow, KpkSurvey
from surveys.models.waves import Wave
from surveys.steps import announcing
from surveys.steps.issuing import ask_registrar

ANNOUNCED = (Wave.State.ISSUED, Wave.State.OPEN)


@transaction.atomic
def save_survey(wave: Wave, values: dict[str, Any], *, by: User) -> list[str]:
    """Change what is known of KPK's survey; returns the names of what changed.

    If its field period now overlaps ours, or no longer does, pages and messages say so at once.
    """
    survey, _ = KpkSurvey.objects.select_for_update().get_or_create(wave=wave)
    changed = [name for name, value in values.items() if getattr(survey, name) != value]
    if not changed:
        return []
    before = {name: str(getattr(survey, name) or "") for name in changed}
    for name in changed:
        setattr(survey, name, values[name])
    survey.save(update_fields=changed)
    after = {name: str(values[name] or "") for name in changed}
    ledger.record("kpk.changed", wave, by=by, before=before, after=after)
    _settle_overlap(wave)
    return changed


@transaction.atomic
def add(row: KpkRow, *, by: User) -> None:
    row.recorded_by = by
    row.save()
    ledger.record("kpk.added", row.wave, by=by, about=_kind(row), row=str(row))


@transaction.atomic
def change(row: KpkRow, *, by: User) -> None:
    row.save()
    ledger.record("kpk.row_changed", row.wave, by=by, about=_kind(row), row=str(row))


@transaction.atomic
def remove(row: KpkRow, *, by: User) -> None:
    """Take back what was written down by mistake; the ledger keeps that it was there."""
    ledger.record("kpk.removed", row.wave, by=by, about=_kind(row), row=str(row))
    row.delete()


def seal_file(row: KpkHandOver, *, name: str, content: bytes) -> None:
    """Note which file went out, so that a later copy can be compared; it is not kept."""
    row.file_name = name[-200:]
    row.digest = hashlib.sha256(content).hexdigest()


def _settle_overlap(wave: Wave) -> None:
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    beside = overlap.with_kpk(wave)
    if beside == wave.beside_kpk:
        return
    wave.beside_kpk = beside
    wave.save(update_fields=["beside_kpk"])
    if wave.state in ANNOUNCED:
        announcing.announce(wave)
        ask_registrar(wave, Job.Step.RENEW)


def _kind(row: models.Model) -> str:
    return row._meta.model_name or ""
