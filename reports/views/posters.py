"""The poster of a service point: ordered by a POST, waited for, taken along."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from reports import posters
from reports.models.posters import Poster
from respondents.views import scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.downloads import attachment


@requires(Permission.REGISTRY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    point = scope.point_of(request.user, code, pk)
    if request.method == "POST":
        posters.ask(point, by=request.user)
        return redirect("reports:poster", code, pk)
    poster = Poster.objects.filter(point=point).defer("content").first()
    context = {"office": point.office, "point": point, "poster": poster}
    return render(request, "reports/poster_page.html", context)


@requires(Permission.REGISTRY_IMPORT)
@require_safe
def download(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    point = scope.point_of(request.user, code, pk)
    poster = Poster.objects.filter(point=point, state=Poster.State.READY).first()
    if poster is None:
        raise Http404(f"no poster of {point} is ready")
    return attachment(poster.content, name=f"poster-loket-{point.code}.pdf")
