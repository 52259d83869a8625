"""What changes about an account that is there: its role, its end, its keys."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from respondents import duties
from respondents.models.duties import Duty
from respondents.models.offices import Office
from spi_portal.accounts import sessions
from spi_portal.accounts.models import State, User
from spi_portal.accounts.permissions import GRANTED_BY_TWO, OF_AN_OFFICE, Role
from spi_portal.audit import approvals, ledger
from spi_portal.staffing import granting, mails
from spi_portal.staffing.invitations import NotPossible, refuse_own

ONE_DAY = timedelta(days=1)


@transaction.atomic
def take_role(user: User, role: Role, *, office: Office | None = None, by: User) -> None:
    """Another role, or the same for an account that had ended; all its devices are signed out.

    Raises NotPossible, and approvals.NotApproved for a role that two people grant.
    """
    user = _locked(user, by)
    if user.awaits_grant:
        raise NotPossible("Akun ini masih menunggu persetujuan untuk perannya yang pertama.")
    if role == user.role and user.is_current:
        raise NotPossible(f"{user} sudah {role.label}.")
    told = {"role": role.label, "was": user.get_role_display()}
    if role in GRANTED_BY_TWO:
        granted = approvals.use(granting.ROLE, granting.role_subject(user, role))
        told["approved_by"] = str(granted.decided_by)
    user.role, user.is_active, user.valid_until = role, True, None
    user.save(update_fields=["role", "is_active", "valid_until"])
    _fit_duties(user, role, office, by=by)
    ledger.record(
        "account.role_granted", user.reference, by=by, **told, devices=sessions.end_all(user)
    )


def _fit_duties(user: User, role: Role, office: Office | None, *, by: User) -> None:
    """Roles of an office have one; all others have none."""
    held = list(Duty.objects.filter(user=user).not_over(timezone.localdate()))
    if role not in OF_AN_OFFICE:
        for duty in held:
            duties.end(duty, last_day=timezone.localdate() - ONE_DAY, by=by)
    elif office is not None and office.pk not in {duty.office_id for duty in held}:
        duties.begin(user=user, office=office, by=by)
    elif not held:
        raise NotPossible(f"{role.label} perlu kantor. Pilih kantornya.")


@transaction.atomic
def end(user: User, *, last_day: date, by: User) -> None:
    """Access lasts until the end of `last_day`; with yesterday it is over at once.

    The duties end with it. Raises NotPossible.
    """
    user = _locked(user, by)
    today = timezone.localdate()
    if user.state == State.ENDED:
        raise NotPossible("Akun ini sudah berakhir.")
    if last_day < today - ONE_DAY:
        raise NotPossible("Hari terakhir tidak boleh sebelum hari ini.")
    user.valid_until = last_day
    if user.awaits_grant or last_day < today:
        user.awaits_grant = user.is_active = False
    user.save(update_fields=["valid_until", "is_active", "awaits_grant"])
    for duty in Duty.objects.filter(user=user).not_over(last_day + ONE_DAY):
        duties.end(duty, last_day=last_day, by=by)
    devices = sessions.end_all(user) if last_day < today else 0
    ledger.record(
        "account.ended", user.reference, by=by, last_day=last_day.isoformat(), devices=devices
    )


@transaction.atomic
def hand_over(duty: Duty, *, to: User, on: date, decree: str, by: User) -> bool:
    """The office goes to `to`; whoever has no other office ends with it. Tells whether so.

    Raises NotPossible, duties.WrongDates, duties.Refused.
    """
    before, old = on - ONE_DAY, duty.user
    _refuse_closed(to, duty)
    duties.hand_over(duty, to=to, on=on, decree=decree, by=by)
    _tell(to, duty.office, on)
    if Duty.objects.filter(user=old).not_over(on).exists() or old.state == State.ENDED:
        return False
    end(old, last_day=before, by=by)
    return True


@transaction.atomic
def name_acting(
    duty: Duty, *, to: User, begins: date, last_day: date, decree: str, by: User
) -> Duty:
    """`to` stands in for an office (Plh., Plt.) until a day; whoever has the duty keeps it.

    Raises NotPossible, duties.WrongDates, duties.Refused.
    """
    _refuse_closed(to, duty)
    if to.pk == duty.user_id:
        raise NotPossible("Pilih orang lain: kantor ini sudah dipegang orang itu.")
    if begins < timezone.localdate():
        raise NotPossible("Tugas berlaku mulai hari ini atau sesudahnya.")
    acting = duties.begin(
        user=to,
        office=duty.office,
        begins=begins,
        last_day=last_day,
        decree=decree,
        is_acting=True,
        by=by,
    )
    _tell(to, duty.office, begins)
    return acting


@transaction.atomic
def reset_password(user: User, *, checked: str, by: User) -> None:
    """Nobody gets in with the old password; a link goes to the address that is on file.

    `checked` says how the identity was checked. Raises NotPossible.
    """
    user = _locked(user, by)
    if not user.is_current:
        raise NotPossible("Akun ini tidak aktif, jadi tidak memerlukan kata sandi.")
    user.set_unusable_password()
    user.link_sent_at = timezone.now()
    user.save(update_fields=["password", "link_sent_at"])
    mails.new_password(user)
    ledger.record(
        "account.password_reset",
        user.reference,
        by=by,
        checked=checked,
        devices=sessions.end_all(user),
    )


@transaction.atomic
def ask_factor_reset(user: User, *, checked: str, by: User) -> None:
    """Ask a second person to let the second factor go. Raises NotPossible."""
    user = _locked(user, by)
    if not Authenticator.objects.filter(user=user).exists():
        raise NotPossible("Akun ini tidak memakai pengaman kedua.")
    approvals.ask(granting.FACTOR, granting.factor_subject(user), reason=checked, by=by)


@transaction.atomic
def reset_factor(user: User, *, by: User) -> None:
    """Raises NotPossible, approvals.NotApproved."""
    user = _locked(user, by)
    granted = approvals.use(granting.FACTOR, granting.factor_subject(user))
    Authenticator.objects.filter(user=user).delete()
    mails.factor_removed(user)
    ledger.record(
        "account.factor_reset",
        user.reference,
        by=by,
        checked=granted.reason,
        approved_by=str(granted.decided_by),
        devices=sessions.end_all(user),
    )


def _locked(user: User, by: User) -> User:
    refuse_own(user, by)
    locked: User = User.objects.select_for_update().get(pk=user.pk)
    return locked


def _refuse_closed(to: User, duty: Duty) -> None:
    if to.state not in (State.ACTIVE, State.INVITED):
        raise NotPossible(f"Akun {to} tidak aktif.")
    if to.role != duty.user.role:
        raise NotPossible(f"{to} bukan {duty.user.get_role_display()}.")


def _tell(to: User, office: Office, begins: date) -> None:
    """Somebody invited just now has the letter with the link already."""
    if to.state == State.ACTIVE:
        mails.duty_begins(to, office, begins)
