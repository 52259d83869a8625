"""Kota Tirtamulya in small: two departments, a district with its kelurahan, last year's results."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from surveys import instrument_shelf
from tests import make

STAFF, USERS, EXPERTS = 40, 40, 30
SMALL = 11  # the staff of Kelurahan Mawar


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    name: str
    role: Role
    office: str | None = None


SEATS = {
    "operator": Seat(name="Ratna Wulandari", role=Role.OPERATOR),
    "inspektur": Seat(name="Hadi Pranoto", role=Role.HEAD),
    "admin-opd": Seat(name="Bayu Saputra", role=Role.OPD_ADMIN, office="DINKES"),
    "kepala-opd": Seat(name="Citra Lestari", role=Role.OPD_HEAD, office="DINKES"),
    "lurah": Seat(name="Sinta Maharani", role=Role.OPD_HEAD, office="KEL-MAWAR"),
    "sekda": Seat(name="Wira Santosa", role=Role.SEKDA),
    "staf-sekda": Seat(name="Nadia Prameswari", role=Role.SEKDA_DELEGATE),
    "pemeriksa": Seat(name="Tegar Wibowo", role=Role.AUDITOR),
    "sistem": Seat(name="Gilang Ramadhan", role=Role.SYSTEM),
}


def found() -> dict[str, User]:
    """The city, its offices and people; returns who sits where."""
    make.city()
    make.root()
    instrument_shelf.store_shipped(by="tests")
    for code, name in (("DINKES", "Dinas Kesehatan"), ("DISDIK", "Dinas Pendidikan")):
        office = make.office(code=code, name=name, short_name=code.capitalize())
        _people(office, staff=STAFF, users=USERS)
    _district()
    for _ in range(EXPERTS):
        make.person(office=make.root(), kind=Person.Kind.EXPERT, category="BPKP")
    return {seat: _sit(it) for seat, it in SEATS.items()}


def _district() -> None:
    district = make.office(
        code="KEC-UTARA", name="Kecamatan Utara", short_name="Kec. Utara", kind="kecamatan"
    )
    _people(district, staff=25, users=USERS)
    for code, name, staff in (("KEL-MAWAR", "Mawar", SMALL), ("KEL-MELATI", "Melati", 14)):
        village = make.office(
            code=code,
            name=f"Kelurahan {name}",
            short_name=f"Kel. {name}",
            kind="kelurahan",
            parent=district,
        )
        _people(village, staff=staff, users=0)


def _people(office: Office, *, staff: int, users: int) -> None:
    for _ in range(staff):
        make.person(office=office)
    for _ in range(users):
        make.person(office=office, kind=Person.Kind.EXTERNAL)


def _sit(seat: Seat) -> User:
    office = Office.objects.get(code=seat.office) if seat.office else None
    return make.user(seat.name, seat.role, of=office)


@dataclass(slots=True)
class Official:
    """Somebody at their desk: opens pages and sends forms, as a browser would."""

    user: User | None
    client: Client

    @classmethod
    def sit_down(cls, user: User) -> Official:
        client = Client()
        client.force_login(user)
        return cls(user, client)

    @classmethod
    def stranger(cls) -> Official:
        """Nobody who is signed in: somebody who opens a link."""
        return cls(None, Client())

    def read(self, path: str) -> str:
        answer = self.client.get(path, follow=True)
        assert answer.status_code == 200, (self.user, path, answer.status_code)
        return answer.text

    def send(self, path: str, **given: object) -> str:
        """The page that a sent form leads to. A form that is refused fails the story."""
        answer = self.client.post(path, given, follow=True)
        assert answer.status_code == 200, (self.user, path, answer.status_code, answer.text[:2000])
        assert "kabar galat" not in answer.text, (path, answer.text)
        return answer.text
