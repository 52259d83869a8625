"""Switching the city-level method module on and off, on the wave's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys import method_module
from surveys.models.waves import Wave
from surveys.steps import order

CHOICES = {
    "pakai": (
        method_module.switch_on,
        "Modul metode ditanyakan kepada pegawai.",
    ),
    "lepas": (method_module.switch_off, "Modul metode tidak ditanyakan."),
}


@requires(Permission.WAVE_RUN)
@require_POST
def switch(request: SignedInRequest, slug: str) -> HttpResponse:
    """`modul` says pakai or lepas; anything else changes nothing and says so."""
    wave = get_object_or_404(Wave, slug=slug)
    change, said = CHOICES.get(request.POST.get("modul", ""), (None, ""))
    if change is None:
        messages.error(request, "Pilih memakai atau melepas modul metode. Tidak ada yang berubah.")
        return redirect("surveys:wave", slug)
    try:
        change(wave=wave, by=request.user)
    except (order.StepOutOfOrder, method_module.DoesNotFit) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("surveys:wave", slug)
