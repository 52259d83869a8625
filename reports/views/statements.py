"""The printed statement of one list: ordered by a POST, waited for, taken along."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reports import statements
from reports.models.statements import Statement
from respondents import signatures
from respondents.models.offices import Office
from respondents.views import scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.downloads import attachment


@requires(Permission.REGISTRY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    office, kind = scope.list_to_sign(request.user, code, slug)
    listed = signatures.state(office, kind).listed
    if request.method == "POST":
        if listed is None:
            messages.error(request, "Daftar ini masih kosong. Unggah dulu daftarnya.")
            return redirect("respondents:signature", code, slug)
        path = reverse("respondents:signature", args=[code, slug])
        page = f"{settings.STAFF_URL}{path}"
        statements.ask(office=office, kind=kind, listed=listed, page=page, by=request.user)
        return redirect("reports:statement", code, slug)
    statement = _of_now(office, kind)
    context = {"office": office, "kind": kind, "slug": slug, "statement": statement}
    return render(request, "reports/statement_page.html", context)


@requires(Permission.REGISTRY_IMPORT)
@require_safe
def download(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    statement = _of_now(*scope.list_to_sign(request.user, code, slug))
    if statement is None or statement.state != Statement.State.READY:
        raise Http404(f"no statement of {code}/{slug} is ready")
    name = f"pernyataan-{slug}-{code}-{statement.code}.pdf".lower()
    return attachment(statement.content, name=name)


def _of_now(office: Office, kind: str) -> Statement | None:
    """The sheet for the list as it stands; an older one would carry a code that no longer holds."""
    listed = signatures.state(office, kind).listed
    if listed is None:
        return None
    now = signatures.code_of(office, kind, listed)
    return Statement.objects.filter(office=office, kind=kind, code=now).first()
