"""Finding somebody who rings: for a reason, at most so many, and each look-up written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from respondents import searching
from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.audit.models.entries import Entry

DESK = "desk"  # what the ledger calls it: a look-up is about nobody until somebody is chosen
SHORTEST = 3  # letters of a name
HITS = 20
AN_HOUR = timedelta(hours=1)
LOOK_UPS_AN_HOUR = 40  # a busy telephone; whoever copies the lists through it needs weeks


class Reason(models.TextChoices):
    """What somebody rings about. It decides what the desk may then do for them."""

    CONTACT = "kontak", "Nomor atau surel salah"
    OBJECTION = "keberatan", "Tidak mau ikut, atau mau ikut lagi"
    OWN_DATA = "data", "Minta data sendiri"
    LOST_LINK = "tautan", "Kehilangan tautan"


class TooMany(Exception):
    """The message is for whoever asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    people: tuple[UUID, ...]
    is_cut: bool  # there are more: the name has to be longer


@transaction.atomic
def look_up(name: str, *, reason: Reason, by: User) -> Found:
    """People whose name contains `name`, also those who left their list. Raises TooMany.

    A whole number or NIP in its place finds whose it is. The ledger gets the reason and the
    number of hits; neither a name nor a number has any business in it.
    """
    _refuse_too_many(by)
    found = searching.matching(Person.objects.all(), name).order_by("name", "pk")
    hits = list(found.values_list("pk", flat=True)[: HITS + 1])
    ledger.record("desk.looked_up", DESK, by=by, reason=reason.label, hits=min(len(hits), HITS))
    return Found(people=tuple(hits[:HITS]), is_cut=len(hits) > HITS)


@transaction.atomic
def show(person: Person, *, reason: Reason, by: User) -> None:
    """Note that this person's page was asked for, and why."""
    ledger.record("desk.person_shown", person, by=by, reason=reason.label)


def _refuse_too_many(by: User) -> None:
    lately = Entry.objects.filter(
        subject=DESK,
        verb="desk.looked_up",
        actor=ledger.name_of(by),
        at__gt=timezone.now() - AN_HOUR,
    )
    if lately.count() >= LOOK_UPS_AN_HOUR:
        raise TooMany(
            f"Sudah {LOOK_UPS_AN_HOUR} pencarian dalam satu jam. Tunggu sebentar, lalu cari lagi."
        )
