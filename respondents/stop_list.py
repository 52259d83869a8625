"""Daftar berhenti: whoever objected is not asked again, also when their row is long destroyed.

Before the row goes, its number and address are kept as keyed hashes. When a list names one of
them again, the objection stands again: at the freeze, once more before the draw, when lists
are handed over, and when a contact is corrected.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from respondents import secrecy
from respondents.models.objections import Objection
from respondents.models.people import Person, PersonQuerySet
from respondents.models.stopped import Stopped
from spi_portal.audit import ledger

ME = "respondents.stop_list"


def keep(people: Iterable[Person]) -> int:
    """Note the contacts of these, who object; returns how many were new."""
    marks = {mark for person in people for mark in marks_of(person)}
    before = Stopped.objects.count()
    today = timezone.localdate()
    Stopped.objects.bulk_create(
        [Stopped(mark=mark, since=today) for mark in sorted(marks)], ignore_conflicts=True
    )
    return Stopped.objects.count() - before


def recognise(people: PersonQuerySet) -> int:
    """Whoever of these is stopped objects; returns how many were found. Safe to repeat."""
    stopped = {bytes(mark) for mark in Stopped.objects.values_list("mark", flat=True)}
    if not stopped:
        return 0
    willing = people.exclude(pk__in=Objection.objects.standing().values("person"))
    found = [one for one in willing.iterator() if not stopped.isdisjoint(marks_of(one))]
    Objection.objects.bulk_create(
        [_standing_again(person) for person in found],
        ignore_conflicts=True,  # somebody noted the same at the desk meanwhile
    )
    if found:
        ledger.record("objections.recognised", "objections", by=ME, rows=len(found))
    return len(found)


def _standing_again(person: Person) -> Objection:
    return Objection(
        person=person,
        office_id=person.office_id,
        channel=Objection.Channel.BEFORE,
        recorded_on=timezone.localdate(),
    )


def forget(person: Person) -> None:
    """They want to be asked again."""
    Stopped.objects.filter(mark__in=marks_of(person)).delete()


def marks_of(person: Person) -> set[bytes]:
    found = (
        secrecy.stop_mark(person.phone, column="phone"),
        secrecy.stop_mark(person.email, column="email"),
    )
    return {mark for mark in found if mark is not None}
