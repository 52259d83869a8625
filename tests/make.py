"""Rows for tests: `make.office()`, `make.person(office=…)`. What a test does not say is valid."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from respondents import signatures
from respondents.digests import Listed
from respondents.models.duties import Duty
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.service_points import ServicePoint
from respondents.models.signatures import Signature
from respondents.models.volunteers import Volunteer
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from surveys.models.cities import City
from surveys.models.custody import Rehearsal
from surveys.models.inspections import Statement
from surveys.models.legal import LegalBasis
from surveys.models.manifests import WaveKey
from surveys.models.waves import Wave
from surveys.steps import legal

numbers = count(1)
PASSWORD = "bukan-rahasia-2026"


def at(*moment: int) -> datetime:
    """A moment of the city's clock: year, month, day, hour …"""
    return timezone.make_aware(datetime(*moment))  # noqa: DTZ001


def user(name: str, role: Role, *, of: Office | None = None) -> User:
    email = f"{name.split()[0].lower()}{next(numbers)}@contoh.go.id"
    made = User.objects.create_user(email=email, name=name, role=role, password=PASSWORD)
    if of is not None:
        Duty.objects.create(user=made, office=of)
    return made


def city(**given: Any) -> City:
    values: dict[str, Any] = {
        "name": "Kota Tirtamulya",
        "organiser": "Inspektorat Kota Tirtamulya",
        "public_address": "spi.tirtamulyakota.go.id",
        "sender_address": "survei@spi.tirtamulyakota.go.id",
        "help_phone": "(000) 000-700",
        "help_hours": "Senin–Jumat 08.00–15.30",
        "is_demo": True,
    }
    return City.objects.get_or_create(pk=1, defaults=values | given)[0]


def root() -> Office:
    return Office.objects.get_or_create(
        kind=Office.Kind.CITY,
        defaults={"code": "KOTA", "name": "Pemerintah Kota", "short_name": "Pemkot"},
    )[0]


def office(**given: Any) -> Office:
    n = next(numbers)
    values: dict[str, Any] = {
        "code": f"DINAS-{n}",
        "name": f"Dinas Contoh {n}",
        "short_name": f"Dinas {n}",
        "kind": Office.Kind.DEPARTMENT,
        "parent": given.get("parent") or root(),
    }
    return Office.objects.create(**(values | given))


def person(
    *, phone: str | None = None, email: str | None = None, nip: str = "", **given: Any
) -> Person:
    n = next(numbers)
    values: dict[str, Any] = {
        "kind": Person.Kind.INTERNAL,
        "name": f"Pegawai Contoh {n}",
        "category": "PNS",
        "position": "Staf",
        "started_on": date(2015, 1, 1),
        "in_unit_since": date(2020, 1, 1),
        "main_task": True,
    }
    if given.get("kind") == Person.Kind.EXTERNAL:
        values |= {"category": "masyarakat", "service": "KTP", "served_on": timezone.localdate()}
    values |= given
    if "office" not in values:
        values["office"] = office()
    made = Person(**values)
    made.set_contacts(
        phone=f"+62812{n:08d}" if phone is None else phone,
        email=f"orang{n}@contoh.id" if email is None else email,
        nip=nip,
    )
    made.save()
    return made


def service_point(**given: Any) -> ServicePoint:
    today = timezone.localdate()
    values: dict[str, Any] = {
        "service": "KTP elektronik",
        "code": f"{next(numbers):08}",
        "first_day": today - timedelta(days=1),
        "last_day": today + timedelta(days=30),
    }
    values |= given
    if "office" not in values:
        values["office"] = office()
    if "made_by" not in values:
        values["made_by"] = user("Pembuat Loket", Role.OPERATOR)
    return ServicePoint.objects.create(**values)


def volunteer(
    *, phone: str | None = None, email: str = "", point: ServicePoint | None = None, **given: Any
) -> Volunteer:
    n = next(numbers)
    point = point or service_point()
    values: dict[str, Any] = {
        "id": uuid4(),
        "point": point,
        "office_id": point.office_id,
        "name": f"Warga Contoh {n}",
        "served_on": timezone.localdate(),
        "consent_on": timezone.localdate(),
    }
    made = Volunteer(**(values | given))
    made.set_contacts(phone=f"+62813{n:08d}" if phone is None else phone, email=email)
    made.save()
    return made


def signed(office: Office) -> None:
    """Its head vouches for the lists as they are."""
    for kind in signatures.KINDS:
        listed = signatures.state(office, kind).listed
        if listed is not None:
            _sign(office, kind, listed)


def _sign(office: Office, kind: str, listed: Listed) -> None:
    with transaction.atomic():
        signatures._record(
            office, kind, listed, how=Signature.How.PAPER, signer="Kepala", by="tests",
            scan=b"x", scan_type="image/png",
        )  # fmt: skip


def all_signed() -> None:
    """Every head vouches for every list, as a freeze demands it."""
    opds = list(Office.objects.opds())
    for (pk, kind), state in signatures.states([opd.pk for opd in opds]).items():
        if state.listed is not None and state.standing != signatures.Standing.SIGNED:
            opd = next(one for one in opds if one.pk == pk)
            _sign(opd, kind, state.listed)


def lawful(wave: Wave) -> Wave:
    """With everything on record that must be there before it opens."""
    today = timezone.localdate()
    LegalBasis.objects.get_or_create(
        wave=wave,
        defaults={
            "recommendation": "V-26.001",
            "decree": "188/26",
            "decree_on": today,
            "dpia_on": today,
        },
    )
    for subject in legal.STATEMENTS:
        Statement.objects.create(subject=subject, on=today, person="Gilang")
    if key := WaveKey.objects.filter(wave=wave).first():
        Rehearsal.objects.create(wave=wave, box_key=bytes(key.public_key))
    return wave


def wave(**given: Any) -> Wave:
    now = timezone.now()
    values: dict[str, Any] = {
        "slug": f"2026-{next(numbers)}",
        "title": "Survei Integritas OPD 2026",
        "year": 2026,
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=30),
        "results_expected": "Januari 2027",
    }
    return Wave.objects.create(**(values | given))
