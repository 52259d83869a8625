"""The pages about waves. They show totals; who was drawn and who answered they cannot know."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from respondents.models.people import Person
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import history
from surveys import (
    box_end,
    calendar,
    chronicle,
    corrections,
    method_module,
    readiness,
    standing,
)
from surveys.forms import (
    AskForm,
    ConfirmForm,
    DrawForm,
    ExtendForm,
    RemindForm,
    UndoForm,
    WaveForm,
)
from surveys.kpk import overlap
from surveys.models.groups import AnonymityGroup
from surveys.models.kpk import KpkSurvey
from surveys.models.legal import LegalBasis
from surveys.models.waves import Wave, WaveInstrument
from surveys.paper_letters import counted
from surveys.steps import copying, reserve, undoing, vouching

A_PAGE = 50


@requires(Permission.WAVE_VIEW)
@require_safe
def list_waves(request: SignedInRequest) -> HttpResponse:
    may_run = request.user.may(Permission.WAVE_RUN)
    return render(request, "surveys/waves.html", {"waves": Wave.objects.all(), "may_run": may_run})


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def start_wave(request: SignedInRequest) -> HttpResponse:
    """A new wave, or a pilot (?uji=1), after the pattern of an earlier one (?dari=2025)."""
    old = Wave.objects.filter(slug=request.GET.get("dari", "")).first()
    proposal = copying.propose(old, is_pilot="uji" in request.GET)
    form = WaveForm(request.POST or None, proposal=proposal)
    if proposal.asking and form.is_valid() and (wave := _start(form, request)):
        messages.success(request, f"Gelombang {wave} dimulai. Daftar responden dapat diperbaiki.")
        return redirect("surveys:wave", wave.slug)
    context = {"form": form, "proposal": proposal, "waves": Wave.objects.real()}
    return render(request, "surveys/start.html", context, status=422 if form.errors else 200)


def _start(form: WaveForm, request: SignedInRequest) -> Wave | None:
    try:
        return copying.begin(form.filled_in(), by=request.user)
    except IntegrityError:
        form.add_error("slug", "Kode ini baru saja dipakai gelombang lain.")
        return None


@requires(Permission.WAVE_VIEW)
@require_safe
def show_wave(request: SignedInRequest, slug: str) -> HttpResponse:
    return page(request, get_object_or_404(Wave, slug=slug))


def page(request: SignedInRequest, wave: Wave, **refused: Form) -> HttpResponse:
    """The page of a wave; a form that was refused stands there as it was filled in."""
    context = _standing(wave) | {
        "is_refused": bool(refused),
        "may_run": request.user.may(Permission.WAVE_RUN),
        "may_review": request.user.may(Permission.RESULTS_REVIEW),
        "may_print": request.user.may(Permission.LETTERS_PRINT),
        "may_audit": request.user.may(Permission.AUDIT_VIEW),
    }
    if request.user.may(Permission.WAVE_RUN):
        context |= _forms(wave, context["sending"]) | refused
    return render(request, "surveys/wave.html", context, status=422 if refused else 200)


def _standing(wave: Wave) -> dict[str, Any]:
    lines = calendar.lines(wave, timezone.localdate())
    kpk = KpkSurvey.objects.filter(wave=wave).first()
    drawn = wave.state not in (Wave.State.LISTS, Wave.State.FROZEN)
    permit = standing.permit(wave)
    in_lists = wave.state == Wave.State.LISTS
    unvouched = readiness.unsigned(wave) if in_lists else []
    return {
        "wave": wave,
        "wave_title": wave.title,
        "steps": standing.STEPS,
        "place": standing.place(wave),
        "part": f"surveys/wave/{wave.state}.html",
        "missing": readiness.missing(wave, unvouched),
        "unvouched": vouching.missing(wave, unvouched),
        "late": [line.sentence for line in lines if line.days_late],
        "calendar": lines,
        "deeds": chronicle.of(wave),
        "kpk": kpk,
        "kpk_warning": overlap.warning(wave, kpk),
        "basis": LegalBasis.objects.filter(wave=wave).first(),
        "permit": permit,
        "may_open": not wave.beside_kpk or (permit is not None and permit.is_usable),
        "unsigned": [] if in_lists else vouching.kept(wave),
        "corrections": 0 if in_lists else corrections.number(wave),
        "groups": standing.groups(wave) if wave.state != Wave.State.LISTS else None,
        "invitations": standing.invitations(wave) if drawn else None,
        "sending": standing.messages(wave) if drawn else standing.NO_MESSAGES,
        "printed": counted.of(wave),
        "jobs": standing.unfinished_jobs(wave),
        "rights_problem": reserve.problem(wave),
        "history": history.of(wave, wave.slug, search=wave.slug),
        "asking": _asking(wave),
        "module_is_on": method_module.is_on(wave),
        "may_choose_module": wave.state in method_module.BEFORE_LINKS,
        "box_until": box_end.due_at(wave),
    }


def _asking(wave: Wave) -> list[WaveInstrument]:
    """What is asked of whom, without the questionnaires themselves: they are long."""
    asking = wave.waveinstrument_set.select_related("version")
    found = asking.defer("version__body", "version__workbook")
    return sorted(found, key=lambda one: Person.Kind.values.index(one.kind))


def _forms(wave: Wave, sending: standing.Messages) -> dict[str, Any]:
    return {
        "confirm": ConfirmForm(wave=wave),
        "undo": UndoForm(wave=wave),
        "ask": AskForm(),
        "draw": DrawForm(),
        "remind": RemindForm(queued=sending.rounds),
        "extend": ExtendForm(initial={"tutup": wave.closes_at}),
        "undo_until": undoing.until(wave),
    }


@requires(Permission.WAVE_VIEW)
@require_safe
def list_groups(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    formed = AnonymityGroup.objects.filter(wave=wave).order_by("kind", "name", "pk")
    page = Paginator(formed, A_PAGE).get_page(request.GET.get("halaman"))
    return render(request, "surveys/groups.html", {"wave": wave, "page": page})
