"""Calon: people who put themselves forward, checked like rows of a list, and soon decided on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from uuid import UUID

from django.db import models, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from respondents import contacts, criteria, eligibility, freezing, secrecy
from respondents.findings import Finding, blocks
from respondents.imports import checking, duplicates
from respondents.imports.candidates import Candidate
from respondents.imports.checking import Checked
from respondents.imports.context import Context
from respondents.imports.reading import Fault, Row, Table
from respondents.kinds import Kind
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.service_points import ServicePoint
from respondents.models.volunteers import Volunteer
from respondents.vocabulary import key_of
from spi_portal.accounts.models import User
from spi_portal.audit import ledger

CATEGORY = "masyarakat"  # of those who come to a counter; a company's people come by its list
SOURCE = "QR"
FORM = Table(sheet="", columns=(), rows=(), faults=())  # one way to be reached is enough
LISTED = blocks(
    "sudah_di_daftar",
    "Nomor atau surel ini sudah ada di daftar pengguna layanan. Tolak yang ini.",
)


class Reason(models.TextChoices):
    """Chosen, not typed: a typed one would carry names into the ledger."""

    LISTED = "sudah_ada", "Sudah ada di daftar"
    NOT_SERVED = "bukan_pengguna", "Tidak tercatat dilayani di sini"
    OWN_STAFF = "pegawai", "Pegawai kantor ini sendiri"
    UNUSABLE = "tidak_terpakai", "Data keliru atau tidak lengkap"
    MISCHIEF = "main_main", "Bukan pendaftaran sungguhan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What came in an envelope; contacts as they were typed."""

    id: UUID  # the envelope's: the same one twice is one volunteer
    point: str
    name: str
    phone: str
    email: str
    served_on: date
    consent_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A volunteer as a page shows them: contacts never whole, and what speaks against them."""

    number: int  # among those who wait at the same point, from 1; findings name it
    volunteer: Volunteer
    candidate: Candidate
    findings: tuple[Finding, ...]
    is_ready: bool

    @property
    def phone(self) -> str:
        return contacts.mask_phone(self.candidate.phone)

    @property
    def email(self) -> str:
        return contacts.mask_email(self.candidate.email)


@transaction.atomic
def take_in(arrivals: Iterable[Arrival]) -> int:
    """Keep those who came to a point of ours and do not wait there yet; returns how many.

    Safe to repeat. Whoever pressed the button twice, minutes apart, is one volunteer.
    """
    arrivals = list(arrivals)
    wanted = {arrival.point for arrival in arrivals}
    points = {point.code: point for point in ServicePoint.objects.filter(code__in=wanted)}
    there = {_key(one) for one in Volunteer.objects.filter(point__in=points.values())}
    new: dict[tuple[object, ...], Volunteer] = {}
    for arrival in arrivals:
        if arrival.point in points:
            volunteer = _volunteer(arrival, points[arrival.point])
            new.setdefault(_key(volunteer), volunteer)
    fresh = [volunteer for key, volunteer in new.items() if key not in there]
    Volunteer.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    ServicePoint.objects.filter(
        pk__in={volunteer.point_id for volunteer in fresh},
        waits_since__isnull=True,
        ended_on__isnull=True,
    ).update(waits_since=timezone.localdate())
    return len(fresh)


def _key(volunteer: Volunteer) -> tuple[object, ...]:
    return volunteer.point_id, key_of(volunteer.name), volunteer.phone, volunteer.email


def _volunteer(arrival: Arrival, point: ServicePoint) -> Volunteer:
    volunteer = Volunteer(
        id=arrival.id,
        point=point,
        office_id=point.office_id,
        name=" ".join(arrival.name.split())[:160],
        served_on=arrival.served_on,
        consent_on=arrival.consent_on,
    )
    volunteer.set_contacts(phone=arrival.phone, email=arrival.email)
    return volunteer


def waiting(points: Collection[ServicePoint]) -> dict[int, int]:
    """How many wait for a decision, by point."""
    rows = Volunteer.objects.filter(point__in=points).values("point_id").order_by()
    return {row["point_id"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def judge(point: ServicePoint, *, on: date) -> list[Judged]:
    """Those who wait at `point`, by the rules that rows of a list are checked by."""
    volunteers = list(Volunteer.objects.filter(point=point))
    rows = _checked(point, volunteers, on=on)
    duplicates.mark(rows)
    _mark_listed(rows, point.office)
    reason_against = partial(eligibility.reason_against, on=on, criteria=criteria.in_force())
    return [
        _judged(volunteer, row, is_asked=reason_against(row.candidate) is None)
        for volunteer, row in zip(volunteers, rows, strict=True)
    ]


def _checked(point: ServicePoint, volunteers: Sequence[Volunteer], *, on: date) -> list[Checked]:
    context = replace(
        Context.of(point.office, on=on), service_by_key={key_of(point.service): point.service}
    )
    return [
        checking.check(
            _row(number, volunteer, point), table=FORM, kind=Kind.EXTERNAL, context=context
        )
        for number, volunteer in enumerate(volunteers, start=1)
    ]


def _row(number: int, volunteer: Volunteer, point: ServicePoint) -> Row:
    return Row(
        number,
        {
            "name": volunteer.name,
            "category": CATEGORY,
            "service": point.service,
            "served_on": volunteer.served_on,
            "source": SOURCE,
            "phone": volunteer.phone,
            "email": volunteer.email,
            "consent": volunteer.consent_on,
        },
        frozenset(),
    )


def _mark_listed(rows: Sequence[Checked], office: Office) -> None:
    """One query, however many rows."""
    own = {row.candidate.row: _indexes(row.candidate) for row in rows}
    wanted = set().union(*own.values())
    listed = (
        Person.objects.on_lists()
        .of_kind(Kind.EXTERNAL)
        .filter(office__in=Office.below([office.pk]))
        .filter(Q(phone_index__in=wanted) | Q(email_index__in=wanted))
    )
    pairs = listed.values_list("phone_index", "email_index")
    there = {bytes(index) for pair in pairs for index in pair if index is not None}
    for row in rows:
        if own[row.candidate.row] & there:
            row.faults.append(Fault(row.candidate.row, "no_wa", LISTED))


def _indexes(candidate: Candidate) -> set[bytes]:
    found = (
        secrecy.blind_index(candidate.phone, column="phone"),
        secrecy.blind_index(candidate.email, column="email"),
    )
    return {index for index in found if index is not None}


def _judged(volunteer: Volunteer, row: Checked, *, is_asked: bool) -> Judged:
    return Judged(
        number=row.candidate.row,
        volunteer=volunteer,
        candidate=row.candidate,
        findings=tuple(fault.finding for fault in row.faults),
        is_ready=row.is_ready and is_asked,
    )


@transaction.atomic
def admit(point: ServicePoint, *, on: date, by: User) -> int:
    """Put those against whom nothing speaks on the office's list; returns how many.

    Raises ListsAreFrozen.
    """
    freezing.refuse_while_frozen()
    point = _locked(point)
    ready = [one for one in judge(point, on=on) if one.is_ready]
    Person.objects.bulk_create([_person(one.candidate) for one in ready], batch_size=1000)
    if ready:
        _settle(point, [one.volunteer.pk for one in ready], total="admitted")
        ledger.record("volunteers.admitted", point, by=by, rows=len(ready))
    return len(ready)


@transaction.atomic
def refuse(point: ServicePoint, chosen: Collection[UUID], *, reason: Reason, by: User) -> int:
    """Delete the chosen ones; returns how many. Why is told, who is not."""
    point = _locked(point)
    refused = _settle(point, chosen, total="refused")
    if refused:
        ledger.record("volunteers.refused", point, by=by, rows=refused, reason=reason.label)
    return refused


@transaction.atomic
def forget_outdated(*, on: date, by: str) -> int:
    """Delete those whose visit is too long ago for any survey; returns how many."""
    oldest = eligibility.months_before(on, criteria.in_force().months_since_service)
    return _forget(Volunteer.objects.filter(served_on__lt=oldest), by=by)


def _locked(point: ServicePoint) -> ServicePoint:
    """Two presses of a button come one after the other."""
    points = ServicePoint.objects.select_related("office").select_for_update(of=("self",))
    return points.get(pk=point.pk)


def _person(candidate: Candidate) -> Person:
    person = Person(
        office_id=candidate.office_id,
        kind=candidate.kind,
        name=candidate.name,
        category=candidate.category,
        service=candidate.service,
        served_on=candidate.served_on,
        consent_on=candidate.consent_on,
        further=candidate.further,
    )
    person.set_contacts(phone=candidate.phone, email=candidate.email)
    return person


def _settle(point: ServicePoint, decided: Collection[UUID], *, total: str) -> int:
    gone, _ = Volunteer.objects.filter(point=point, pk__in=decided).delete()
    waits = {} if Volunteer.objects.filter(point=point).exists() else {"waits_since": None}
    ServicePoint.objects.filter(pk=point.pk).update(**{total: F(total) + gone}, **waits)
    return gone


def _forget(volunteers: models.QuerySet[Volunteer], *, by: User | str) -> int:
    gone, _ = volunteers.delete()
    ServicePoint.objects.filter(waits_since__isnull=False).exclude(
        pk__in=Volunteer.objects.values("point")
    ).update(waits_since=None)
    if gone:
        ledger.record("volunteers.forgotten", "volunteers", by=by, rows=gone)
    return gone
