"""The calendar of a wave, and the legal basis on which it opens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys import calendar
from surveys.forms import BasisForm, CalendarForm
from surveys.kpk import overlap
from surveys.models.kpk import KpkSurvey
from surveys.models.legal import LegalBasis
from surveys.models.waves import Wave
from surveys.steps import legal

FORM_METHODS = ["GET", "HEAD", "POST"]
FIELD = ("opens_at", "closes_at", "results_expected")


@requires(Permission.WAVE_RUN)
@require_http_methods(FORM_METHODS)
def move(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every date of the year; ?usul=1 fills in what is proposed beside KPK's period."""
    wave = get_object_or_404(Wave, slug=slug)
    may_move = wave.state in calendar.MOVABLE
    survey = KpkSurvey.objects.filter(wave=wave).first()
    form = CalendarForm(
        request.POST or None,
        initial=_proposed(wave) if "usul" in request.GET and may_move else _current(wave),
        may_move_field=may_move,
    )
    if request.method == "POST" and form.is_valid():
        given = {
            name: form.cleaned_data[name] if may_move else getattr(wave, name) for name in FIELD
        }
        try:
            calendar.move(wave=wave, **given, dates=form.dates, by=request.user)
        except calendar.DatesAreFixed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Kalender tersimpan.")
            return redirect("surveys:wave", slug)
    context = {
        "wave": wave,
        "form": form,
        "warning": overlap.warning(wave, survey),
        "may_propose": may_move,
        "is_fixed": not may_move,
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/calendar.html", context, status=status)


@requires(Permission.WAVE_RUN)
@require_http_methods(FORM_METHODS)
def record_basis(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    basis = LegalBasis.objects.filter(wave=wave).first() or LegalBasis(wave=wave)
    form = BasisForm(request.POST or None, instance=basis)
    if request.method == "POST" and form.is_valid():
        changed = legal.record(wave=wave, values=form.cleaned_data, by=request.user)
        messages.success(request, "Tersimpan." if changed else "Tidak ada yang berubah.")
        return redirect("surveys:wave", slug)
    context = {"wave": wave, "form": form}
    return render(request, "surveys/basis.html", context, status=422 if form.errors else 200)


def _current(wave: Wave) -> dict[str, Any]:
    dates = {stone.kind: stone.due_on for stone in wave.milestones.all()}
    return {name: getattr(wave, name) for name in FIELD} | dates


def _proposed(wave: Wave) -> dict[str, Any]:
    opens_at, closes_at = calendar.field_period(wave.year, overlap.period_of_kpk(wave))
    dates = {kind.value: on for kind, on in calendar.defaults(opens_at, closes_at).items()}
    field = {"opens_at": opens_at, "closes_at": closes_at}
    return field | {"results_expected": wave.results_expected} | dates
