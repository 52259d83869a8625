"""From an empty installation to a real city's: its row, and the two who begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from spi_portal.accounts import links
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.audit import ledger
from spi_portal.post import letters
from surveys.models.cities import City


class CannotBegin(Exception):
    """Something is here already. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """An account, and the link by which its holder sets the first password."""

    user: User
    link: str


def refuse() -> None:
    """Raises CannotBegin unless this installation has neither a city nor accounts."""
    city = City.objects.first()
    if city is not None and city.is_demo:
        raise CannotBegin(
            "Pemasangan ini berisi data contoh, yang tidak boleh bercampur dengan data kota. "
            "Mulai dari pemasangan kosong (docs/operations.md, A new city)."
        )
    if city is not None:
        raise CannotBegin(f"Pemasangan ini sudah milik {city}. Perubahan: Pengaturan kota.")
    if User.objects.exists():
        raise CannotBegin("Pemasangan ini sudah berisi akun. Mulai dari pemasangan kosong.")


def found(
    city: Mapping[str, str], *, operator: Person, head: Person, by: str
) -> tuple[Beginning, Beginning]:
    """Make the city and its first two accounts, all or nothing. Raises CannotBegin."""
    if operator.email.lower() == head.email.lower():
        raise CannotBegin("Operator dan Inspektur harus dua orang dengan surel berbeda.")
    try:
        with transaction.atomic():
            refuse()
            made = City.objects.create(pk=1, is_demo=False, **city)
            ledger.record("city.founded", made, by=by, **city)
            return (
                _welcome(operator, Role.OPERATOR, made, by=by),
                _welcome(head, Role.HEAD, made, by=by),
            )
    except IntegrityError as race:
        raise CannotBegin("Pemasangan ini baru saja dimulai oleh orang lain.") from race


def _welcome(person: Person, role: Role, city: City, *, by: str) -> Beginning:
    user = User.objects.create_user(email=person.email, name=person.name, role=role, password=None)
    ledger.record("account.created", user, by=by, role=role.label)
    link = links.make(user)
    letters.queue(
        to=user.email,
        subject=f"Akun Anda di portal SPI {city.name}",
        text=_text(user, city, link),
        about="account.first_link",
    )
    return Beginning(user=user, link=link)


def _text(user: User, city: City, link: str) -> str:
    return (
        f"{user.name},\n\n"
        f"Anda terdaftar sebagai {Role(user.role).label} di portal Survei Penilaian Integritas "
        f"{city.name}.\n\n"
        f"Buat kata sandi Anda lewat tautan ini. Tautan berlaku {links.SENT_BY_US.days} hari dan "
        f"hanya sekali:\n\n{link}\n\n"
        "Jangan meneruskan surat ini. Bila Anda tidak mengenal portal ini, abaikan saja.\n\n"
        f"{city.organiser}\n"
    )
