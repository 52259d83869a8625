from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from spi_portal.post.models import OfficialLetter
from spi_portal.staffing import invitations

LINK = re.compile(r"https?://\S+/akun/password/reset/key/\S+")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def yesterday(today):
    return today - timedelta(days=1)


@pytest.fixture
def invite(ratna, today):
    """Invite somebody, as Ratna would, and get the account."""

    def invited(role: Role, *, office=None, email="sari@kota.go.id", by=ratna) -> User:
        return invitations.invite(
            name="Sari Utami",
            email=email,
            role=role,
            office=office,
            decree="800/12/2026",
            decree_on=today,
            by=by,
        )

    return invited


@pytest.fixture
def grant(hadi):
    """The second person agrees to everything that waits."""

    def granted(by=hadi) -> None:
        for approval in Approval.objects.waiting():
            approvals.decide(approval, grant=True, by=by)

    return granted


@pytest.fixture
def letters():
    def to(user: User) -> list[OfficialLetter]:
        return list(OfficialLetter.objects.filter(to=user.email).order_by("pk"))

    return to


@pytest.fixture
def link_to(letters):
    """The path of the newest one-time link that somebody was sent."""

    def path(user: User) -> str:
        address = LINK.search(letters(user)[-1].text).group()
        return "/" + address.split("/", 3)[3]

    return path
