"""Opening and closing service points: in the registry, and in what the public side is told."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from respondents import service_points
from respondents.models.offices import Office
from respondents.models.service_points import ServicePoint
from spi_portal import bells
from spi_portal.accounts.models import User
from surveys.intake import announcing

BELL = "surveys.tasks.work"


@transaction.atomic
def open_point(
    *, office: Office, service: str, first_day: date, last_day: date, by: User
) -> ServicePoint:
    point = service_points.add(
        office=office, service=service, first_day=first_day, last_day=last_day, by=by
    )
    announcing.announce()
    return point


@transaction.atomic
def close_point(point: ServicePoint, *, by: User) -> bool:
    """False if it was closed before."""
    closed = service_points.close(point, by=by)
    if closed:
        announcing.announce()
    return closed


@transaction.atomic
def end_all(*, by: User) -> None:
    """After a draw nobody new can take part: close every point.

    The registrar's worker tells those who still wait, and deletes them (farewells.py). Call it
    where the whole city is seen.
    """
    if service_points.end_all(by=by):
        announcing.announce()
    bells.ring(BELL)
