"""Reminding OPDs of their lists: at most once a day each, and written down.

What is sent is the message of `surveys.chasing`, as an official's letter to each admin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from respondents.models.duties import Duty
from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.audit import ledger
from spi_portal.post import letters
from surveys import chasing
from surveys.chasing import Reminded
from surveys.models.reminders import ListReminder
from surveys.models.waves import Wave

ABOUT = "list.reminder"
TODAY = "Sudah diingatkan hari ini"


class NotPossible(Exception):
    """The message is for whoever asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one OPD would be sent now."""

    opd: Office
    admins: tuple[User, ...]
    subject: str
    text: str
    refusal: str  # why it cannot be sent now; '' when it can


def drafts(wave: Wave) -> list[Draft]:
    """For every OPD that is not done, those with most to do first."""
    lacking = [row for row in chasing.rows(wave) if row.tasks]
    signed = chasing.organiser()
    admins = _admins_of([row.opd.pk for row in lacking])
    return [
        Draft(
            opd=row.opd,
            admins=admins[row.opd.pk],
            subject=f"Daftar responden {row.opd.short_name} belum selesai",
            text=chasing.message(wave, row, signed=signed),
            refusal=_refusal(row.reminded, admins[row.opd.pk]),
        )
        for row in lacking
    ]


@transaction.atomic
def send(*, wave: Wave, codes: Collection[str], by: User) -> list[Draft]:
    """Remind the OPDs of these codes that are still not done; returns what was sent to them.

    Raises NotPossible, and then nobody is reminded.
    """
    wave = _open(wave)
    chosen = [draft for draft in drafts(wave) if draft.opd.code in codes]
    if not chosen:
        raise NotPossible("Pilih paling sedikit satu OPD yang belum selesai.")
    if refused := [draft for draft in chosen if draft.refusal]:
        told = "; ".join(f"{draft.opd.short_name}: {draft.refusal}" for draft in refused)
        raise NotPossible(f"Belum ada yang dikirim. {told}.")
    for draft in chosen:
        for admin in draft.admins:
            letters.queue(to=admin.email, subject=draft.subject, text=draft.text, about=ABOUT)
    ListReminder.objects.bulk_create(
        ListReminder(wave=wave, opd=draft.opd, how=ListReminder.How.MAIL, by=by) for draft in chosen
    )
    ledger.record(
        "lists.reminded", wave, by=by, how=ListReminder.How.MAIL.label,
        messages=sum(len(draft.admins) for draft in chosen),
        offices=[draft.opd.short_name for draft in chosen],
    )  # fmt: skip
    return chosen


@transaction.atomic
def note_by_hand(*, wave: Wave, opd: Office, by: User) -> None:
    """Write down that somebody sent the message on WhatsApp. Raises NotPossible."""
    wave = _open(wave)
    row = chasing.row_of(wave, opd)
    if not row.tasks:
        raise NotPossible("Kantor ini sudah selesai. Tidak ada yang perlu diingatkan.")
    if _is_of_today(row.reminded):
        raise NotPossible(f"{TODAY}. Pengingat dihitung paling banyak sekali sehari.")
    how = ListReminder.How.WHATSAPP
    ListReminder.objects.create(wave=wave, opd=opd, how=how, by=by)
    ledger.record(
        "lists.reminded", wave, by=by, how=how.label, messages=1, offices=[opd.short_name]
    )


def _open(wave: Wave) -> Wave:
    """The wave, locked, so that two do not remind at once."""
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if wave.state != Wave.State.LISTS:
        raise NotPossible("Daftar sudah dibekukan. Tidak ada lagi yang diingatkan.")
    return wave


def _refusal(reminded: Reminded, admins: Collection[User]) -> str:
    if _is_of_today(reminded):
        return TODAY
    return "" if admins else "Belum punya admin yang dapat menerima surel"


def _is_of_today(reminded: Reminded) -> bool:
    last = reminded.last_at
    return last is not None and timezone.localdate(last) == timezone.localdate()


def _admins_of(opds: Collection[int]) -> dict[int, tuple[User, ...]]:
    """Those who keep the lists of each office today, and can still sign in."""
    kept = Duty.objects.on(timezone.localdate()).filter(office__in=opds, user__role=Role.OPD_ADMIN)
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for duty in kept.select_related("user").order_by("pk"):
        if duty.user.is_current:
            found[duty.office_id][duty.user_id] = duty.user
    return {opd: tuple(found[opd].values()) for opd in opds}
