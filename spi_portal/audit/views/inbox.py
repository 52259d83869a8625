"""The page of requests: deciding others', taking back one's own, naming who stands in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import approvals, deputies
from spi_portal.audit.forms import DecisionForm, DeputyForm
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.deputies import Deputy


@requires(Permission.APPROVALS_VIEW)
@require_safe
def list_approvals(request: SignedInRequest) -> HttpResponse:
    return _inbox(request, DeputyForm())


def _inbox(request: SignedInRequest, form: DeputyForm) -> HttpResponse:
    user = request.user
    named = Deputy.objects.not_over(timezone.localdate()).filter(principal=user)
    context = {
        "waiting": approvals.waiting_for(user),
        "decides": approvals.decides(user),
        "own": Approval.objects.unused_of(user),
        "stands_in_for": deputies.stood_in_for(user),
        "may_name": deputies.may_name(user),
        "named": named.select_related("deputy").order_by("begins_on"),
        "form": form,
    }
    return render(request, "audit/approvals.html", context, status=422 if form.errors else 200)


@requires(Permission.APPROVALS_VIEW)
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    if not approvals.decides(request.user):
        raise PermissionDenied
    approval, form = get_object_or_404(Approval, pk=pk), DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Pilih Setujui atau Tolak.")
        return redirect("audit:approvals")
    try:
        approvals.decide(approval, grant=form.grants, by=request.user)
    except approvals.MayNotDecide:
        messages.error(
            request,
            "Keputusan ini bukan milik Anda: permintaan sendiri diputus orang lain, "
            "dan yang sudah diputus tidak diputus lagi.",
        )
    else:
        messages.success(request, "Disetujui." if form.grants else "Ditolak.")
    return redirect("audit:approvals")


@requires(Permission.APPROVALS_VIEW)
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    approval = get_object_or_404(Approval, pk=pk, asked_by=request.user)
    try:
        approvals.withdraw(approval, by=request.user)
    except approvals.MayNotWithdraw:
        messages.error(request, "Permintaan ini sudah dijalankan, ditolak, atau ditarik.")
    else:
        messages.success(request, "Permintaan ditarik kembali.")
    return redirect("audit:approvals")


@requires(Permission.APPROVE)
@require_POST
def name_deputy(request: SignedInRequest) -> HttpResponse:
    if not deputies.may_name(request.user):
        raise PermissionDenied
    form = DeputyForm(request.POST)
    if not form.is_valid():
        return _inbox(request, form)
    given = form.cleaned_data
    try:
        deputies.name(
            given["pengganti"],
            kind=Deputy.Kind(given["sebagai"]),
            begins_on=given["mulai"],
            ends_on=given["selesai"],
            by=request.user,
        )
    except deputies.CannotBeDeputy as refusal:
        form.add_error("selesai", str(refusal))
        return _inbox(request, form)
    messages.success(request, f"{given['pengganti']} memutuskan atas nama Anda pada hari-hari itu.")
    return redirect("audit:approvals")


@requires(Permission.APPROVE)
@require_POST
def end_deputy(request: SignedInRequest, pk: int) -> HttpResponse:
    deputies.end(get_object_or_404(Deputy, pk=pk, principal=request.user), by=request.user)
    messages.success(request, "Wewenang pengganti berakhir sekarang.")
    return redirect("audit:approvals")
