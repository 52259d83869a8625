"""What the public side is told of service points: signed here, carried by worker `send`."""

from __future__ import annotations

from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.utils import timezone

from respondents import service_points
from respondents.models.service_points import ServicePoint
from spi_portal import bells, keyring
from surveys.box import points
from surveys.models.cities import City
from surveys.models.points import SignedPoints

TITLE = "Survei Integritas OPD"
BELL = "surveys.tasks.work"


@transaction.atomic
def announce() -> SignedPoints:
    """Sign the list as it stands now, as the next version, and ring the registrar.

    Points that ended within a year stay on it, so that a poster still on the wall is answered.
    """
    city = City.objects.select_for_update().get()  # one version at a time
    last = SignedPoints.objects.order_by("-version").values_list("version", flat=True).first()
    key = Ed25519PrivateKey.from_private_bytes(keyring.load("wave"))
    version = (last or 0) + 1
    body, signature = points.sign(_compose(city, version, timezone.localdate()), key)
    bells.ring(BELL)
    return SignedPoints.objects.create(version=version, body=body, signature=signature)


def _compose(city: City, version: int, today: date) -> points.PointList:
    remembered = ServicePoint.objects.filter(last_day__gte=today - service_points.LONGEST)
    return points.PointList(
        version=version,
        title=TITLE,
        city=city.name,
        organiser=city.organiser,
        help_phone=city.help_phone,
        help_hours=city.help_hours,
        inbox_public_key=keyring.load("inbox-public").hex(),
        points=tuple(_told(point) for point in remembered.select_related("office").order_by("pk")),
        is_demo=city.is_demo,
    )


def _told(point: ServicePoint) -> points.Point:
    return points.Point(
        code=point.code,
        office=point.office.name,
        service=point.service,
        first_day=point.first_day.isoformat(),
        last_day=point.last_day.isoformat(),
        is_closed=point.closed_on is not None,
    )
