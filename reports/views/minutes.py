"""Berita acara: ordered by a POST, waited for, taken along."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from reports import minutes
from reports.models.minutes import Minutes
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.downloads import attachment
from surveys.models.waves import Wave


@requires(Permission.WAVE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: SignedInRequest, slug: str, about: str) -> HttpResponse:
    """A GET for whoever sees the wave; a POST draws them up, once and for good."""
    if request.method == "POST" and not request.user.may(Permission.WAVE_RUN):
        raise PermissionDenied(Permission.WAVE_RUN)
    wave, kind = get_object_or_404(Wave, slug=slug), _about(about)
    if request.method == "POST":
        try:
            minutes.ask(wave, kind, by=request.user)
        except minutes.NothingToRecord as refusal:
            messages.error(request, str(refusal))
        return redirect("reports:minutes", slug, about)
    drawn_up = Minutes.objects.filter(wave=wave, about=kind).defer("content").first()
    context = {
        "wave": wave,
        "wave_title": wave.title,
        "title": kind.label,
        "minutes": drawn_up,
        "lacking": minutes.lacking(wave, kind),
        "is_count": kind == Minutes.About.COUNT,
        "may_run": request.user.may(Permission.WAVE_RUN),
    }
    return render(request, "reports/minutes_page.html", context)


@requires(Permission.WAVE_VIEW)
@require_safe
def download(request: SignedInRequest, slug: str, about: str) -> HttpResponse:
    wave, kind = get_object_or_404(Wave, slug=slug), _about(about)
    ready = Minutes.objects.filter(wave=wave, about=kind, state=Minutes.State.READY).first()
    if ready is None:
        raise Http404(f"no minutes of {wave} are ready")
    return attachment(ready.content, name=f"berita-acara-{kind}-{wave.slug}.pdf")


def _about(text: str) -> Minutes.About:
    if text not in Minutes.About.values:
        raise Http404(f"no minutes about {text}")
    return Minutes.About(text)
