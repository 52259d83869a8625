"""Writing to officials: queued in the deed's own transaction, sent by worker `send`.

So a mail server that is down fails nobody's request, and a deed that is rolled back sends
nothing. A worker that dies while it hands a letter over can cause that one to go out twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from spi_portal import bells
from spi_portal.post.channel import Channel, DeliveryFailed, Letter, Session, TryAgainLater
from spi_portal.post.email import Email
from spi_portal.post.models import OfficialLetter

BELL = "spi_portal.post.tasks.work"
LEASE = timedelta(minutes=5)
BY_DAY = "notices.digest"  # what nobody waits for; all other letters leave at any hour
DAY_BEGINS, DAY_ENDS = 7, 18  # hours of the city
BATCH = 50
MAX_TRIES = 8
HOLD = timedelta(minutes=2)  # between two looks at a mail server that nobody reaches
FIRST_WAIT = timedelta(minutes=1)  # doubles with every try: the eighth comes two hours on


def queue(
    *, to: str, subject: str, text: str, about: str, due_at: datetime | None = None
) -> OfficialLetter:
    """Send a plain letter, now or from `due_at` on."""
    letter = OfficialLetter.objects.create(
        to=to, subject=subject, text=text, about=about, due_at=due_at or timezone.now()
    )
    if due_at is None:
        bells.ring(BELL)
    return letter


def is_day(now: datetime) -> bool:
    """Whether letters may leave that nobody waits for."""
    return DAY_BEGINS <= timezone.localtime(now).hour < DAY_ENDS


def deliver_due(channel: Channel | None = None) -> int:
    """Send what is due; returns how many were handed over."""
    sent = 0
    while claimed := _claim(timezone.now()):
        sent += _deliver(claimed, channel or Email())
    return sent


@transaction.atomic
def _claim(now: datetime) -> list[OfficialLetter]:
    """Take some on a lease: a worker that dies gives them back by its end."""
    due = OfficialLetter.objects.due(now).select_for_update(skip_locked=True)
    if not is_day(now):
        due = due.exclude(about=BY_DAY)
    claimed = list(due.order_by("due_at", "pk")[:BATCH])
    for letter in claimed:
        letter.tries, letter.due_at = letter.tries + 1, now + LEASE
    OfficialLetter.objects.bulk_update(claimed, ["tries", "due_at"])
    return claimed


def _deliver(claimed: Sequence[OfficialLetter], channel: Channel) -> int:
    try:
        with channel.session() as session:
            return sum(_hand_over(letter, session) for letter in claimed)
    except TryAgainLater as fault:
        _hold(claimed, str(fault))
        return 0


def _hold(claimed: Sequence[OfficialLetter], why: str) -> None:
    """Nobody is reached: all that is due waits, and no try is counted."""
    now = timezone.now()
    ready = OfficialLetter.objects.filter(state=OfficialLetter.State.READY)
    ours = ready.filter(pk__in=[letter.pk for letter in claimed])
    ours.update(due_at=now + HOLD, failure=why, tries=F("tries") - 1)
    ready.filter(due_at__lte=now).update(due_at=now + HOLD, failure=why)


def _hand_over(letter: OfficialLetter, session: Session) -> bool:
    try:
        session.send(_as_mail(letter))
    except DeliveryFailed as failure:
        _note(letter, state=OfficialLetter.State.FAILED, failure=str(failure))
    except TryAgainLater as fault:
        _put_back(letter, str(fault))
    else:
        _note(letter, state=OfficialLetter.State.SENT, sent_at=timezone.now(), text="", failure="")
        return True
    return False


def _as_mail(letter: OfficialLetter) -> Letter:
    return Letter(
        to=letter.to,
        sender=settings.DEFAULT_FROM_EMAIL,
        subject=letter.subject,
        text=letter.text,
        html="",
        reference=f"petugas-{letter.pk}",
    )


def _put_back(letter: OfficialLetter, why: str) -> None:
    if letter.tries >= MAX_TRIES:
        given_up = f"Menyerah setelah {MAX_TRIES} kali: {why}"
        _note(letter, state=OfficialLetter.State.FAILED, failure=given_up)
    else:
        again_at = timezone.now() + FIRST_WAIT * 2 ** (letter.tries - 1)
        _note(letter, due_at=again_at, failure=why)


def _note(letter: OfficialLetter, **changes: object) -> None:
    ready = OfficialLetter.objects.filter(pk=letter.pk, state=OfficialLetter.State.READY)
    ready.update(**changes)
