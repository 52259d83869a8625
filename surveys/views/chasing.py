"""The lists of all OPDs at once, and a message for each that is not done."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from respondents.models.offices import Office
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys import calendar, chasing
from surveys.models.waves import Wave


class PromiseForm(forms.Form):
    janji = forms.CharField(
        label="Janji",
        max_length=80,
        required=False,
        help_text="Seperti yang dikatakan kantornya, misalnya Rabu. Kosongkan untuk menghapus.",
    )


@requires(Permission.WAVE_RUN)
@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    rows = chasing.rows(wave) if wave.state == Wave.State.LISTS else []
    context = {
        "wave": wave,
        "rows": rows,
        "kinds": chasing.KINDS,
        "done": sum(not row.tasks for row in rows),
        "due": calendar.lists_due(wave),
        "days_left": chasing.days_left(wave, timezone.localdate()),
    }
    return render(request, "surveys/chasing/show.html", context)


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The message for one OPD, ready to be copied or taken to WhatsApp; and what it promised."""
    wave = get_object_or_404(Wave, slug=slug)
    opd = get_object_or_404(Office.objects.opds().select_related("parent"), code=code)
    row = chasing.row_of(wave, opd)
    form = PromiseForm(
        request.POST or None, initial={"janji": row.promise.text if row.promise else ""}
    )
    if request.method == "POST" and form.is_valid():
        chasing.note_promise(wave=wave, opd=opd, text=form.cleaned_data["janji"], by=request.user)
        messages.success(request, "Tersimpan.")
        return redirect("surveys:chasing", slug)
    text = chasing.message(wave, row)
    context = {"wave": wave, "row": row, "text": text, "form": form}
    context["whatsapp"] = chasing.whatsapp(text)
    status = 422 if form.errors else 200
    return render(request, "surveys/chasing/write.html", context, status=status)
