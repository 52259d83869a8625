"""More time for the lists of one OPD, for a reason that is written down."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.ui import formats
from surveys import calendar
from surveys.models.extensions import ListExtension
from surveys.models.waves import Wave


class NotPossible(Exception):
    """The message is for whoever asked."""


@transaction.atomic
def extend(*, wave: Wave, opd: Office, until: date, reason: str, by: User) -> ListExtension:
    """Let the lists of `opd` be mended until the end of that day; a second one replaces the first.

    Raises NotPossible.
    """
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if refusal := _refusal(wave, until):
        raise NotPossible(refusal)
    extension, _ = ListExtension.objects.update_or_create(
        wave=wave, opd=opd, defaults={"until": until, "reason": reason, "recorded_by": by}
    )
    ledger.record(
        "list.extended", opd, by=by, wave=wave.slug, until=until.isoformat(), reason=reason
    )
    return extension


def _refusal(wave: Wave, until: date) -> str:
    if wave.state != Wave.State.LISTS:
        return "Daftar sudah dibekukan, jadi waktunya tidak dapat diperpanjang lagi."
    if until < timezone.localdate():
        return "Hari itu sudah lewat. Pilih hari ini atau sesudahnya."
    general, latest = calendar.lists_due(wave), calendar.lists_due_at_most(wave)
    if until < general:
        return (
            f"Hari itu lebih awal daripada hari untuk semua OPD, {formats.day(general)}. "
            "Pilih hari itu atau sesudahnya."
        )
    if until > latest:
        return (
            f"Survei dibuka {formats.day(wave.opens_at)}. "
            f"Pilih paling lambat {formats.day(latest)}, sehari sebelumnya."
        )
    return ""
