"""Mending words while people answer: which version, what is said, a second person, and now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import approvals
from surveys import method_module
from surveys.instrument_forms import RewordForm
from surveys.models.rewordings import Rewording
from surveys.models.waves import Wave
from surveys.steps import announcing, order, rewording

REFUSALS = (
    order.StepOutOfOrder,
    rewording.NotOnlyWords,
    rewording.SaidOtherwise,
    announcing.CounterHasNoKey,
)
ASK = "minta"


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: SignedInRequest, slug: str) -> HttpResponse:
    """With `langkah=minta` a second person is asked; without it the words are mended."""
    wave = get_object_or_404(Wave, slug=slug)
    form = RewordForm(request.POST or None, wave=wave)
    if request.method == "POST" and form.is_valid():
        done = _ask if request.POST.get("langkah") == ASK else _do
        if done(request, wave, form):
            return redirect("surveys:wave", slug)
    context = {
        "wave": wave,
        "form": form,
        "is_open": wave.state == Wave.State.OPEN,
        "asking": wave.waveinstrument_set.order_by("pk"),
        "module_is_on": method_module.is_on(wave),
        "made": Rewording.objects.filter(wave=wave),
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/instruments/reword.html", context, status=status)


def _ask(request: SignedInRequest, wave: Wave, form: RewordForm) -> bool:
    try:
        rewording.ask(wave=wave, by=request.user, **form.wanted)
    except rewording.SaidOtherwise as otherwise:
        form.add_error(None, str(otherwise))
        return False
    messages.success(request, "Permintaan terkirim. Orang kedua yang memutuskan.")
    return True


def _do(request: SignedInRequest, wave: Wave, form: RewordForm) -> bool:
    try:
        rewording.reword(wave=wave, by=request.user, **form.wanted)
    except approvals.NotApproved:
        form.add_error(None, "Belum disetujui orang kedua. Minta persetujuan lebih dulu.")
        return False
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Kata-kata diperbaiki dan diumumkan di halaman pertama survei.")
    return True
