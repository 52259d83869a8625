"""Taking people off a list: never by an upload alone, always with a reason, and never unseen."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from respondents import freezing
from respondents.imports import merging
from respondents.models.lists import Upload
from respondents.models.people import Person, PersonQuerySet
from respondents.models.staged import Removal, StagedRow
from spi_portal.accounts.models import User
from spi_portal.audit import ledger

MANY = 0.05  # share of a list; whoever may lighten it at will chooses who is asked
AT_LEAST = 3  # people: one who retires from a small office is no matter


class NotOnTheList(Exception):
    """Somebody else took the person off meanwhile."""


def missing_from(upload: Upload) -> PersonQuerySet:
    """Who stands on the list and not in the file: nobody of them leaves by it."""
    recognised = StagedRow.objects.filter(upload=upload, person__isnull=False).values("person")
    return (
        Person.objects.on_lists()
        .of_kind(upload.kind)
        .filter(office__in=merging.speaks_for(upload))
        .exclude(pk__in=recognised)
    )


def note(upload: Upload, removals: dict[UUID, str]) -> None:
    """Keep what the office decided until the list is taken over; only about its own people."""
    chosen = missing_from(upload).filter(pk__in=list(removals))
    Removal.objects.bulk_create(
        Removal(
            upload=upload,
            office_id=person.office_id,
            person=person,
            why=removals[person.pk],
        )
        for person in chosen.only("pk", "office_id")
    )


def size_of(upload: Upload) -> int:
    """People on the list before."""
    people = Person.objects.on_lists().of_kind(upload.kind)
    return people.filter(office__in=merging.speaks_for(upload)).count()


def is_many(upload: Upload, removed: int, *, listed: int | None = None) -> bool:
    """More than a list loses in a year."""
    listed = size_of(upload) if listed is None else listed
    return removed >= AT_LEAST and removed > MANY * listed


def tell(upload: Upload, *, listed: int, removed: int, by: User | str) -> None:
    """Write down how many left and why; more than a few are for the Inspektorat to see."""
    if not removed:
        return
    why = Counter(Removal.objects.filter(upload=upload).values_list("why", flat=True))
    upload.removed_many = is_many(upload, removed, listed=listed)
    ledger.record(
        "list.lightened", upload, by=by, removed=removed, listed=listed, many=upload.removed_many,
        why=[f"{Person.Why(code).label}: {count}" for code, count in sorted(why.items())],
    )  # fmt: skip


@transaction.atomic
def remove(person: Person, *, why: str, by: User) -> None:
    """Take one person off. While lists are frozen the Inspektorat alone may.

    Raises NotOnTheList, ListsAreFrozen.
    """
    frozen = freezing.standing()
    if frozen and not by.sees_every_office:
        raise freezing.ListsAreFrozen(frozen)
    won = (
        Person.objects.on_lists()
        .filter(pk=person.pk)
        .update(left_on=timezone.localdate(), left_why=why)
    )
    if not won:
        raise NotOnTheList(person)
    ledger.record(
        "person.removed", person, by=by, why=Person.Why(why).label, **freezing.as_correction()
    )
