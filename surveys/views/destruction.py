"""Pemusnahan: asking that the box be destroyed after its count, and seeing that it was."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from surveys import box_end
from surveys.forms import AskForm
from surveys.models.waves import Wave


@requires(Permission.WAVE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def destruction(request: SignedInRequest, slug: str) -> HttpResponseBase:
    wave = get_object_or_404(Wave, slug=slug)
    if request.method == "POST":
        return _ask(request, wave)
    return _page(request, wave, AskForm())


@requires(Permission.WAVE_RUN)
def _ask(request: SignedInRequest, wave: Wave) -> HttpResponse:
    form = AskForm(request.POST)
    if not box_end.is_due(wave):
        messages.error(request, "Kotak baru dapat dimusnahkan sesudah dihitung, dan sekali saja.")
    elif form.is_valid():
        approvals.ask("destroy", wave.slug, reason=form.cleaned_data["alasan"], by=request.user)
        messages.success(request, "Permintaan dikirim. Orang kedua memutuskannya di Persetujuan.")
        return redirect("surveys:destruction", wave.slug)
    return _page(request, wave, form, status=422)


def _page(
    request: SignedInRequest, wave: Wave, form: AskForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "wave": wave,
        "wave_title": wave.title,
        "by_people": wave.mode == Wave.Mode.TRUSTEES,
        "until": box_end.due_at(wave),
        "is_due": box_end.is_due(wave),
        "permit": _permit(wave),
        "form": form,
        "may_run": request.user.may(Permission.WAVE_RUN),
    }
    return render(request, "surveys/destruction.html", context, status=status)


def _permit(wave: Wave) -> Approval | None:
    asked = Approval.objects.filter(verb="destroy", subject=wave.slug, used_at=None)
    return asked.select_related("asked_by", "decided_by", "decided_for").order_by("-pk").first()
