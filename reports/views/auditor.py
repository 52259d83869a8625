"""The auditor's page: a file of evidence about each wave, ordered and then downloaded."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from reports import dossiers
from reports.models.dossiers import Dossier
from respondents import access, contact_bases
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import chain
from spi_portal.ui.downloads import attachment
from surveys.models.waves import Wave

ME = "reports.auditor"


@dataclass(frozen=True, slots=True)
class Row:
    wave: Wave
    newest: Dossier | None
    ready: Dossier | None  # the newest that can be downloaded


@requires(Permission.AUDIT_FILE)
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    by_wave: dict[object, list[Dossier]] = {}
    for dossier in Dossier.objects.defer("content"):
        by_wave.setdefault(dossier.wave_id, []).append(dossier)
    rows = [_row(wave, by_wave.get(wave.pk, [])) for wave in Wave.objects.all()]
    context = {
        "rows": rows,
        "refresh": any(row.newest and row.newest.state == Dossier.State.WAITING for row in rows),
        "head": chain.head(),
        "bases": _bases(),
    }
    return render(request, "reports/auditor.html", context)


def _bases() -> contact_bases.Bases:
    """Of the whole city; totals only, so no row of anybody is lent to the auditor."""
    with access.acting(ME):
        return contact_bases.of()


def _row(wave: Wave, dossiers: list[Dossier]) -> Row:
    ready = (one for one in dossiers if one.state == Dossier.State.READY)
    return Row(wave, newest=next(iter(dossiers), None), ready=next(ready, None))


@requires(Permission.AUDIT_FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def dossier(request: SignedInRequest, slug: str) -> HttpResponse:
    """GET hands out the newest that is ready; POST orders one."""
    wave = get_object_or_404(Wave, slug=slug)
    if request.method == "POST":
        dossiers.ask(wave=wave, by=request.user)
        messages.info(request, "Berkas sedang dibuat. Halaman ini menunjukkan bila sudah siap.")
        return redirect("reports:auditor")
    ready = Dossier.objects.filter(wave=wave, state=Dossier.State.READY).first()
    if ready is None:
        raise Http404(f"no dossier of {wave} is ready")
    name = f"berkas-pemeriksaan-{slug}.zip"
    return attachment(ready.content, name=name, content_type="application/zip")
