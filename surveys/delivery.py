"""Delivering queued messages: claimed on a lease, sent, and noted one by one.

Of two workers that reach for the same rows one UPDATE decides. A worker that dies need do
nothing: what it had not noted as sent falls due again when the lease is over, so at most the
one letter it was handing over at that moment can go out twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone

from respondents import access, objections
from spi_portal.post.channel import Channel, DeliveryFailed, Session, TryAgainLater
from spi_portal.post.email import Email
from surveys import letters
from surveys.models.cities import City
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.undelivered import Undelivered

LEASE = timedelta(minutes=15)
BATCH = 200
MAX_TRIES = 6
HOLD = timedelta(minutes=2)  # between two looks at a provider that nobody reaches
FIRST_WAIT = timedelta(minutes=1)  # doubles with every try: the sixth comes an hour on

CHANNELS: Mapping[str, Channel] = {Message.Channel.EMAIL: Email()}

# By random key, so that offices are mixed and no provider sees one office after another.
CLAIM = """
UPDATE surveys_message SET due_at = %(lease)s, tries = tries + 1
WHERE id IN (
    SELECT m.id FROM surveys_message m
    JOIN surveys_invitation i ON i.id = m.invitation_id
    JOIN surveys_wave w ON w.id = i.wave_id
    WHERE m.state = 'ready' AND m.due_at <= %(now)s AND w.state = 'open' AND i.state <> 'reserve'
      AND m.channel <> 'kertas'
    ORDER BY m.id LIMIT %(batch)s FOR UPDATE OF m SKIP LOCKED
)
RETURNING id
"""


def deliver_due(channels: Mapping[str, Channel] = CHANNELS) -> int:
    """Send what is due, batch after batch; returns how many were handed over."""
    sent = 0
    while claimed := _claim(timezone.now()):
        sent += _deliver(claimed, channels)
    return sent


def _claim(now: datetime) -> list[UUID]:
    with access.acting("surveys.delivery"), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "lease": now + LEASE, "batch": BATCH})
        return [pk for (pk,) in cursor.fetchall()]


def _deliver(claimed: list[UUID], channels: Mapping[str, Channel]) -> int:
    city, by_channel, silent = City.objects.get(), defaultdict(list), set()
    with access.acting("surveys.delivery"):
        rows = Message.objects.filter(pk__in=claimed).select_related(
            "invitation__person", "invitation__wave", "invitation__group"
        )
        unwilling = objections.among([message.invitation.person_id for message in rows])
        for message in rows:
            by_channel[message.channel].append(message)
            person = message.invitation.person
            opted_out = message.invitation.state != Invitation.State.SAMPLE
            if opted_out or person.is_gone or person.pk in unwilling:
                silent.add(message.pk)
    archived = _archive(by_channel.pop(Message.Channel.ARCHIVE, []))
    return archived + sum(
        _through(name, channels[name], messages, silent, city)
        for name, messages in by_channel.items()
    )


def _archive(messages: list[Message]) -> int:
    """Noted as sent, and never written: the demo city's thousands of invented people, and those
    who opted out, objected, died or left, for a total without them would tell that they were
    drawn."""
    with access.acting("surveys.delivery"):
        unsent = Message.objects.filter(
            pk__in=[message.pk for message in messages], state=Message.State.READY
        )
        return unsent.update(state=Message.State.SENT, sent_on=timezone.localdate())


def _through(
    name: str, channel: Channel, messages: list[Message], silent: set[UUID], city: City
) -> int:
    """Those who are not written to wait with the others where nobody is reached."""
    written = [message for message in messages if message.pk not in silent]
    kept = [message for message in messages if message.pk in silent]
    try:
        with channel.session() as session:
            return sum(_hand_over(message, session, city) for message in written) + _archive(kept)
    except TryAgainLater as fault:
        _hold(name, messages, str(fault))
        return 0


def _hold(name: str, messages: list[Message], why: str) -> None:
    """Nobody is reached: all that is due through this channel waits, and no try is counted."""
    now = timezone.now()
    with access.acting("surveys.delivery"):
        unsent = Message.objects.filter(channel=name, state=Message.State.READY)
        claimed = unsent.filter(pk__in=[message.pk for message in messages])
        claimed.update(due_at=now + HOLD, failure=why, tries=F("tries") - 1)
        unsent.filter(due_at__lte=now).update(due_at=now + HOLD, failure=why)


def _hand_over(message: Message, session: Session, city: City) -> bool:
    try:
        session.send(letters.write(message, city))
    except DeliveryFailed as failure:
        _give_up(message, str(failure))
    except TryAgainLater as fault:
        _put_back(message, str(fault))
    else:
        _note(message, state=Message.State.SENT, sent_on=timezone.localdate(), failure="")
        return True
    return False


def _give_up(message: Message, why: str) -> None:
    """The address itself is refused. A real wave keeps its hash, for next year's lists."""
    call = message.invitation
    with access.acting("surveys.delivery"):
        _note(message, state=Message.State.FAILED, failure=why)
        if call.wave.is_pilot or call.person.email_index is None:
            return
        refused = Undelivered(
            wave=call.wave,
            office_id=message.office_id,
            kind=call.group.kind,
            email_index=call.person.email_index,
        )
        Undelivered.objects.bulk_create([refused], ignore_conflicts=True)


def _put_back(message: Message, why: str) -> None:
    if message.tries >= MAX_TRIES:
        given_up = f"Menyerah setelah {MAX_TRIES} kali: {why}"
        _note(message, state=Message.State.FAILED, failure=given_up)
    else:
        again_at = timezone.now() + FIRST_WAIT * 2 ** (message.tries - 1)
        _note(message, due_at=again_at, failure=why)


def _note(message: Message, **changes: object) -> None:
    with access.acting("surveys.delivery"):
        unsent = Message.objects.filter(pk=message.pk, state=Message.State.READY)
        unsent.update(**changes)
