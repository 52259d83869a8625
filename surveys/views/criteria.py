"""Syarat responden: who may be asked in this wave, and where that was read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from respondents import criteria
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys.forms import CriteriaForm
from surveys.models.waves import Wave
from surveys.steps import judging, order


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    is_open = wave.state == Wave.State.LISTS
    form = CriteriaForm(request.POST or None, written=criteria.written(slug), may_change=is_open)
    if request.method == "POST" and form.is_valid():
        try:
            changed = judging.judge_by(wave=wave, given=form.given, by=request.user)
        except order.StepOutOfOrder as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Tersimpan." if changed else "Tidak ada yang berubah.")
            return redirect("surveys:wave", slug)
    context = {"wave": wave, "form": form, "is_open": is_open}
    return render(request, "surveys/criteria.html", context, status=422 if form.errors else 200)
