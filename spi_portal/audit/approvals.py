"""Steps that need a second person: asking, deciding, and using a grant once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Permission
from spi_portal.audit import ledger
from spi_portal.audit.models.approvals import Approval

TWO_PERSON_STEPS = frozenset({"draw", "count", "publish", "destroy", "grant_role", "reset_factor"})
ABOUT_ACCOUNTS = frozenset({"grant_role", "reset_factor"})  # the subject begins with its number


class NotApproved(Exception):
    """The step has no unused grant of a second person."""


class MayNotDecide(Exception):
    """The one who asked, whom it is about, or somebody without the right tried to decide."""


@transaction.atomic
def ask(verb: str, subject: str, *, reason: str, by: User) -> Approval:
    """Ask for a step. Asking twice while the first still waits returns the first."""
    waiting = Approval.objects.waiting().filter(verb=verb, subject=subject).first()
    if waiting:
        return waiting
    approval = Approval.objects.create(verb=verb, subject=subject, reason=reason, asked_by=by)
    ledger.record("approval.asked", subject, by=by, step=verb, reason=reason)
    return approval


@transaction.atomic
def decide(approval: Approval, *, grant: bool, by: User) -> None:
    """Grant or refuse. Raises MayNotDecide; the database holds the same rule."""
    approval = Approval.objects.select_for_update().get(pk=approval.pk)
    undecided = approval.decision == Approval.Decision.WAITING
    is_their_own = by.pk == approval.asked_by_id or by.pk == whom(approval)
    if not undecided or is_their_own or not by.may(Permission.APPROVE):
        raise MayNotDecide(approval)
    approval.decision = Approval.Decision.GRANTED if grant else Approval.Decision.REFUSED
    approval.decided_by, approval.decided_at = by, timezone.now()
    approval.save(update_fields=["decision", "decided_by", "decided_at"])
    ledger.record(
        "approval.granted" if grant else "approval.refused",
        approval.subject,
        by=by,
        step=approval.verb,
    )


def use(verb: str, subject: str) -> Approval:
    """Take the grant for this step, once. Call it inside the step's own transaction.

    Raises NotApproved.
    """
    approval = Approval.objects.granted(verb, subject).select_for_update().first()
    if approval is None:
        raise NotApproved(f"{verb} {subject}")
    approval.used_at = timezone.now()
    approval.save(update_fields=["used_at"])
    return approval


def whom(approval: Approval) -> int | None:
    """Whose account it is about; None for a step of a wave."""
    if approval.verb not in ABOUT_ACCOUNTS:
        return None
    return int(approval.subject.split()[0])
