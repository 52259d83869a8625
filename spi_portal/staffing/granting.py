"""What a second person has to agree to: a role that decides about the survey, and the loss of a
second factor. The grant speaks of one account and one role, and serves once."""

from __future__ import annotations

from django.db.models import QuerySet

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import GRANTED_BY_TWO, Role
from spi_portal.audit.models.approvals import Approval

ROLE, FACTOR = "grant_role", "reset_factor"
LONGEST = Approval._meta.get_field("subject").max_length


def role_subject(user: User, role: Role) -> str:
    return f"{user.pk} {role.label}: {user.email}"[:LONGEST]


def factor_subject(user: User) -> str:
    return f"{user.pk} akun {user.email}"[:LONGEST]


def all_about(user: User) -> QuerySet[Approval]:
    return Approval.objects.about_account(user.pk)


def about(user: User) -> QuerySet[Approval]:
    """What was asked about `user` and not yet used, newest first."""
    unused = all_about(user).filter(used_at=None)
    return unused.select_related("asked_by", "decided_by").order_by("-asked_at", "-pk")


def role_in(approval: Approval, user: User) -> Role | None:
    """The role that `approval` would give; None when it is about something else."""
    if approval.verb != ROLE:
        return None
    return next((r for r in GRANTED_BY_TWO if role_subject(user, r) == approval.subject), None)
