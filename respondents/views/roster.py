"""One OPD's list of staff against the personnel office's, by name, with what to do next."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from respondents import freezing, roster
from respondents.kinds import SLUGS, Kind
from respondents.models.offices import Office
from respondents.roster import Compared, Missing, Surplus
from respondents.views import scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest

A_PAGE = 50
PARAMETERS = {
    "missing": "belum",
    "surplus": "lebih",
    "elsewhere": "lain",
    "claimed": "tercatat",
}


@requires(Permission.REGISTRY_VIEW)
@require_safe
def show(request: SignedInRequest, code: str) -> HttpResponse:
    office = scope.office_of(request.user, code)
    if not Office.objects.opds().filter(pk=office.pk).exists():
        raise Http404(code)
    found = roster.compare(office) if roster.names(office) else None
    context = {
        "office": office,
        "file": roster.kept(),
        "found": found,
        "pages": _pages(found, request) if found else {},
        "slug": SLUGS[Kind.INTERNAL],
        "frozen": freezing.standing(),
        "sees_every_office": request.user.sees_every_office,
        "may_run": request.user.may(Permission.WAVE_RUN),
    }
    return render(request, "respondents/roster.html", context)


def _pages(found: Compared, request: SignedInRequest) -> dict[str, Page[Missing | Surplus]]:
    """What differs, fifty people a page: an OPD of schools may miss hundreds."""
    return {
        what: Paginator(getattr(found, what), A_PAGE).get_page(request.GET.get(parameter))
        for what, parameter in PARAMETERS.items()
    }
