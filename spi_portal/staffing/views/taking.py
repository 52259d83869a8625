"""A step about one account, as every view here takes it."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from respondents import duties
from spi_portal.accounts.models import User
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import approvals
from spi_portal.staffing.invitations import NotPossible

REFUSALS = (NotPossible, duties.Refused, duties.WrongDates)


def take(
    request: SignedInRequest,
    user: User,
    step: Callable[[], str],
    form: forms.Form | None = None,
) -> HttpResponse:
    """Take the step if its form is right; say what came of it, and show the account again."""
    if form is not None and not form.is_valid():
        for faults in form.errors.values():
            messages.error(request, str(faults[0]))
        return redirect("staffing:account", user.pk)
    try:
        messages.success(request, step())
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    except approvals.NotApproved:
        messages.error(request, "Langkah ini belum disetujui orang kedua.")
    return redirect("staffing:account", user.pk)
