"""Who has an account, and all that is known of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from respondents.models.duties import Duty
from spi_portal.accounts.guards import requires
from spi_portal.accounts.models import State, User
from spi_portal.accounts.permissions import Permission, Role
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from spi_portal.staffing import granting
from spi_portal.staffing.forms import AccountFilter, CheckedForm, EndForm, RoleForm

A_PAGE = 50
HISTORY = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something asked of a second person about an account, and how it stands."""

    approval: Approval
    role: Role | None  # the role it would give


@requires(Permission.ACCOUNTS_MANAGE)
@require_safe
def list_accounts(request: SignedInRequest) -> HttpResponse:
    form = AccountFilter(request.GET)
    held = Duty.objects.not_over(timezone.localdate()).select_related("office").order_by("pk")
    accounts = form.accounts().prefetch_related(Prefetch("duty_set", held, to_attr="duties"))
    page = Paginator(accounts, A_PAGE).get_page(request.GET.get("halaman"))
    query = request.GET.copy()
    query.pop("halaman", None)
    context = {"form": form, "page": page, "query": query.urlencode()}
    return render(request, "staffing/accounts.html", context)


@requires(Permission.ACCOUNTS_MANAGE)
@require_safe
def show_account(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(User, pk=pk)
    context = {
        "account": account,
        "duties": Duty.objects.filter(user=account).select_related("office").order_by("-pk"),
        "requests": _requests(account),
        "history": _history(account),
        "has_factor": Authenticator.objects.filter(user=account).exists(),
    }
    if account.pk != request.user.pk:
        context |= _deeds(account)
    return render(request, "staffing/account.html", context)


def _deeds(account: User) -> dict[str, Any]:
    return {
        "is_others": True,
        "ended": account.state == State.ENDED,
        "end": EndForm(),
        "role": RoleForm(initial={"peran": account.role}),
        "password": CheckedForm(auto_id="sandi-%s"),
        "factor": CheckedForm(auto_id="pengaman-%s"),
    }


def _requests(account: User) -> list[Request]:
    """The newest request of each sort and role."""
    newest: dict[str, Request] = {}
    for approval in granting.about(account):
        role = granting.role_in(approval, account)
        newest.setdefault(approval.subject, Request(approval=approval, role=role))
    return list(newest.values())


def _history(account: User) -> list[Entry]:
    asked = list(granting.all_about(account).values_list("subject", flat=True).distinct())
    told = Entry.objects.filter(Q(subject=account.reference) | Q(subject__in=asked))
    return list(told[:HISTORY])
