"""From the staff's page into the box and back: the registrar carries points and takes people in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.db import connections
from django.utils import timezone

from respondents.models.volunteers import Volunteer
from spi_portal import keyring
from spi_portal.audit.models.entries import Entry
from surveys import registrar
from surveys.box import inbox, letterbox, points, publications
from surveys.intake import opening
from surveys.models.points import SignedPoints
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(ratna):
    make.city()
    today = timezone.localdate()
    return opening.open_point(
        office=make.office(name="Dinas Kependudukan"),
        service="KTP elektronik",
        first_day=today,
        last_day=today + timedelta(days=30),
        by=ratna,
    )


@contextmanager
def as_send() -> Iterator[None]:
    """The grants of process `send` and no others, in both databases."""
    for alias in ("default", "box"):
        connections[alias].cursor().execute("SET ROLE app_send")
    yield
    for alias in ("default", "box"):
        connections[alias].cursor().execute("RESET ROLE")


def drop(code: str, **given) -> None:
    today = timezone.localdate()
    values = {
        "point": code,
        "name": "Sari Dewi",
        "phone": "+6281200001111",
        "email": "",
        "served_on": today,
        "consent_on": today,
    }
    key = X25519PublicKey.from_public_bytes(keyring.load("inbox-public"))
    sealed = inbox.seal(inbox.Candidacy(**(values | given)), key)
    letterbox.drop_candidacy(sealed, press=uuid4(), point=code, day=today)


def there() -> points.PointList:
    signed = publications.latest(publications.POINTS)
    assert signed is not None
    key = Ed25519PublicKey.from_public_bytes(keyring.load("wave-public"))
    return points.verify(*signed, key)


def test_the_list_is_carried_over_once(point):
    with as_send():
        assert (registrar.carry_points(), registrar.carry_points()) == (1, 0)

    (told,) = there().points
    assert (told.code, told.office, told.service) == (
        point.code,
        "Dinas Kependudukan",
        "KTP elektronik",
    )
    assert there().inbox_public_key == keyring.load("inbox-public").hex()


def test_closing_replaces_the_list(point, ratna):
    registrar.carry_points()
    opening.close_point(point, by=ratna)
    registrar.carry_points()

    assert there().version == 2
    assert there().points[0].is_closed


def test_a_point_that_ended_long_ago_leaves_the_list(point, ratna):
    old = timezone.localdate() - timedelta(days=400)
    gone = make.service_point(first_day=old, last_day=old)
    opening.close_point(gone, by=ratna)
    registrar.carry_points()

    assert there().find(gone.code) is None
    assert there().find(point.code) is not None


def test_a_list_that_was_changed_in_the_registry_is_not_carried(point):
    SignedPoints.objects.update(signature=bytes(64))

    with pytest.raises(points.PointsForged):
        registrar.carry_points()


def test_the_registrar_takes_volunteers_in(point, django_capture_on_commit_callbacks):
    drop(point.code)

    with as_send(), django_capture_on_commit_callbacks(execute=True):
        assert registrar.empty_inbox() == 1

    (one,) = Volunteer.objects.all()
    assert (one.point, one.name, one.phone) == (point, "Sari Dewi", "+6281200001111")
    assert letterbox.waiting() == []


def test_an_envelope_that_comes_again_is_one_volunteer(point, monkeypatch):
    drop(point.code)
    monkeypatch.setattr(letterbox, "remove", lambda ids: None)

    registrar.empty_inbox()
    registrar.empty_inbox()

    assert Volunteer.objects.count() == 1


def test_a_point_of_nobody_is_passed_over(point):
    drop("nowhere1")

    assert registrar.empty_inbox() == 1
    assert not Volunteer.objects.exists()


def test_the_ledger_counts_and_names_nobody(point):
    drop(point.code)
    drop(point.code, name="Ani Rahmawati", phone="+6281200002222")
    registrar.empty_inbox()

    entry = Entry.objects.get(verb="volunteers.taken_in")
    assert (entry.subject, entry.details) == ("volunteers", {"rows": 2})
    assert not Entry.objects.filter(verb="inbox.emptied").exists()
