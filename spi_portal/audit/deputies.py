"""Standing in for those who decide, while they are away: named by themselves, with dates."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import GRANTS, Permission, Role
from spi_portal.audit import ledger
from spi_portal.audit.models.deputies import Deputy

AT_MOST = timedelta(days=183)
# Who may read the requests, and does not decide them in their own name anyway.
ROLES = [
    role
    for role, granted in GRANTS.items()
    if Permission.APPROVALS_VIEW in granted and Permission.APPROVE not in granted
]


class CannotBeDeputy(Exception):
    """The message is for the user."""


def candidates() -> QuerySet[User]:
    """Those whom an official can name."""
    current = User.objects.filter(role__in=ROLES, is_active=True)
    return current.exclude(valid_until__lt=timezone.localdate()).order_by("name")


def may_name(user: User) -> bool:
    """An auditor's decision stands in for nobody's: it is worth something for being apart."""
    return user.may(Permission.APPROVE) and user.role != Role.AUDITOR


@transaction.atomic
def name(deputy: User, *, kind: Deputy.Kind, begins_on: date, ends_on: date, by: User) -> Deputy:
    """Let `deputy` decide in the place of `by`. Raises CannotBeDeputy."""
    if not may_name(by) or deputy.role not in ROLES or not deputy.is_current:
        raise CannotBeDeputy("Akun ini tidak dapat menjadi pengganti.")
    if not begins_on <= ends_on <= begins_on + AT_MOST or ends_on < timezone.localdate():
        raise CannotBeDeputy(
            "Hari terakhir tidak boleh sebelum hari pertama, tidak boleh sudah lewat, "
            "dan paling lama enam bulan sesudahnya."
        )
    named = Deputy.objects.create(
        principal=by, deputy=deputy, kind=kind, begins_on=begins_on, ends_on=ends_on
    )
    ledger.record(
        "deputy.named",
        deputy,
        by=by,
        kind=kind,
        begins_on=begins_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    return named


@transaction.atomic
def end(deputy: Deputy, *, by: User) -> None:
    """End it now. Whoever named it does; nothing happens where it is over already."""
    standing = Deputy.objects.not_over(timezone.localdate()).select_for_update()
    found = standing.filter(pk=deputy.pk, principal=by).select_related("deputy").first()
    if found is None:
        return
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    ledger.record("deputy.ended", found.deputy, by=by)


def stood_in_for(user: User) -> list[Deputy]:
    """For whom `user` decides today: those who could decide themselves, and no others."""
    if user.role not in ROLES or not user.is_current:
        return []
    named = Deputy.objects.on(timezone.localdate()).filter(deputy=user)
    found = named.select_related("principal").order_by("pk")
    return [one for one in found if may_name(one.principal)]


def standing_in() -> list[Deputy]:
    """Everybody who decides for somebody today."""
    named = Deputy.objects.on(timezone.localdate()).select_related("principal", "deputy")
    return [one for one in named if may_name(one.principal) and one.deputy.is_current]
