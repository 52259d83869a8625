"""The ledger's page, and the ledger as a file."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import chain, extract, ledger
from spi_portal.audit.forms import EntryFilter
from spi_portal.ui.downloads import attachment

A_PAGE = 50


@requires(Permission.AUDIT_VIEW)
@require_safe
def list_entries(request: SignedInRequest) -> HttpResponse:
    form = EntryFilter(request.GET)
    page = Paginator(form.entries(), A_PAGE).get_page(request.GET.get("halaman"))
    query = request.GET.copy()
    query.pop("halaman", None)
    context = {"form": form, "page": page, "query": query.urlencode(), "head": chain.head()}
    return render(request, "audit/entries.html", context)


@requires(Permission.AUDIT_VIEW)
@require_POST
def export_entries(request: SignedInRequest) -> HttpResponse:
    """Hand out the filtered ledger; that somebody took it stands in the ledger itself."""
    entries = EntryFilter(request.POST).entries()
    with transaction.atomic():
        ledger.record("ledger.exported", "ledger", by=request.user, entries=entries.count())
    return attachment(
        extract.lines(entries.iterator()),
        name=f"jejak-{timezone.localdate()}.csv",
        content_type="text/csv; charset=utf-8",
    )
