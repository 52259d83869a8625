"""Steps that need a second person: asking, deciding, and using a grant once."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Permission
from spi_portal.audit import deputies, ledger, notices
from spi_portal.audit.models.approvals import Approval, ApprovalQuerySet

TWO_PERSON_STEPS = frozenset(
    {
        "draw",
        "open",
        "count",
        "publish",
        "destroy",
        "grant_role",
        "reset_factor",
        "instrument",
        "reword",
        "weights",
        "case",
        "case_out",
        "signal",
        "keys",
    }
)


class NotApproved(Exception):
    """The step has no grant of a second person that can be used."""


class MayNotDecide(Exception):
    """The one who asked, whom it is about, or somebody without the right tried to decide."""


class MayNotWithdraw(Exception):
    """Somebody else asked, or there is nothing left to take back."""


@transaction.atomic
def ask(verb: str, subject: str, *, reason: str, by: User) -> Approval:
    """Ask for a step. Asking twice while the first still waits returns the first."""
    waiting = Approval.objects.waiting().filter(verb=verb, subject=subject).first()
    if waiting:
        return waiting
    approval = Approval.objects.create(verb=verb, subject=subject, reason=reason, asked_by=by)
    ledger.record("approval.asked", subject, by=by, step=verb, reason=reason)
    notices.tell_deciders(approval)
    return approval


def newest(verb: str, subjects: Collection[str]) -> dict[str, Approval]:
    """The last request for this step about each of these subjects, in one look at the table."""
    asked = Approval.objects.filter(verb=verb, subject__in=subjects)
    asked = asked.select_related("asked_by", "decided_by").order_by("pk")
    return {one.subject: one for one in asked}


def decides(user: User) -> bool:
    """Whether `user` is ever the second person: in their own name, or today as a deputy."""
    return user.may(Permission.APPROVE) or bool(deputies.stood_in_for(user))


def waiting_for(user: User) -> ApprovalQuerySet:
    """What `user` may decide now, oldest first."""
    their_own = Approval.objects.about_account(user.pk).values("pk")
    waiting = Approval.objects.waiting().exclude(asked_by=user).exclude(pk__in=their_own)
    waiting = waiting.select_related("asked_by").order_by("asked_at")
    if user.may(Permission.APPROVE):
        return waiting
    principals = [one.principal_id for one in deputies.stood_in_for(user)]
    if len(principals) == 1:  # a deputy decides nothing that the only one they stand for asked
        waiting = waiting.exclude(asked_by=principals[0])
    return waiting if principals else waiting.none()


@transaction.atomic
def decide(approval: Approval, *, grant: bool, by: User) -> None:
    """Grant or refuse. Raises MayNotDecide; the database holds the same rule."""
    approval = Approval.objects.select_for_update().get(pk=approval.pk)
    undecided = approval.decision == Approval.Decision.WAITING
    if not undecided or by.pk in (approval.asked_by_id, approval.account):
        raise MayNotDecide(approval)
    approval.decided_for = _in_whose_place(approval, by)
    approval.decision = Approval.Decision.GRANTED if grant else Approval.Decision.REFUSED
    approval.decided_by, approval.decided_at = by, timezone.now()
    approval.save(update_fields=["decision", "decided_by", "decided_for", "decided_at"])
    instead = {"in_place_of": approval.decided_for.name} if approval.decided_for else {}
    ledger.record(
        "approval.granted" if grant else "approval.refused",
        approval.subject,
        by=by,
        step=approval.verb,
        **instead,
    )
    notices.tell_asker(approval)


def _in_whose_place(approval: Approval, by: User) -> User | None:
    """None in one's own name; else the one stood in for, never the one who asked."""
    if by.may(Permission.APPROVE):
        return None
    for one in deputies.stood_in_for(by):
        if one.principal_id != approval.asked_by_id:
            return one.principal
    raise MayNotDecide(approval)


@transaction.atomic
def withdraw(approval: Approval, *, by: User) -> None:
    """Take back one's own request, also a granted one as long as it was not used.

    Raises MayNotWithdraw.
    """
    approval = Approval.objects.select_for_update().get(pk=approval.pk)
    open_still = approval.decision in (Approval.Decision.WAITING, Approval.Decision.GRANTED)
    if by.pk != approval.asked_by_id or not open_still or approval.used_at is not None:
        raise MayNotWithdraw(approval)
    approval.decision, approval.withdrawn_at = Approval.Decision.WITHDRAWN, timezone.now()
    approval.save(update_fields=["decision", "withdrawn_at"])
    ledger.record("approval.withdrawn", approval.subject, by=by, step=approval.verb)


def use(verb: str, subject: str, *, reason: str | None = None) -> Approval:
    """Take the grant for this step, once. Call it inside the step's own transaction.

    With `reason` only a grant that was asked for with exactly these words. Raises NotApproved.
    """
    grants = Approval.objects.granted(verb, subject)
    if reason is not None:
        grants = grants.filter(reason=reason)
    approval = grants.select_for_update().first()
    if approval is None:
        raise NotApproved(f"{verb} {subject}")
    approval.used_at = timezone.now()
    approval.save(update_fields=["used_at"])
    return approval
