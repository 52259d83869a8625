from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from spi_portal.accounts.guards import requires
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import GRANTED_BY_TWO, Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit.models.approvals import Approval
from spi_portal.staffing import granting, invitations, mandates
from spi_portal.staffing.forms import CheckedForm, EndForm, RoleForm
from spi_portal.staffing.views.taking import take
from spi_portal.ui import formats

ASKED = "Permintaan dikirim. Orang kedua memutuskannya di halaman Persetujuan."


@requires(Permission.ACCOUNTS_MANAGE)
@require_POST
def change_role(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a role; where two people must, ask first and give it once that was granted."""
    account, form = get_object_or_404(User, pk=pk), RoleForm(request.POST)

    def step() -> str:
        role, office = form.role, form.cleaned_data["kantor"]
        subject = granting.role_subject(account, role)
        granted = Approval.objects.granted(granting.ROLE, subject).exists()
        if role in GRANTED_BY_TWO and not granted:
            invitations.ask_for_role(account, role, by=request.user)
            return ASKED
        mandates.take_role(account, role, office=office, by=request.user)
        return f"{account} sekarang {role.label}. Semua perangkatnya dikeluarkan."

    return take(request, account, step, form)


@requires(Permission.ACCOUNTS_MANAGE)
@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    account, form = get_object_or_404(User, pk=pk), EndForm(request.POST)

    def step() -> str:
        mandates.end(account, last_day=form.last_day, by=request.user)
        if form.last_day < timezone.localdate():
            return "Akun ditutup. Semua perangkatnya sudah dikeluarkan."
        return f"Akun berakhir setelah {formats.day(form.last_day)}."

    return take(request, account, step, form)


@requires(Permission.ACCOUNTS_MANAGE)
@require_POST
def reset_password(request: SignedInRequest, pk: int) -> HttpResponse:
    account, form = get_object_or_404(User, pk=pk), CheckedForm(request.POST)

    def step() -> str:
        mandates.reset_password(account, checked=form.cleaned_data["cara"], by=request.user)
        return f"Kata sandi lama dihapus, dan tautan dikirim ke {account.email}."

    return take(request, account, step, form)


@requires(Permission.ACCOUNTS_MANAGE)
@require_POST
def ask_factor_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    account, form = get_object_or_404(User, pk=pk), CheckedForm(request.POST)

    def step() -> str:
        mandates.ask_factor_reset(account, checked=form.cleaned_data["cara"], by=request.user)
        return ASKED

    return take(request, account, step, form)


@requires(Permission.ACCOUNTS_MANAGE)
@require_POST
def reset_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(User, pk=pk)

    def step() -> str:
        mandates.reset_factor(account, by=request.user)
        return "Pengaman kedua dihapus. Semua perangkatnya sudah dikeluarkan."

    return take(request, account, step)
