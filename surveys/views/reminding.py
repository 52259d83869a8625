"""Reminding OPDs of their lists: what each would read, then one press; or noted by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from respondents.models.offices import Office
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui import formats
from surveys import reminders
from surveys.models.waves import Wave


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: SignedInRequest, slug: str) -> HttpResponse:
    """GET shows every letter as it will read; POST sends those of the OPDs that are ticked."""
    wave = get_object_or_404(Wave, slug=slug)
    if request.method != "POST":
        return _preview(request, wave)
    chosen = set(request.POST.getlist("opd"))
    try:
        sent = reminders.send(wave=wave, codes=chosen, by=request.user)
    except reminders.NotPossible as refusal:
        return _preview(request, wave, chosen=chosen, fault=str(refusal))
    letters = formats.number(sum(len(draft.admins) for draft in sent))
    opds = formats.number(len(sent))
    messages.success(request, f"{letters} surel pengingat masuk antrean, untuk {opds} OPD.")
    return redirect("surveys:chasing", slug)


def _preview(
    request: SignedInRequest, wave: Wave, *, chosen: set[str] | None = None, fault: str = ""
) -> HttpResponse:
    drafts = reminders.drafts(wave) if wave.state == Wave.State.LISTS else []
    sendable = [draft for draft in drafts if not draft.refusal]
    context = {
        "wave": wave,
        "fault": fault,
        "drafts": drafts,
        "sendable": sendable,
        "letters": sum(len(draft.admins) for draft in sendable),
        "chosen": {draft.opd.code for draft in sendable} if chosen is None else chosen,
    }
    status = 422 if fault else 200
    return render(request, "surveys/chasing/remind.html", context, status=status)


@requires(Permission.WAVE_RUN)
@require_POST
def note(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Somebody sent the message on WhatsApp, and says so."""
    wave = get_object_or_404(Wave, slug=slug)
    opd = get_object_or_404(Office.objects.opds().select_related("parent"), code=code)
    try:
        reminders.note_by_hand(wave=wave, opd=opd, by=request.user)
    except reminders.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Dicatat: {opd.short_name} diingatkan lewat WhatsApp.")
    return redirect("surveys:chase", slug, code)
