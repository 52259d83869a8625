"""Letters on paper for those whom nothing reaches: for the Inspektur alone, never for the desk."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from spi_portal.accounts.guards import requires, second_factor_first
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.downloads import attachment
from surveys import standing
from surveys.models.letter_batches import LetterBatch
from surveys.models.waves import Wave
from surveys.paper_letters import counted, ordering, printing, unreached
from surveys.steps import order

REFUSALS = (order.StepOutOfOrder, ordering.NotYet, ordering.CannotBeTaken)


class AskForm(forms.Form):
    nomor = forms.BooleanField(
        label="Sertakan juga yang hanya punya nomor telepon",
        required=False,
        help_text="Portal ini mengirim lewat surel saja.",
    )


class TakeForm(forms.Form):
    sanggup = forms.BooleanField(
        label="Surat ini diserahkan petugas Inspektorat langsung ke tangan orangnya, "
        "tidak lewat kantornya, dan tidak difoto atau didaftar.",
        error_messages={"required": "Centang dulu pernyataan ini."},
    )


@requires(Permission.LETTERS_PRINT)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    """What was printed, and (POST) an order for more."""
    wave = get_object_or_404(Wave, slug=slug)
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        for_all = form.cleaned_data["nomor"]
        try:
            ordering.ask(wave=wave, for_all=for_all, by=request.user)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Surat sedang dicetak. Muat ulang halaman ini sebentar lagi.")
        return redirect("surveys:letters", slug)
    batches = LetterBatch.objects.filter(wave=wave).select_related("asked_by", "again")
    is_open = wave.state == Wave.State.OPEN
    context = {
        "wave": wave,
        "form": form,
        "batches": batches.defer("content"),
        "printed": counted.of(wave),
        "is_open": is_open,
        "is_busy": batches.unfinished().exists(),
        "left": unreached.numbers(wave) if is_open else None,
        "waiting": standing.messages(wave).waiting if is_open else 0,
        "at_most": printing.AT_MOST,
    }
    return render(request, "surveys/letters/batches.html", context)


@requires(Permission.LETTERS_PRINT)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: SignedInRequest, slug: str, number: int) -> HttpResponseBase:
    return _ask(request, _batch(slug, number))


@second_factor_first
@reauthentication_required  # type: ignore[untyped-decorator]
def _ask(request: SignedInRequest, batch: LetterBatch) -> HttpResponseBase:
    form = TakeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            paper = ordering.take(batch, by=request.user)
        except ordering.CannotBeTaken as refusal:
            messages.error(request, str(refusal))
            return redirect("surveys:letters", batch.wave.slug)
        return attachment(paper, name=f"surat-{batch.wave.slug}-{batch.number}.pdf")
    context = {"wave": batch.wave, "batch": batch, "form": form}
    status = 422 if form.errors else 200
    return render(request, "surveys/letters/take.html", context, status=status)


@requires(Permission.LETTERS_PRINT)
@require_POST
def again(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """The same letters once more."""
    batch = _batch(slug, number)
    try:
        ordering.ask_again(batch, by=request.user)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Surat yang sama sedang dicetak ulang. Tautannya tidak berubah.")
    return redirect("surveys:letters", slug)


@requires(Permission.LETTERS_PRINT)
@require_POST
def drop(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    batch = _batch(slug, number)
    try:
        ordering.drop(batch, by=request.user)
    except ordering.CannotBeTaken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Berkas {batch.number} dihapus, tanpa pernah keluar.")
    return redirect("surveys:letters", slug)


def _batch(slug: str, number: int) -> LetterBatch:
    batches = LetterBatch.objects.select_related("wave", "asked_by", "again")
    return get_object_or_404(batches, wave__slug=slug, number=number)
