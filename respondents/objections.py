"""Keberatan: who does not want to be asked, and who changed their mind."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from respondents import stop_list
from respondents.models.objections import Objection
from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.audit import ledger


@transaction.atomic
def record(person: Person, *, channel: Objection.Channel, by: User) -> Objection:
    """From now on nothing is sent to `person`, and no draw takes them. Safe to repeat.

    What was drawn stays as it was: totals that changed would tell who is among the drawn.
    """
    Person.objects.select_for_update().get(pk=person.pk)  # two calls at once are one objection
    if standing := of(person):
        return standing
    objection = Objection.objects.create(
        person=person,
        office_id=person.office_id,
        channel=channel,
        recorded_by=by,
        recorded_on=timezone.localdate(),
    )
    ledger.record("objection.recorded", person, by=by, channel=channel)
    return objection


@transaction.atomic
def withdraw(person: Person, *, by: User) -> bool:
    """They want to be asked again; False if no objection stood."""
    standing = Objection.objects.standing().filter(person=person)
    if not standing.update(withdrawn_on=timezone.localdate()):
        return False
    stop_list.forget(person)
    ledger.record("objection.withdrawn", person, by=by)
    return True


def of(person: Person) -> Objection | None:
    return Objection.objects.standing().filter(person=person).first()


def among(people: Collection[UUID]) -> set[UUID]:
    """Which of these do not want to be asked."""
    standing = Objection.objects.standing().filter(person__in=people)
    return set(standing.values_list("person_id", flat=True))
