"""Where a figure comes from, down to the items."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports import correction_steps, derivation, publication, readings, reasons, sentences
from reports.models.publications import Publication
from reports.models.runs import IndexRun
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys.models.waves import Wave

CITY = "kota"


@requires(Permission.RESULTS_REVIEW)
@require_safe
def show(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Of the publication, or of the latest run as it would be published."""
    wave = get_object_or_404(Wave, slug=slug)
    run = IndexRun.objects.filter(wave=wave).select_related("weight_set").first()
    if run is None:
        raise Http404
    published = Publication.objects.filter(wave=wave).select_related("run__weight_set").first()
    figures = published.figures if published else publication.frozen(run)
    reading = readings.read(figures)
    result = reading.city if code == CITY else reading.office(code)
    if result is None:
        raise Http404
    context = {
        "wave": wave,
        "run": published.run if published else run,
        "result": result,
        "branches": derivation.of(figures, reading, result),
        "correction": correction_steps.of(result, reading),
        "is_subtracted": bool(sentences.correction(result)),
        "reading": reading,
        "missing": reasons.missing(result, reading),
        "sensitive": figures.get("sensitive") if code == CITY else None,
    }
    return render(request, "reports/derivation.html", context)
