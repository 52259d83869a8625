"""Looking at figures before they are published: which offices get one, and what is hidden."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from reports import (
    charts,
    computing,
    formula,
    method,
    publication,
    readings,
    releasing,
    signal_decisions,
)
from reports.forms import ReasonForm
from reports.models.publications import Publication
from reports.models.runs import IndexRun
from reports.models.weights import WeightSet
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from surveys.models.waves import Wave
from surveys.steps.order import StepOutOfOrder

STEP = "publish"


@requires(Permission.RESULTS_REVIEW)
@require_safe
def review(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    run = IndexRun.objects.filter(wave=wave).select_related("weight_set").first()
    is_counted = wave.state == Wave.State.COUNTED
    context: dict[str, Any] = {
        "wave": wave,
        "wave_title": wave.title,
        "run": run,
        "is_counted": is_counted,
        "is_published": wave.state == Wave.State.PUBLISHED,
        "is_waiting": is_counted and computing.is_waiting(wave),
        "obstacle": _obstacle(wave) if is_counted else "",
        "permit": _permit(wave),
        "form": ReasonForm(),
        "weights": _weights(wave),
        "may_run": request.user.may(Permission.WAVE_RUN),
    }
    return render(request, "reports/review.html", context | (_found(run) if run else {}))


@requires(Permission.WAVE_RUN)
@require_POST
def recompute(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    try:
        computing.ask(wave=wave, by=request.user)
    except StepOutOfOrder as refusal:
        messages.error(request, str(refusal))
    else:
        messages.info(request, "Indeks sedang dihitung ulang.")
    return redirect("reports:review", slug)


@requires(Permission.WAVE_RUN)
@require_POST
def store_weights(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put the default weights in force, where a wave's year has none."""
    wave, form = get_object_or_404(Wave, slug=slug), ReasonForm(request.POST)
    if _weights(wave):
        messages.error(request, "Bobot untuk tahun ini sudah ada.")
    elif not form.is_valid():
        messages.error(request, str(form.errors["alasan"][0]))
    else:
        dimensions = {
            asked.kind: list(asked.version.read().dimensions)
            for asked in wave.waveinstrument_set.select_related("version")
        }
        policy = method.Policy(
            name=f"Bobot bawaan {wave.year}",
            year=wave.year,
            author=str(request.user),
            reason=form.cleaned_data["alasan"],
        )
        method.store_default(policy, dimensions=dimensions, by=request.user)
        messages.success(request, f"Bobot bawaan berlaku untuk tahun {wave.year}.")
    return redirect("reports:review", slug)


@requires(Permission.WAVE_RUN)
@require_POST
def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask a second person for the publication."""
    wave, form = get_object_or_404(Wave, slug=slug), ReasonForm(request.POST)
    if wave.state != Wave.State.COUNTED or not IndexRun.objects.filter(wave=wave).exists():
        messages.error(request, "Belum ada indeks yang dapat diterbitkan.")
    elif wave.is_pilot:
        messages.error(request, "Uji coba tidak diterbitkan.")
    elif not form.is_valid():
        messages.error(request, str(form.errors["alasan"][0]))
    else:
        approvals.ask(STEP, wave.slug, reason=form.cleaned_data["alasan"], by=request.user)
        messages.success(
            request, "Permintaan dikirim. Orang kedua memutuskannya di halaman Persetujuan."
        )
    return redirect("reports:review", slug)


@requires(Permission.WAVE_RUN)
@require_POST
def publish(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    try:
        publication.publish(wave=wave, by=request.user)
    except approvals.NotApproved:
        messages.error(request, "Belum disetujui orang kedua.")
    except (StepOutOfOrder, publication.NotComputed, publication.IsPilot) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Hasil terbit. Angkanya tidak berubah lagi.")
    return redirect("reports:review", slug)


def _permit(wave: Wave) -> Approval | None:
    asked = Approval.objects.filter(verb=STEP, subject=wave.slug)
    return asked.select_related("asked_by", "decided_by").order_by("-pk").first()


def _weights(wave: Wave) -> WeightSet | None:
    try:
        return method.for_wave(wave)
    except method.NoWeightSet:
        return None


def _obstacle(wave: Wave) -> str:
    """Why worker `reports` cannot compute this wave; empty when it can."""
    try:
        method.read(method.for_wave(wave))
    except method.NoWeightSet:
        return f"Belum ada bobot yang berlaku untuk tahun {wave.year}."
    except formula.UnsoundWeights as fault:
        return f"Bobot yang berlaku tidak dapat dipakai: {fault}"
    return ""


def _found(run: IndexRun) -> dict[str, Any]:
    """What would be published, and what would not; nothing here is before suppression."""
    published = Publication.objects.filter(run=run).first()
    figures = published.figures if published else publication.frozen(run)
    reading = readings.read(figures)
    rows, hidden = charts.rows(reading, None), publication.hidden_cells(figures)
    told = [one for one in signal_decisions.told(run.wave) if one.stands_out]
    return {
        "reading": reading,
        "rows": rows,
        "hidden": hidden,
        "guarded": sum(cell.why == releasing.GUARDS for cell in hidden),
        "states": Counter(str(row.office.state) for row in rows),
        "signals": told,
        "undecided": sum(one.decided is None for one in told),
        "has_pressure": "pressure" in run.figures,  # not in runs from before it was counted
        "pressed_kinds": _pressed_kinds(run),
        "pressed_offices": _pressed_offices(run),
    }


def _pressed_kinds(run: IndexRun) -> list[dict[str, Any]]:
    """What was told under "Ditekan?" in the city, by kind; suppressed before it was stored."""
    minimum = run.figures["minimum"]
    return [
        of_kind
        | {
            "caption": f"{readings.KINDS[of_kind['kind']]} se-kota, "
            + (f"sekitar {of_kind['answers']}" if of_kind["answers"] else f"kurang dari {minimum}")
            + " lembar jawaban",
            "is_few": not any(one["told"] or one["guards"] for one in of_kind["choices"]),
        }
        for of_kind in run.figures.get("pressure", ())
    ]


def _pressed_offices(run: IndexRun) -> list[dict[str, Any]]:
    """The same of offices, with their names."""
    names, told = _names(run), []
    for of_kind in run.figures.get("pressure", ()):
        labels = {choice["code"]: choice["label"] for choice in of_kind["choices"]}
        told += [
            cell
            | {
                "name": names[cell["office"]],
                "title": readings.KINDS[of_kind["kind"]],
                "label": labels[cell["choice"]],
            }
            for cell in of_kind["offices"]
        ]
    return sorted(told, key=lambda cell: cell["name"])


def _names(run: IndexRun) -> dict[str, str]:
    return {office["code"]: office["name"] for office in run.figures["offices"]}
