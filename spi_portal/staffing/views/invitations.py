from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from spi_portal.accounts.guards import requires
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.staffing import invitations
from spi_portal.staffing.forms import InvitationForm
from spi_portal.staffing.views.taking import take
from spi_portal.ui.formats import number


@requires(Permission.ACCOUNTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """Paste, check, send: nothing is kept before the last."""
    form = InvitationForm(request.POST or None)
    ready = form.is_valid() and not form.faulty
    if ready and request.POST.get("langkah") == "undang" and _invite(form, request):
        return redirect("staffing:accounts")
    context = {
        "form": form,
        "people": getattr(form, "people", []),
        "ready": ready and not form.errors,
        "two": sum(one.needs_second_person for one in getattr(form, "people", [])),
        "label": f"Undang {number(len(getattr(form, 'people', [])))} orang",
    }
    status = 422 if form.errors or form.faulty else 200
    return render(request, "staffing/invite.html", context, status=status)


def _invite(form: InvitationForm, request: SignedInRequest) -> bool:
    given: dict[str, Any] = form.cleaned_data
    try:
        made = invitations.invite_all(
            form.people,
            decree=given["sk"],
            decree_on=given["tanggal_sk"],
            valid_until=given["sampai"],
            by=request.user,
        )
    except IntegrityError:
        form.add_error("daftar", "Salah satu alamat baru saja dipakai akun lain. Periksa lagi.")
        return False
    waiting = sum(user.awaits_grant for user in made)
    told = [f"{number(len(made) - waiting)} surat dikirim."] if len(made) > waiting else []
    if waiting:
        told.append(f"{number(waiting)} akun menunggu orang kedua; suratnya berangkat sesudahnya.")
    messages.success(request, " ".join(told))
    return True


@requires(Permission.ACCOUNTS_MANAGE)
@require_POST
def send_again(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(User, pk=pk)

    def step() -> str:
        invitations.send_again(account, by=request.user)
        return f"Tautan baru dikirim ke {account.email}. Berlaku tujuh hari."

    return take(request, account, step)


@requires(Permission.ACCOUNTS_MANAGE)
@require_POST
def admit(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(User, pk=pk)

    def step() -> str:
        invitations.admit(account, by=request.user)
        return f"Akun dibuka, dan surat dikirim ke {account.email}."

    return take(request, account, step)
