"""How sure the published order and differences are, for Inspektorat and Sekda."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from reports import lineage, precision, readings
from reports.forms import TwoOfficesForm
from reports.models.publications import Publication
from reports.readings import Reading
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys.models.waves import Wave


@requires(Permission.RESULTS_VIEW_CITY)
@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    publication = Publication.objects.filter(wave=wave).first()
    if publication is None:
        return redirect("reports:dashboard", slug)  # says when figures are expected
    reading = readings.read(publication.figures)
    earlier = lineage.before(publication)
    places = precision.places(reading)
    context = {
        "wave": wave,
        "reading": reading,
        "earlier": earlier,
        "places": places,
        "headline": precision.of_order(places),
        "beyond": precision.without_place(reading),
        "city": precision.of_city(reading, earlier),
        "changes": precision.since(reading.ranked, earlier),
        "response": precision.response(reading),
    }
    return render(request, "reports/precision.html", context | _compared(request, reading))


def _compared(request: SignedInRequest, reading: Reading) -> dict[str, Any]:
    """The two offices that were chosen, else the highest two."""
    offices = [office for office in reading.ranked if office.estimate]
    chosen = request.GET if {"satu", "dua"} <= request.GET.keys() else None
    usual = {"satu": offices[0].code, "dua": offices[1].code} if len(offices) > 1 else {}
    form = TwoOfficesForm(chosen or usual or None, offices=offices)
    found: dict[str, Any] = {"form": form, "is_comparable": len(offices) > 1, "difference": None}
    if form.is_bound and form.is_valid():
        one, two = (reading.office(form.cleaned_data[name]) for name in ("satu", "dua"))
        if one and two:
            found["difference"] = precision.between(one, two)
    return found
