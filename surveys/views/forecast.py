"""Prakiraan: who would get no result from the lists of today, before anybody is asked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from respondents.models.offices import Office
from respondents.views import scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys import forecast, ladder
from surveys.models.waves import Wave


@requires(Permission.WAVE_RUN)
@require_safe
def show_city(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    is_open = wave.state == Wave.State.LISTS
    context = {
        "wave": wave,
        "forecast": forecast.of_city(wave) if is_open else None,
        "ladder": ladder.of_city(wave) if is_open else None,
        "may_run": True,
    }
    return render(request, "surveys/forecast/city.html", context)


@requires(Permission.FORECAST_VIEW)
@require_safe
def show_office(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    office = scope.office_of(request.user, code)
    context = {"wave": wave, "office": office, "may_run": request.user.may(Permission.WAVE_RUN)}
    if wave.state == Wave.State.LISTS:
        below = Office.below([office.pk])
        context["forecast"] = forecast.of_offices(wave, below)
        context["ladder"] = ladder.of(wave, below)
    return render(request, "surveys/forecast/office.html", context)
