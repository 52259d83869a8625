"""How a wave's figures were made: weights, runs with their hashes, and what other weights give."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports import alternatives, method, publication, readings, run_history, weight_fit
from reports.models.publications import Publication
from reports.models.runs import IndexRun
from reports.models.weights import WeightSet
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys.models.waves import Wave


@requires(Permission.RESULTS_REVIEW)
@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    published = Publication.objects.filter(wave=wave).select_related("run__weight_set").first()
    runs = IndexRun.objects.filter(wave=wave).select_related("weight_set").defer("figures")
    run = published.run if published else runs.first()
    figures = published.figures if published else publication.frozen(run) if run else None
    reading = readings.read(figures) if figures else None
    weights = _weights(wave)
    context = {
        "wave": wave,
        "weights": weights,
        "is_fixed": method.is_fixed(wave),
        "misfits": weight_fit.misfits(weights, wave) if weights else [],
        "reading": reading,
        "alternatives": alternatives.of_city(reading) if reading else [],
        "runs": run_history.told(list(runs)),
        "published_run": published.run_id if published else None,
    }
    return render(request, "reports/method.html", context)


def _weights(wave: Wave) -> WeightSet | None:
    try:
        return method.for_wave(wave)
    except method.NoWeightSet:
        return None
