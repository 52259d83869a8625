"""Telling those who put themselves forward and cannot take part: one message each, then deletion.

The volunteer's row is the outbox: it is there as long as there is somebody to tell. Once the
message is handed over, or can never be, the row goes. A worker that dies while it hands one over
can cause that one to go out twice. Who was put on a list is told nothing here: whether they were
drawn, only their invitation says.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from enum import Enum, auto
from types import SimpleNamespace
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from respondents import access
from respondents.models.volunteers import Volunteer
from spi_portal.audit import ledger
from spi_portal.post.channel import Channel, DeliveryFailed, Letter, Session, TryAgainLater
from spi_portal.post.email import Email
from surveys.models.cities import City

ME = "surveys.farewells"
MESSAGE = "not_drawn"
BATCH = 200  # at one look; the next comes ten seconds later
HOLD = 120.0  # seconds after a mail server that took nothing
clock = SimpleNamespace(next_try=0.0)  # by time.monotonic(), as this process knows it
log = logging.getLogger(__name__)


class Outcome(Enum):
    TOLD = auto()
    REFUSED = auto()
    LATER = auto()


def tell_due(channel: Channel | None = None) -> int:
    """Tell and delete those who wait where a draw has ended the intake; returns how many went.

    Who left a number alone is deleted untold: messages go by e-mail. Safe on many workers.
    """
    with access.acting(ME):
        waiting = Volunteer.objects.filter(point__ended_on__isnull=False)
        silent = waiting.filter(email_sealed=b"")
        untold, _ = silent.delete()
        due: list[UUID] = []
        if time.monotonic() >= clock.next_try:
            due = list(waiting.values_list("pk", flat=True)[:BATCH])
        if untold:
            ledger.record("volunteers.forgotten", "volunteers", by=ME, rows=untold)
    return untold + (_tell(due, channel or Email()) if due else 0)


def _tell(due: list[UUID], channel: Channel) -> int:
    city, outcomes = City.objects.get(), Counter[Outcome]()
    try:
        with channel.session() as session:
            outcomes.update(_one(pk, session, city) for pk in due)
    except TryAgainLater as fault:
        _hold(fault)
    told, refused = outcomes[Outcome.TOLD], outcomes[Outcome.REFUSED]
    if told or refused:
        with transaction.atomic():
            ledger.record("volunteers.told", "volunteers", by=ME, told=told, refused=refused)
    return told + refused


def _one(pk: UUID, session: Session, city: City) -> Outcome:
    try:
        with access.acting(ME):
            return _tell_and_delete(pk, session, city)
    except TryAgainLater as fault:  # the row is back with the transaction
        _hold(fault)
        return Outcome.LATER


def _tell_and_delete(pk: UUID, session: Session, city: City) -> Outcome:
    """Deleted first: so the row is locked, and another worker passes on when it is gone."""
    rows = Volunteer.objects.filter(pk=pk)
    volunteer = rows.select_related("point__office").first()
    if volunteer is None or not rows.delete()[0]:
        return Outcome.LATER
    try:
        session.send(_letter(volunteer, city))
    except DeliveryFailed:
        return Outcome.REFUSED  # for good: there is nobody to tell
    return Outcome.TOLD


def _hold(fault: TryAgainLater) -> None:
    """Nobody is asked again for two minutes."""
    clock.next_try = time.monotonic() + HOLD
    log.warning("Candidates are told later: %s", fault)


def _letter(volunteer: Volunteer, city: City) -> Letter:
    words = {
        "city": city,
        "point": volunteer.point,
        "privacy": f"{settings.PUBLIC_URL}/kerahasiaan/",
    }
    subject, text, html = (
        render_to_string(f"messages/{MESSAGE}{part}", words)
        for part in (".subject.txt", ".txt", ".html")
    )
    return Letter(
        to=volunteer.email,
        sender=f"{city.organiser} <{city.sender_address}>",
        subject=subject.strip(),
        text=text,
        html=html,
        reference=str(volunteer.pk),
    )
