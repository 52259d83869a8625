"""Prakiraan: who would get no result from the lists of today, before anybody is asked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from respondents.models.offices import Office
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys import forecast
from surveys.models.waves import Wave


@requires(Permission.WAVE_RUN)
@require_safe
def show_city(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    found = forecast.of_city(wave) if wave.state == Wave.State.LISTS else None
    context = {"wave": wave, "forecast": found}
    return render(request, "surveys/forecast/city.html", context)


@requires(Permission.FORECAST_VIEW)
@require_safe
def show_office(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    office = get_object_or_404(Office.objects.visible_to(request.user), code=code)
    is_open = wave.state == Wave.State.LISTS
    found = forecast.of_offices(wave, Office.below([office.pk])) if is_open else None
    context = {
        "wave": wave,
        "office": office,
        "forecast": found,
        "may_run": request.user.may(Permission.WAVE_RUN),
    }
    return render(request, "surveys/forecast/office.html", context)
