"""A counter of the demo city, opened after the draw for next year, with some who came by it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import UUID

from respondents import access, volunteers
from respondents.models.offices import Office
from respondents.volunteers import Arrival
from spi_portal.accounts.models import User
from surveys.intake import opening

CAME = (  # name, number, address, days since the visit
    ("Lestari Handayani", "+6281200009001", "lestari@warga.tirtamulya.example", 1),
    ("Yusuf Maulana", "+6281200009002", "", 2),
    ("Dewi Anggraini", "", "dewi.anggraini@warga.tirtamulya.example", 2),
    ("Rahmat Hidayat", "+6281200009004", "", 5),
    ("Rahmat Hidayat", "+6281200009004", "rahmat@warga.tirtamulya.example", 6),
)


def open_one(code: str, *, today: date, by: User, random: Random) -> None:
    """Open a point of this office; one of those who came is told to have come twice."""
    office = Office.objects.get(code=code)
    point = opening.open_point(
        office=office,
        service=office.services[0],
        first_day=today - timedelta(days=7),
        last_day=today + timedelta(days=90),
        by=by,
    )
    with access.acting("demo"):
        volunteers.take_in(
            Arrival(
                id=UUID(int=random.getrandbits(128), version=4),
                point=point.code,
                name=name,
                phone=phone,
                email=email,
                served_on=today - timedelta(days=ago),
                consent_on=today - timedelta(days=ago),
            )
            for name, phone, email, ago in CAME
        )
