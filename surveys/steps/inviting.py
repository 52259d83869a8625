"""Queueing a round of messages. Everybody in the sample gets every round: who has answered
nobody knows, so nobody can be left out of a reminder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from respondents import access
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.undelivered import Undelivered
from surveys.models.waves import Wave
from surveys.steps import order

MAILS = (Message.Channel.EMAIL, Message.Channel.ARCHIVE)


def remind(*, wave: Wave, round: Message.Round, by: User) -> int:
    """Queue a reminder to the whole sample; returns how many. Raises StepOutOfOrder."""
    with access.acting("surveys.remind"):
        wave = order.begin(wave, Wave.State.OPEN)
        return queue(wave, round, by=by)


def queue(wave: Wave, round: Message.Round, *, by: User, mails_at_most: int | None = None) -> int:
    """Queue one message a person of the sample who has an address; repeating adds nothing.

    An address that refused this wave's mail is not written to again: paper_letters/ is for those.
    Who opted out has a message, too, and delivery notes it as sent without writing it: one less
    than in the last round would tell that somebody who was told to press "tidak ikut" was drawn.

    Call it inside access.acting. With `mails_at_most`, only so many leave by e-mail.
    """
    messages = list(_messages(wave, round, mails_at_most))
    Message.objects.bulk_create(messages, batch_size=2000, ignore_conflicts=True)
    ledger.record("messages.queued", wave, by=by, round=round, messages=len(messages))
    bells.ring("surveys.tasks.work")
    return len(messages)


def _messages(wave: Wave, round: Message.Round, mails_at_most: int | None) -> Iterator[Message]:
    now, numbers = timezone.now(), count()
    for invitation in _reachable(wave).iterator():
        by_mail = mails_at_most is None or next(numbers) < mails_at_most
        channel = Message.Channel.EMAIL if by_mail else Message.Channel.ARCHIVE
        yield Message(
            invitation=invitation,
            office_id=invitation.office_id,
            round=round,
            channel=channel,
            due_at=now,
        )


def _reachable(wave: Wave) -> QuerySet[Invitation]:
    """With an address that takes mail, or with one until they had it forgotten."""
    called = Invitation.objects.filter(wave=wave).exclude(state=Invitation.State.RESERVE)
    refused = Undelivered.objects.filter(wave=wave, email_index=OuterRef("person__email_index"))
    has_one = Q(~Exists(refused), person__email_index__isnull=False)
    mails = Message.objects.filter(invitation=OuterRef("pk"), channel__in=MAILS)
    mails = mails.exclude(round=Message.Round.NEW_LINK)
    had_one = Q(Exists(mails), ~Exists(mails.filter(state=Message.State.FAILED)))
    forgotten = Q(~Q(state=Invitation.State.SAMPLE), person__email_index__isnull=True)
    return called.filter(has_one | (forgotten & had_one))
