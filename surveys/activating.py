"""What becomes of rights after they were issued, carried out once a day and all together.

A new link for whoever lost theirs, a reserve that is called up, somebody who died or left. All
of it waits for the night, so that neither the log nor the box tells when who stood at the desk;
and each night has its entry, also without a change. Only worker `send` can do this.

The box is written first, the registry after it. If the worker dies in between, the next look
finds an entry that the registry has not noted, and follows it: the log says what was done.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import F
from django.utils import timezone

from respondents import access, objections
from respondents.models.people import Person
from spi_portal import keyring
from spi_portal.audit import ledger
from surveys import links, nights
from surveys.box import activations, rights
from surveys.box.activations import Change, Entry
from surveys.box.issued import OPEN, REVOKED
from surveys.models.groups import FrameEntry
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.rights import IssuedRights, LinkOrder, ReserveCall
from surveys.models.waves import Wave

ME = "surveys.registrar"
AGAIN = timedelta(minutes=10)  # after a night that failed
log = logging.getLogger(__name__)


def carry_out_due() -> int:
    """Carry out what was ordered before today, of every open wave; returns of how many.

    Safe to repeat, and on two workers at once. What fails is told on the page of the reserve
    and tried again; nobody else waits for it.
    """
    due = IssuedRights.objects.filter(wave__state=Wave.State.OPEN, due_at__lte=timezone.now())
    return sum(_carry_out_if_free(pk) for pk in list(due.values_list("pk", flat=True)))


def settle(wave: Wave) -> None:
    """Before the wave's keys go: note the log's end, and forget the orders that came too late.

    Needs no key, and so comes to its end also after one that destroyed it. Invitations stay as
    they are: nothing is sent any more, and a message that was queued now would never be.
    """
    issued = IssuedRights.objects.select_for_update().filter(wave=wave).first()
    if issued is not None:
        for entry in rights.log(wave.pk, after=issued.log_number):
            _note(issued, entry)
    LinkOrder.objects.filter(wave=wave).delete()
    ReserveCall.objects.filter(wave=wave, called=None).update(called=0)


def _carry_out_if_free(pk: int) -> bool:
    now = timezone.now()
    try:
        with access.acting(ME):
            due = IssuedRights.objects.filter(pk=pk, due_at__lte=now).select_related("wave")
            issued = due.select_for_update(skip_locked=True, of=("self",)).first()
            if issued is None:
                return False
            _carry_out(issued, timezone.localdate(now))
            issued.due_at, issued.problem = nights.following(now), ""
            issued.save(update_fields=["due_at", "problem"])
    except Exception as fault:  # the mail that is due must not wait for it
        # Its message could hold a right: the kind of fault is all that is kept.
        problem = type(fault).__name__
        log.error("Rights could not be changed: %s", problem)
        IssuedRights.objects.filter(pk=pk).update(due_at=now + AGAIN, problem=problem)
        return False
    return True


def _carry_out(issued: IssuedRights, today: date) -> None:
    if _catch_up(issued) == today.isoformat():
        return
    wave = issued.wave
    key = Ed25519PrivateKey.from_private_bytes(keyring.load("activation", wave.slug))
    changes = list(_changes(wave, links.key_of(wave), today))
    _follow(issued, rights.change(changes, wave=wave.pk, day=today, key=key))


def _catch_up(issued: IssuedRights) -> str:
    """Follow what the log has and the registry has not noted; returns the day of the last."""
    day = ""
    for entry in rights.log(issued.wave_id, after=issued.log_number):
        _follow(issued, entry)
        day = entry.day
    return day


# --- What is to change --------------------------------------------------------------------


def _changes(wave: Wave, key: bytes, today: date) -> Iterator[Change]:
    """Each right at most once. What is of today waits: it would tell when it was done."""
    leaving = _of_those_who_left(wave, key, today)
    yield from leaving
    revoked = {change.key for change in leaving}
    ordered = LinkOrder.objects.filter(wave=wave, ordered_on__lt=today)
    yield from _new_links(wave, key, ordered.values_list("person_id", flat=True), revoked)
    for call in ReserveCall.objects.filter(wave=wave, ordered_on__lt=today, called=None):
        yield from _called_up(call, key)


def _of_those_who_left(wave: Wave, key: bytes, today: date) -> list[Change]:
    gone = Person.objects.gone().filter(left_on__lt=today)
    left = Invitation.objects.filter(wave=wave, person__in=gone)
    groups = {links.right_of(each, key): each.group_id for each in left}
    return [
        Change(key=right, group_id=groups[right], before=before, after=REVOKED)
        for right, before in rights.status(groups, wave=wave.pk).items()
        if (before, REVOKED) in activations.KINDS
    ]


def _new_links(
    wave: Wave, key: bytes, people: Iterable[object], revoked: set[bytes]
) -> Iterator[Change]:
    """A void right and a new one for each of these who was drawn, and can be written to.

    Not for who opted out or objected: nothing is sent to them, so they would have no link at
    all any more, and a sheet that they were promised stays in the box would be void unsaid.
    """
    drawn = Invitation.objects.filter(
        wave=wave, person__in=list(people), person__email_index__isnull=False
    ).exclude(state__in=(Invitation.State.RESERVE, Invitation.State.OPTED_OUT))
    unwilling = objections.among([each.person_id for each in drawn])
    willing = [each for each in drawn if each.person_id not in unwilling]
    old = {links.right_of(each, key): each for each in willing}
    for right, status in rights.status(old, wave=wave.pk).items():
        if status == OPEN and right not in revoked:
            each = old[right]
            new = links.right_of(each, key, version=each.version + 1)
            yield _change(right, each.group_id, activations.VOIDED)
            yield _change(new, each.group_id, activations.NEW)


def _called_up(call: ReserveCall, key: bytes) -> Iterator[Change]:
    """The next of the group's reserve, as the draw placed them; who died or left is passed over.

    Who objected is not, and gets nothing: a number that left them out would tell that whoever
    objected at the desk is in the reserve.
    """
    reserve = Invitation.objects.filter(group_id=call.group_id, state=Invitation.State.RESERVE)
    waiting = {each.person_id: each for each in reserve.select_related("person")}
    places = FrameEntry.objects.filter(group_id=call.group_id, person__in=list(waiting))
    ordered = places.order_by("place").values_list("person_id", flat=True)
    able = [waiting[person] for person in ordered if not waiting[person].person.is_gone]
    for each in able[: call.wanted]:
        yield _change(links.right_of(each, key), each.group_id, activations.RELEASED)


def _change(right: bytes, group: int, kind: tuple[str, str]) -> Change:
    return Change(key=right, group_id=group, before=kind[0], after=kind[1])


# --- What follows in the registry ---------------------------------------------------------


def _follow(issued: IssuedRights, entry: Entry) -> None:
    """Bring the registry to where the log is, and forget who asked for it."""
    kinds = {change.key: change.kind for change in entry.changes}
    if kinds:
        _follow_invitations(issued.wave, kinds, entry)
    day = date.fromisoformat(entry.day)
    LinkOrder.objects.filter(wave=issued.wave, ordered_on__lt=day).delete()
    released = Counter(
        change.group_id for change in entry.changes if change.kind == activations.RELEASED
    )
    for call in ReserveCall.objects.filter(wave=issued.wave, ordered_on__lt=day, called=None):
        ReserveCall.objects.filter(pk=call.pk).update(called=released[call.group_id])
    _note(issued, entry)


def _note(issued: IssuedRights, entry: Entry) -> None:
    issued.log_number, issued.log_hash = entry.number, entry.hash
    issued.save(update_fields=["log_number", "log_hash"])
    ledger.record("rights.changed", issued.wave, by=ME, number=entry.number, hash=entry.hash.hex())


def _follow_invitations(wave: Wave, kinds: dict[bytes, tuple[str, str]], entry: Entry) -> None:
    """One pass over the wave's invitations, however much has changed."""
    key, due_at = links.key_of(wave), _due_at(date.fromisoformat(entry.day))
    for invitation in Invitation.objects.filter(wave=wave).iterator():
        kind = kinds.get(links.right_of(invitation, key))
        if kind == activations.VOIDED:
            _renew(invitation, due_at)
        elif kind == activations.RELEASED:
            _call_up(invitation, due_at)


def _renew(invitation: Invitation, due_at: datetime) -> None:
    """Who opted out since is left alone. Whose link somebody else had takes part, if an address
    is theirs now: the one of that other person was forgotten."""
    theirs = Invitation.objects.filter(pk=invitation.pk)  # as it is by now: wishes come meanwhile
    theirs.update(version=F("version") + 1)
    if _has_an_address(invitation):
        theirs.filter(state=Invitation.State.NOT_THEIRS).update(state=Invitation.State.SAMPLE)
    if theirs.filter(state=Invitation.State.SAMPLE).exists():
        _write_to(invitation, Message.Round.NEW_LINK, due_at)


def _call_up(invitation: Invitation, due_at: datetime) -> None:
    """They are of the sample from now on."""
    invitation.state = Invitation.State.SAMPLE
    invitation.save(update_fields=["state"])
    _write_to(invitation, Message.Round.INVITATION, due_at)


def _has_an_address(invitation: Invitation) -> bool:
    return Person.objects.filter(pk=invitation.person_id, email_index__isnull=False).exists()


def _write_to(invitation: Invitation, round: Message.Round, due_at: datetime) -> None:
    """In the morning, and by e-mail."""
    if not _has_an_address(invitation):
        return
    Message.objects.update_or_create(
        invitation=invitation,
        round=round,
        channel=Message.Channel.EMAIL,
        defaults={
            "office_id": invitation.office_id,
            "state": Message.State.READY,
            "due_at": due_at,
            "tries": 0,
            "sent_on": None,
            "failure": "",
        },
    )


def _due_at(day: date) -> datetime:
    return max(timezone.now(), nights.morning_of(day))
