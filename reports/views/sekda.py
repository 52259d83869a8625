"""The dashboard of the Sekda: the city, its offices, and what to decide."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from reports import attention, charts, lineage, readings, sentences
from reports.forms import PeriodForm
from reports.models.publications import Publication
from reports.readings import Reading
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys.models.waves import Wave


@requires(Permission.RESULTS_VIEW_CITY)
@require_safe
def choose(request: SignedInRequest) -> HttpResponse:
    """The wave that the picker asks for; else the newest published one, else the newest."""
    waves = list(Wave.objects.real())
    asked = request.GET.get("gelombang")
    published = [wave for wave in waves if wave.state == Wave.State.PUBLISHED]
    for wave in waves:
        if wave.slug == asked:
            return redirect("reports:dashboard", wave.slug)
    if not waves:
        return render(request, "reports/no_wave.html")
    return redirect("reports:dashboard", (published or waves)[0].slug)


@requires(Permission.RESULTS_VIEW_CITY)
@require_safe
def dashboard(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    context = {
        "wave": wave,
        "wave_title": wave.title,
        "form": PeriodForm({"gelombang": slug}, waves=Wave.objects.real()),
    }
    publication = Publication.objects.filter(wave=wave).first()
    if publication is None:
        context["headline"] = sentences.before_publication(wave)
        return render(request, "reports/unpublished.html", context)
    reading = readings.read(publication.figures)
    context |= _told(reading, lineage.before(publication))
    return render(request, "reports/dashboard.html", context | {"publication": publication})


def _told(reading: Reading, earlier: Reading | None) -> dict[str, Any]:
    city, before = reading.city, earlier.city if earlier else None
    by_year = Publication.objects.city_by_year(until=reading.year - 1)
    rows, marks = charts.rows(reading, earlier), charts.marks(reading)
    points = charts.years(by_year | {reading.year: charts.index_of(city)})
    return {
        "reading": reading,
        "earlier": earlier,
        "headline": sentences.headline(reading, earlier),
        "told": sentences.told(city),
        "change": sentences.change(city, before),
        "next_category": sentences.to_next_category(city, reading.cuts),
        "correction": sentences.correction(city),
        "spread": sentences.spread(reading),
        "spread_in_words": sentences.spread_in_words(reading),
        "marks": marks,
        "city_drawn": charts.drawn(city),
        "attention": attention.candidates(reading, earlier),
        "pairs": charts.pairs(reading),
        "points": points,
        "trend": sentences.trend(points),
        "rows": rows,
        "scale": charts.scale_of(rows, reading),
        "columns": charts.columns(reading),
        "column_groups": charts.column_groups(reading),
        "shades": charts.shades(reading),
        "undrawn": [row for row in rows if row.place is None],
    }
