"""Opening the survey, and prolonging it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from respondents import access
from spi_portal.accounts.models import User
from spi_portal.audit import approvals, ledger
from surveys import nights, rehearsing
from surveys.models.jobs import Job
from surveys.models.messages import Message
from surveys.models.rights import IssuedRights
from surveys.models.waves import Wave
from surveys.steps import announcing, inviting, legal, order
from surveys.steps.issuing import ask_registrar


class DateIsPast(Exception):
    """The message is for the user."""


def open_survey(*, wave: Wave, by: User, mails_at_most: int | None = None) -> int:
    """Open from now on and queue the invitations; returns how many.

    `mails_at_most` bounds the mails that really leave in the demo city; the others go
    through the channel `arsip`. While KPK's survey is in the field, a second person must have
    granted it. Raises StepOutOfOrder, NotYetLawful, NotRehearsed, NotApproved,
    announcing.RightsAreMissing.
    """
    with access.acting("surveys.open"):
        wave = order.begin(wave, Wave.State.ISSUED)
        legal.require(wave)
        rehearsing.require(wave)
        if wave.beside_kpk:
            approvals.use("open", wave.slug)
        wave.opens_at = min(wave.opens_at, timezone.now())
        order.finish(wave, Wave.State.OPEN, "opens_at")
        announcing.announce(wave)
        _begin_nights(wave)
        ask_registrar(wave, Job.Step.RENEW)
        queued = inviting.queue(wave, Message.Round.INVITATION, mails_at_most=mails_at_most, by=by)
        ledger.record("wave.opened", wave, by=by, invitations=queued)
    return queued


def _begin_nights(wave: Wave) -> None:
    """The first night is the one after the opening, however long ago the links were made."""
    IssuedRights.objects.filter(wave=wave).update(due_at=nights.following(timezone.now()))


def extend(*, wave: Wave, closes_at: datetime, by: User) -> None:
    """Close later than announced. Raises StepOutOfOrder, DateIsPast."""
    with access.acting("surveys.extend"):
        wave = order.begin(wave, Wave.State.OPEN)
        if closes_at <= wave.closes_at:
            raise DateIsPast("Tanggal baru harus sesudah tanggal tutup yang sekarang.")
        before, wave.closes_at = wave.closes_at, closes_at
        wave.save(update_fields=["closes_at"])
        announcing.announce(wave)
        ask_registrar(wave, Job.Step.RENEW)
        ledger.record(
            "wave.extended", wave, by=by,
            closes_at=closes_at.isoformat(), before=before.isoformat(),
        )  # fmt: skip
