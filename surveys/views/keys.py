"""Siapa memegang kunci: who keeps what opens the box, and the rehearsal with it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import approvals
from surveys import rehearsing, room_cards
from surveys.custody_forms import HoldersForm, ModeForm
from surveys.models.custody import CARD_LASTS, RoomCard
from surveys.models.manifests import WaveKey
from surveys.models.waves import Wave
from surveys.steps import announcing, custody, order

REFUSALS = (
    custody.ModeIsFixed,
    order.StepOutOfOrder,
    announcing.CounterHasNoKey,
    room_cards.NoCardNow,
)


@requires(Permission.WAVE_VIEW)
@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, get_object_or_404(Wave, slug=slug))


@requires(Permission.WAVE_RUN)
@require_POST
def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask a second person for the other choice, or for this one with other holders."""
    wave, form = get_object_or_404(Wave, slug=slug), ModeForm(request.POST)
    if not form.is_valid():
        return _page(request, wave, ask=form)
    mode, reason = Wave.Mode(form.cleaned_data["pilihan"]), form.cleaned_data["alasan"]
    try:
        custody.ask(wave=wave, mode=mode, reason=reason, by=request.user)
    except custody.ModeIsFixed as refusal:
        messages.error(request, str(refusal))
        return _page(request, wave, ask=form)
    messages.success(request, "Permintaan dikirim. Orang kedua memutuskannya di Persetujuan.")
    return redirect("surveys:keys", slug)


@requires(Permission.WAVE_RUN)
@require_POST
def settle(request: SignedInRequest, slug: str, mode: str) -> HttpResponse:
    """Take the choice that was granted."""
    wave = get_object_or_404(Wave, slug=slug)
    if mode not in Wave.Mode.values:
        raise Http404(f"no choice {mode}")
    form = HoldersForm(request.POST)
    by_people = mode == Wave.Mode.TRUSTEES
    if by_people and not form.is_valid():
        return _page(request, wave, holders=form)
    try:
        holders = form.holders if by_people else []
        custody.settle(wave=wave, mode=Wave.Mode(mode), holders=holders, by=request.user)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    except approvals.NotApproved:
        messages.error(request, "Pilihan ini belum disetujui orang kedua.")
    else:
        messages.success(request, "Pilihan ditetapkan.")
        return redirect("surveys:keys", slug)
    wave.refresh_from_db()
    return _page(request, wave, **({"holders": form} if by_people else {"refused": form}))


@requires(Permission.WAVE_RUN)
@require_POST
def rehearse(request: SignedInRequest, slug: str) -> HttpResponse:
    """Have the trial sheet made; its link stands on the page."""
    wave = get_object_or_404(Wave, slug=slug)
    try:
        rehearsing.begin(wave=wave, by=request.user)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Lembar latihan disiapkan. Isi dan kirim lewat tautannya.")
    return redirect("surveys:keys", slug)


@requires(Permission.WAVE_RUN)
@never_cache
@require_POST
def give_card(request: SignedInRequest, slug: str, purpose: str) -> HttpResponse:
    """A card for the room, shown once: a reload gives another and ends this one."""
    wave = get_object_or_404(Wave, slug=slug)
    if purpose not in RoomCard.Purpose.values:
        raise Http404(f"no card for {purpose}")
    try:
        code = room_cards.give(wave=wave, purpose=RoomCard.Purpose(purpose), by=request.user)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:keys", slug)
    context = {
        "wave": wave,
        "purpose": RoomCard.Purpose(purpose).label,
        "code": code,
        "room": settings.ROOM_URL,
        "minutes": CARD_LASTS.seconds // 60,
    }
    return render(request, "surveys/room_card.html", context)


def _page(request: SignedInRequest, wave: Wave, **refused: Form) -> HttpResponse:
    may_run = request.user.may(Permission.WAVE_RUN)
    context = _standing(wave) | {"may_run": may_run, "is_refused": bool(refused)}
    if may_run:
        context |= {"ask": ModeForm(), "holders": HoldersForm()} | refused
    return render(request, "surveys/keys.html", context, status=422 if refused else 200)


def _standing(wave: Wave) -> dict[str, Any]:
    key = WaveKey.objects.filter(wave=wave, mode=wave.mode).first()
    canary = rehearsing.current(wave)
    return {
        "wave": wave,
        "wave_title": wave.title,
        "by_people": wave.mode == Wave.Mode.TRUSTEES,
        "can_change": custody.can_change(wave),
        "key": key,
        "fingerprint": key.fingerprint if key else "",
        "key_holders": list(wave.key_holders.all()),
        "permits": [(mode, permit) for mode in Wave.Mode if (permit := custody.permit(wave, mode))],
        "canary": canary,
        "trial": f"{settings.PUBLIC_URL}/s/{rehearsing.code(canary)}/" if canary else "",
        "rehearsal": rehearsing.last(wave),
        "can_rehearse": wave.state in rehearsing.BEFORE_OPENING and key is not None,
        "can_make": not room_cards.lacking(wave, RoomCard.Purpose.MAKE),
        "can_count": not room_cards.lacking(wave, RoomCard.Purpose.COUNT),
    }
