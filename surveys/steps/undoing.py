"""Taking back what one person did alone, within fifteen minutes. docs/undo.md says why not more.

Opening and closing are not here: a message that left cannot be called back, and with the
registrar's key nobody can derive a link again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from respondents import access, freezing
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from surveys.models.groups import FrameEntry
from surveys.models.head_letters import UnsignedList
from surveys.models.jobs import Job
from surveys.models.waves import Wave
from surveys.steps import announcing, order
from surveys.steps.issuing import ask_registrar

WITHIN = timedelta(minutes=15)
NOTICE = timedelta(days=1)  # who read the later date must have time to read the earlier one
EXTENSIONS = ("wave.extended", "wave.extension_undone")

# The ORM would look for counted sheets of these groups first, which process staff may not read.
DROP_GROUPS = (
    "DELETE FROM surveys_anonymitygroup_offices WHERE anonymitygroup_id IN"
    " (SELECT id FROM surveys_anonymitygroup WHERE wave_id = %s)",
    "DELETE FROM surveys_anonymitygroup WHERE wave_id = %s",
)


class TooLate(Exception):
    """The message is for the user."""


def until(wave: Wave) -> datetime | None:
    """Until when the last step of this wave can be taken back; None when it cannot."""
    if wave.state == Wave.State.FROZEN:
        entry = None if _draw_was_asked(wave) else ledger.last(wave, "wave.frozen")
    elif wave.state == Wave.State.OPEN:
        entry = _extension(wave)
    else:
        entry = None
    return entry.at + WITHIN if entry and _is_recent(entry) else None


def unfreeze(*, wave: Wave, by: User) -> None:
    """Open the lists again; groups and frame are formed anew by the next freeze.

    Raises StepOutOfOrder, TooLate.
    """
    with access.acting("surveys.unfreeze"):
        wave = order.begin(wave, Wave.State.FROZEN)
        if until(wave) is None:
            raise TooLate(
                "Pembekuan hanya dapat dibatalkan dalam 15 menit, "
                "dan sebelum penarikan sampel diminta."
            )
        FrameEntry.objects.filter(wave=wave).delete()
        UnsignedList.objects.filter(wave=wave).delete()
        with connection.cursor() as cursor:
            for statement in DROP_GROUPS:
                cursor.execute(statement, [wave.pk])
        wave.frame_root = wave.draw_nonce = b""
        freezing.thaw(wave=wave.slug)
        order.finish(wave, Wave.State.LISTS, "frame_root", "draw_nonce")
        ledger.record("wave.unfrozen", wave, by=by)


def undo_extension(*, wave: Wave, by: User) -> datetime:
    """Announce the earlier closing time again; returns it. Raises StepOutOfOrder, TooLate."""
    with access.acting("surveys.undo_extension"):
        wave = order.begin(wave, Wave.State.OPEN)
        entry = _extension(wave)
        if entry is None or not _is_recent(entry):
            raise TooLate(
                "Perpanjangan hanya dapat dibatalkan dalam 15 menit, "
                "dan bila waktu tutup semula masih lebih dari satu hari lagi."
            )
        wave.closes_at = _before(entry)
        wave.save(update_fields=["closes_at"])
        announcing.announce(wave)
        ask_registrar(wave, Job.Step.RENEW)
        ledger.record("wave.extension_undone", wave, by=by, closes_at=entry.details["before"])
    return wave.closes_at


def _draw_was_asked(wave: Wave) -> bool:
    asked = Approval.objects.filter(verb="draw", subject=wave.slug)
    return asked.exclude(decision__in=["refused", "withdrawn"]).exists()


def _extension(wave: Wave) -> Entry | None:
    """The last extension, unless it was taken back or its old date is too near."""
    entry = ledger.last(wave, *EXTENSIONS)
    if entry is None or entry.verb != "wave.extended" or "before" not in entry.details:
        return None
    return entry if _before(entry) > timezone.now() + NOTICE else None


def _before(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.details["before"])


def _is_recent(entry: Entry) -> bool:
    return timezone.now() < entry.at + WITHIN
