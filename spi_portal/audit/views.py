from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import approvals, extract, ledger
from spi_portal.audit.forms import DecisionForm, EntryFilter
from spi_portal.audit.models.approvals import Approval

A_PAGE = 50
DELAYED_AFTER = timedelta(days=2)


@requires(Permission.APPROVE)
@require_safe
def list_approvals(request: SignedInRequest) -> HttpResponse:
    waiting = Approval.objects.waiting().select_related("asked_by").order_by("asked_at")
    return render(
        request,
        "audit/approvals.html",
        {
            "waiting": [
                one
                for one in waiting.exclude(asked_by=request.user)
                if approvals.whom(one) != request.user.pk
            ],
            "own": waiting.filter(asked_by=request.user),
            "delayed_before": timezone.now() - DELAYED_AFTER,
        },
    )


@requires(Permission.APPROVE)
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
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
            "begitu pula yang menyangkut akun Anda, dan yang sudah diputus tidak diputus lagi.",
        )
    else:
        messages.success(request, "Disetujui." if form.grants else "Ditolak.")
    return redirect("audit:approvals")


@requires(Permission.AUDIT_VIEW)
@require_safe
def list_entries(request: SignedInRequest) -> HttpResponse:
    form = EntryFilter(request.GET)
    page = Paginator(form.entries(), A_PAGE).get_page(request.GET.get("halaman"))
    query = request.GET.copy()
    query.pop("halaman", None)
    return render(
        request, "audit/entries.html", {"form": form, "page": page, "query": query.urlencode()}
    )


@requires(Permission.AUDIT_VIEW)
@require_POST
def export_entries(request: SignedInRequest) -> HttpResponse:
    """Hand out the filtered ledger; that somebody took it stands in the ledger itself."""
    entries = EntryFilter(request.POST).entries()
    with transaction.atomic():
        ledger.record("ledger.exported", "ledger", by=request.user, entries=entries.count())
    return HttpResponse(
        extract.lines(entries.iterator()),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="jejak-{timezone.localdate()}.csv"',
            "Cache-Control": "no-store",
        },
    )
