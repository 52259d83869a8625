"""The lists of all OPDs at once, and a message for each that is not done."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents import roster
from respondents.models.offices import Office
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui import formats
from surveys import calendar, chasing, extensions
from surveys.chasing_forms import ExtensionForm, HeadLetterForm, PromiseForm
from surveys.models.waves import Wave
from surveys.steps import vouching


@requires(Permission.WAVE_RUN)
@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    rows = chasing.rows(wave) if wave.state == Wave.State.LISTS else []
    context = {
        "wave": wave,
        "rows": rows,
        "kinds": chasing.KINDS,
        "roster": roster.kept() if rows else None,
        "unsigned": vouching.kept(wave),
        "done": sum(not row.tasks for row in rows),
        "due": calendar.lists_due(wave),
        "days_left": chasing.days_left(wave, timezone.localdate()),
    }
    return render(request, "surveys/chasing/show.html", context)


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The message for one OPD, ready to be copied or taken to WhatsApp; a POST notes a promise."""
    wave, opd = _named(slug, code)
    if request.method != "POST":
        return _page(request, wave, opd)
    form = PromiseForm(request.POST)
    if not form.is_valid():
        return _page(request, wave, opd, promise=form)
    chasing.note_promise(wave=wave, opd=opd, text=form.cleaned_data["janji"], by=request.user)
    messages.success(request, "Tersimpan.")
    return redirect("surveys:chasing", slug)


@requires(Permission.WAVE_RUN)
@require_POST
def extend(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """More time for the lists of one OPD."""
    wave, opd = _named(slug, code)
    form = ExtensionForm(request.POST)
    if form.is_valid():
        until, reason = form.cleaned_data["sampai"], form.cleaned_data["alasan"]
        try:
            extensions.extend(wave=wave, opd=opd, until=until, reason=reason, by=request.user)
        except extensions.NotPossible as refusal:
            form.add_error("sampai", str(refusal))
        else:
            told = f"{opd.short_name} mendapat waktu sampai {formats.day(until)}."
            messages.success(request, told)
            return redirect("surveys:chase", slug, code)
    return _page(request, wave, opd, extension=form)


@requires(Permission.WAVE_RUN)
@require_POST
def record_letter(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The number of the letter to the head of an OPD that does not sign."""
    wave, opd = _named(slug, code)
    form = HeadLetterForm(request.POST)
    if form.is_valid():
        number, dated = form.cleaned_data["nomor"], form.cleaned_data["tanggal"]
        try:
            vouching.record_letter(wave=wave, opd=opd, number=number, dated=dated, by=request.user)
        except vouching.NotPossible as refusal:
            form.add_error("tanggal", str(refusal))
        else:
            messages.success(request, f"Surat {number} tercatat.")
            return redirect("surveys:chase", slug, code)
    return _page(request, wave, opd, letter_form=form)


def _named(slug: str, code: str) -> tuple[Wave, Office]:
    wave = get_object_or_404(Wave, slug=slug)
    return wave, get_object_or_404(Office.objects.opds().select_related("parent"), code=code)


def _page(request: SignedInRequest, wave: Wave, opd: Office, **refused: Form) -> HttpResponse:
    """The page of one OPD; a form that was refused stands there as it was filled in."""
    row = chasing.row_of(wave, opd)
    letter = vouching.letter_of(wave, opd)
    text = chasing.message(wave, row, signed=chasing.organiser())
    context: dict[str, object] = {
        "wave": wave,
        "row": row,
        "text": text,
        "whatsapp": chasing.whatsapp(text),
        "lists_are_open": wave.state == Wave.State.LISTS,
        "is_refused": bool(refused),
        "promise": PromiseForm(initial={"janji": row.promise.text if row.promise else ""}),
        "letter": letter,
        "letter_form": HeadLetterForm(
            initial={"nomor": letter.number, "tanggal": letter.dated} if letter else None
        ),
        "extension": ExtensionForm(
            initial={"sampai": row.due, "alasan": row.extension.reason if row.extension else ""}
        ),
    }
    status = 422 if refused else 200
    return render(request, "surveys/chasing/write.html", context | refused, status=status)
