"""Who signs in, and to what, in tests of first pages."""

from __future__ import annotations

from respondents.models.lists import Upload
from spi_portal.accounts.permissions import Role
from tests import make


def sign_in(client, role: Role):
    offices = (Role.OPD_ADMIN, Role.OPD_HEAD)
    user = make.user("Pemegang Peran", role, of=make.office() if role in offices else None)
    client.force_login(user)
    return client


def upload(state: str, **given) -> Upload:
    values = {"office": make.office(), "kind": "internal", "file_name": "a.xlsx", "file_hash": b"0"}
    problem = "Bukan berkas Excel." if state == "unreadable" else ""
    return Upload.objects.create(state=state, problem=problem, **(values | given))
