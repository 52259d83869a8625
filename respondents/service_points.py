"""Loket: opening and closing the places where people put themselves forward."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from respondents.kinds import Kind
from respondents.lists import kinds_of
from respondents.models.offices import Office
from respondents.models.service_points import ServicePoint
from spi_portal.accounts.models import User
from spi_portal.audit import ledger

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no two that look alike on a wall
LENGTH = 8  # 31^8: nobody comes upon one by trying
LONGEST = timedelta(days=366)


def has_points(office: Office) -> bool:
    """Those who keep a list of service users."""
    return Kind.EXTERNAL in kinds_of(office)


@transaction.atomic
def add(*, office: Office, service: str, first_day: date, last_day: date, by: User) -> ServicePoint:
    """Raises IntegrityError for days that end before they begin."""
    point = ServicePoint.objects.create(
        office=office,
        service=service,
        code="".join(secrets.choice(ALPHABET) for _ in range(LENGTH)),
        first_day=first_day,
        last_day=last_day,
        made_by=by,
    )
    ledger.record(
        "point.opened", point, by=by, begins=first_day.isoformat(), last_day=last_day.isoformat()
    )
    return point


@transaction.atomic
def close(point: ServicePoint, *, by: User | str) -> bool:
    """From now on nobody is taken in there; False if it was closed before."""
    today = timezone.localdate()
    unclosed = ServicePoint.objects.filter(pk=point.pk, closed_on__isnull=True)
    if not unclosed.update(closed_on=today):
        return False
    point.closed_on = today
    ledger.record("point.closed", point, by=by)
    return True


def end_all(*, by: User | str) -> Sequence[ServicePoint]:
    """A draw ends the intake: close every point that was not; returns those."""
    ServicePoint.objects.filter(ended_on__isnull=True).update(
        ended_on=timezone.localdate(), waits_since=None
    )
    unclosed = list(ServicePoint.objects.filter(closed_on__isnull=True).select_related("office"))
    return [point for point in unclosed if close(point, by=by)]
