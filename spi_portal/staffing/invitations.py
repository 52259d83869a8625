"""Inviting: an account without a password, and a letter with a one-time link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from respondents import duties
from respondents.models.duties import Duty
from respondents.models.offices import Office
from spi_portal.accounts.models import State, User
from spi_portal.accounts.permissions import GRANTED_BY_TWO, Role
from spi_portal.audit import approvals, ledger
from spi_portal.staffing import granting, mails
from spi_portal.staffing.pasted import Invitee
from spi_portal.ui.formats import day


class NotPossible(Exception):
    """The message is for whoever asked."""


@transaction.atomic
def invite_all(
    people: Sequence[Invitee],
    *,
    decree: str,
    decree_on: date,
    valid_until: date | None = None,
    by: User,
) -> list[User]:
    """All of them or, when one line has a fault, nobody. Raises NotPossible."""
    if not people or any(one.faults or one.role is None for one in people):
        raise NotPossible("Masih ada baris yang perlu diperbaiki.")
    return [
        invite(
            name=one.name,
            email=one.email,
            role=Role(one.role or ""),  # refused above when it is none
            office=one.office,
            decree=decree,
            decree_on=decree_on,
            valid_until=valid_until,
            by=by,
        )
        for one in people
    ]


@transaction.atomic
def invite(
    *,
    name: str,
    email: str,
    role: Role,
    office: Office | None,
    decree: str,
    decree_on: date,
    by: User,
    valid_until: date | None = None,
    duty_begins: bool = True,
) -> User:
    """Make the account; its letter leaves now, or after a second person's grant (admit).

    With `duty_begins=False` the caller gives the duty itself, and the letter names the office.
    """
    user = User.objects.invite_user(
        email=email,
        name=name,
        role=role,
        decree=decree,
        decree_on=decree_on,
        valid_until=valid_until,
    )
    ledger.record(
        "account.invited",
        user.reference,
        by=by,
        name=name,
        role=role.label,
        decree=decree,
        decree_on=decree_on.isoformat(),
    )
    if office is not None and duty_begins:
        duties.begin(user=user, office=office, decree=decree, by=by)
    if role in GRANTED_BY_TWO:
        ask_for_role(user, role, by=by)
    else:
        _send(user, [office] if office else [])
    return user


@transaction.atomic
def ask_for_role(user: User, role: Role, *, by: User) -> None:
    """Ask a second person to let `user` have `role`. Raises NotPossible."""
    refuse_own(user, by)
    decree = f", SK {user.decree}, {day(user.decree_on)}" if user.decree else ""
    approvals.ask(
        granting.ROLE,
        granting.role_subject(user, role),
        reason=f"{user.name} menjadi {role.label}{decree}."[:300],
        by=by,
    )


@transaction.atomic
def admit(user: User, *, by: User) -> None:
    """A second person agreed: the account opens and its letter leaves.

    Raises NotPossible, approvals.NotApproved.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_own(user, by)
    if not user.awaits_grant:
        raise NotPossible("Akun ini tidak sedang menunggu persetujuan.")
    role = Role(user.role)
    granted = approvals.use(granting.ROLE, granting.role_subject(user, role))
    user.awaits_grant, user.is_active = False, True
    user.save(update_fields=["awaits_grant", "is_active"])
    ledger.record(
        "account.role_granted",
        user.reference,
        by=by,
        role=role.label,
        approved_by=str(granted.decided_by),
    )
    _send(user, [])


@transaction.atomic
def send_again(user: User, *, by: User) -> None:
    """Another letter to somebody who has not set a password yet. Raises NotPossible."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.state != State.INVITED:
        raise NotPossible("Tautan hanya dikirim ke akun yang diundang dan belum pernah masuk.")
    offices = [duty.office for duty in Duty.objects.filter(user=user).select_related("office")]
    _send(user, offices)
    ledger.record("account.link_sent", user.reference, by=by)


def refuse_own(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise NotPossible("Akun sendiri diatur oleh orang lain.")


def _send(user: User, offices: list[Office]) -> None:
    user.link_sent_at = timezone.now()
    user.save(update_fields=["link_sent_at"])
    mails.invitation(user, offices)
