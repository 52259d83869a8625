"""Closing: at the announced minute, or earlier by hand. The registrar's key goes with it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from respondents import access, freezing
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.models.invitations import Invitation
from surveys.models.jobs import Job
from surveys.models.messages import Message
from surveys.models.waves import Wave
from surveys.paper_letters import ordering
from surveys.steps import announcing, order
from surveys.steps.issuing import ask_registrar


def close(*, wave: Wave, by: User) -> None:
    """Close now. Raises StepOutOfOrder."""
    with access.acting("surveys.close"):
        wave = order.begin(wave, Wave.State.OPEN)
        wave.closes_at = min(wave.closes_at, timezone.now())
        wave.save(update_fields=["closes_at"])
        announcing.announce(wave)
        _close(wave, by=by)


def close_due() -> int:
    """Close every open wave whose announced minute has passed; returns how many.

    Of two workers that look at the same moment, one closes and the other passes by.
    """
    due = Wave.objects.due_to_close(timezone.now())
    return sum(_close_if_free(pk) for pk in list(due.values_list("pk", flat=True)))


def _close_if_free(pk: UUID) -> bool:
    with access.acting("surveys.close"):
        due = Wave.objects.due_to_close(timezone.now()).filter(pk=pk)
        wave = due.select_for_update(skip_locked=True).first()
        if wave is None:
            return False
        _close(wave, by="surveys.close_due")
    return True


@transaction.atomic
def _close(wave: Wave, *, by: User | str) -> None:
    # Without a join the state is looked at again when a row that `send` holds becomes free: what
    # went out meanwhile stays sent.
    theirs = Invitation.objects.filter(wave=wave)
    unsent = Message.objects.filter(invitation__in=theirs, state=Message.State.READY)
    cancelled = unsent.update(state=Message.State.CANCELLED)
    ordering.end_all(wave)
    order.finish(wave, Wave.State.CLOSED)
    freezing.thaw(wave=wave.slug)
    ask_registrar(wave, Job.Step.CLOSE)
    ledger.record("wave.closed", wave, by=by, messages_cancelled=cancelled)
