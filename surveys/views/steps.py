"""The steps of a wave, each a POST that translates: form → verb → message → the wave's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import approvals
from spi_portal.ui import formats
from surveys import rehearsing, standing
from surveys.forms import AskForm, ConfirmForm, DrawForm, ExtendForm, RemindForm, UndoForm
from surveys.models.waves import Wave
from surveys.paper_letters import ordering
from surveys.steps import (
    announcing,
    closing,
    drawing,
    freezing,
    inviting,
    issuing,
    legal,
    opening,
    order,
    undoing,
    vouching,
)
from surveys.views import waves

REFUSALS = (
    order.StepOutOfOrder,
    freezing.ListsAreEmpty,
    vouching.NotVouchedFor,
    drawing.RandomnessIsMissing,
    drawing.FrameWasChanged,
    announcing.CounterHasNoKey,
    announcing.RightsAreMissing,
    opening.DateIsPast,
    undoing.TooLate,
    legal.NotYetLawful,
    rehearsing.NotRehearsed,
)
FORM_NAMES: dict[type[forms.Form], str] = {  # as templates/surveys/wave/ call them
    ConfirmForm: "confirm",
    UndoForm: "undo",
    AskForm: "ask",
    DrawForm: "draw",
    RemindForm: "remind",
    ExtendForm: "extend",
}


@requires(Permission.WAVE_RUN)
@require_POST
def freeze(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)

    def step() -> str:
        frozen = freezing.freeze(wave=wave, by=request.user)
        people, groups = formats.number(frozen.people), formats.number(frozen.groups)
        return f"Daftar dibekukan: {people} orang dalam {groups} kelompok."

    return _take(request, wave, step, ConfirmForm(request.POST, wave=wave))


@requires(Permission.WAVE_RUN)
@require_POST
def undo(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take back the freeze or the extension, whichever was the last step."""
    wave = get_object_or_404(Wave, slug=slug)

    def step() -> str:
        if wave.state == Wave.State.FROZEN:
            undoing.unfreeze(wave=wave, by=request.user)
            return "Pembekuan dibatalkan. Daftar dapat diperbaiki lagi."
        closes_at = undoing.undo_extension(wave=wave, by=request.user)
        return f"Perpanjangan dibatalkan. Survei ditutup {formats.moment(closes_at)}."

    return _take(request, wave, step, UndoForm(request.POST, wave=wave))


@requires(Permission.WAVE_RUN)
@require_POST
def draw(request: SignedInRequest, slug: str) -> HttpResponse:
    wave, form = get_object_or_404(Wave, slug=slug), DrawForm(request.POST)

    def step() -> str:
        drawn = drawing.draw(wave=wave, lot=form.lot, by=request.user)
        sample, reserve = formats.number(drawn.sample), formats.number(drawn.reserve)
        return f"Sampel ditarik: {sample} orang terpilih, {reserve} cadangan."

    return _take(request, wave, step, form)


@requires(Permission.WAVE_RUN)
@require_POST
def issue(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)

    def step() -> str:
        issuing.issue(wave=wave, by=request.user)
        return "Tautan sedang disiapkan. Muat ulang halaman ini sebentar lagi."

    return _take(request, wave, step)


@requires(Permission.WAVE_RUN)
@require_POST
def open_survey(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)

    def step() -> str:
        queued = opening.open_survey(wave=wave, by=request.user)
        return f"Survei dibuka. {formats.number(queued)} undangan masuk antrean."

    return _take(request, wave, step, ConfirmForm(request.POST, wave=wave))


@requires(Permission.WAVE_RUN)
@require_POST
def remind(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    form = RemindForm(request.POST, queued=standing.messages(wave).rounds)

    def step() -> str:
        queued = inviting.remind(wave=wave, round=form.round, by=request.user)
        return f"{formats.number(queued)} pengingat masuk antrean, untuk semua yang terpilih."

    return _take(request, wave, step, form)


@requires(Permission.WAVE_RUN)
@require_POST
def extend(request: SignedInRequest, slug: str) -> HttpResponse:
    wave, form = get_object_or_404(Wave, slug=slug), ExtendForm(request.POST)

    def step() -> str:
        closes_at: datetime = form.cleaned_data["tutup"]
        opening.extend(wave=wave, closes_at=closes_at, by=request.user)
        return f"Survei diperpanjang sampai {formats.moment(closes_at)}."

    return _take(request, wave, step, form)


@requires(Permission.WAVE_RUN)
@require_POST
def close(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)

    def step() -> str:
        closing.close(wave=wave, by=request.user)
        return "Survei ditutup. Jawaban tidak bisa ditambah lagi."

    return _take(request, wave, step, ConfirmForm(request.POST, wave=wave))


@requires(Permission.WAVE_RUN)
@require_POST
def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask a second person for the step that comes now."""
    wave, form = get_object_or_404(Wave, slug=slug), AskForm(request.POST)
    verb = standing.second_person(wave)
    if verb is None:
        messages.error(request, "Langkah berikutnya tidak memerlukan persetujuan.")
        return redirect("surveys:wave", slug)

    def step() -> str:
        approvals.ask(verb, wave.slug, reason=form.cleaned_data["alasan"], by=request.user)
        if wave.state == Wave.State.CLOSED:
            ordering.forget_all(wave)
        return "Permintaan dikirim. Orang kedua memutuskannya di halaman Persetujuan."

    return _take(request, wave, step, form)


def _take(
    request: SignedInRequest,
    wave: Wave,
    step: Callable[[], str],
    form: forms.Form | None = None,
) -> HttpResponse:
    """Take the step if its form is right; say what came of it, and show the wave again."""
    refused = {} if form is None else {FORM_NAMES[type(form)]: form}
    if form is not None and not form.is_valid():
        for faults in form.errors.values():
            messages.error(request, str(faults[0]))
        return waves.page(request, wave, **refused)
    try:
        messages.success(request, step())
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    except approvals.NotApproved:
        messages.error(request, "Langkah ini belum disetujui orang kedua.")
    else:
        return redirect("surveys:wave", wave.slug)
    wave.refresh_from_db()
    return waves.page(request, wave, **refused)
