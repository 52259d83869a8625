"""The desk orders a new link for somebody whom it knows by sight: if they were drawn, they get it.

Nothing here asks who was drawn. The order is the same for everybody, and so is its end: the
registrar takes it up in the night, and by the morning it is gone, whether a link went out or not.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.models.rights import LinkOrder
from surveys.models.waves import Wave


class Identified(models.TextChoices):
    """How the desk made sure who it is. Chosen, not typed: a number has no business in a ledger."""

    CARD = "kartu", "Datang sendiri dan menunjukkan KTP atau kartu pegawai"
    CALLED_BACK = "telepon_balik", "Ditelepon balik ke nomor yang ada di daftar"


class NoSurveyIsOpen(Exception):
    """The message is for the user."""


@transaction.atomic
def order(person: Person, *, how: Identified, by: User) -> None:
    """A new link for `person` in each open survey that drew them. Safe to repeat.

    The old link ends with it, and a sheet that was sent with it does not count.
    Raises NoSurveyIsOpen.
    """
    waves = list(Wave.objects.filter(state=Wave.State.OPEN))
    if not waves:
        raise NoSurveyIsOpen("Tidak ada survei yang sedang berjalan.")
    today = timezone.localdate()
    orders = [
        LinkOrder(wave=wave, person=person, office_id=person.office_id, ordered_on=today)
        for wave in waves
    ]
    LinkOrder.objects.bulk_create(orders, ignore_conflicts=True)
    ledger.record("link.ordered", person, by=by, identified=how.label)


def is_ordered(person: Person) -> bool:
    """Whether an order waits for the night."""
    return LinkOrder.objects.filter(person=person).exists()


@transaction.atomic
def withdraw(person: Person, *, by: User) -> bool:
    """Take today's order back; False when there is none (any more)."""
    today = LinkOrder.objects.filter(person=person, ordered_on=timezone.localdate())
    if not today.delete()[0]:
        return False
    ledger.record("link.order_withdrawn", person, by=by)
    return True


def open_until() -> datetime | None:
    """When the open survey closes; None while none is open."""
    running = Wave.objects.filter(state=Wave.State.OPEN).order_by("-closes_at").first()
    return running.closes_at if running else None
