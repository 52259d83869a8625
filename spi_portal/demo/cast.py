"""Those who sign in at Kota Tirtamulya: one account a role, one password for all."""

from __future__ import annotations

from dataclasses import dataclass

from respondents.models.duties import Duty
from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role

PASSWORD = "tirtamulya-contoh"  # noqa: S105  (printed by `dev.py run`; the city is fictional)
DOMAIN = "tirtamulya.example"

ACCOUNTS: tuple[tuple[str, str, Role, str | None], ...] = (
    ("operator", "Ratna Wulandari", Role.OPERATOR, None),
    ("inspektur", "Hadi Pranoto", Role.HEAD, None),
    ("admin.dinkes", "Bayu Saputra", Role.OPD_ADMIN, "DINKES"),
    ("kadis.dinkes", "Citra Lestari", Role.OPD_HEAD, "DINKES"),
    ("lurah.mawar", "Sinta Maharani", Role.OPD_ADMIN, "KEL-MAWAR"),
    ("sekda", "Wira Santosa", Role.SEKDA, None),
    ("staf.sekda", "Nadia Prameswari", Role.SEKDA_DELEGATE, None),
    ("pemeriksa", "Tegar Wibowo", Role.AUDITOR, None),
    ("sistem", "Gilang Ramadhan", Role.SYSTEM, None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    operator: User
    head: User


def take_seats() -> Cast:
    """Create every account, with its duty."""
    users = {}
    for login, name, role, office in ACCOUNTS:
        email = f"{login}@{DOMAIN}"
        users[login] = User.objects.create_user(
            email=email, name=name, role=role, password=PASSWORD
        )
        if office is not None:
            Duty.objects.create(user=users[login], office=Office.objects.get(code=office))
    return Cast(operator=users["operator"], head=users["inspektur"])
