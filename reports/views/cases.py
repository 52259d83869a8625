"""Cases and complaints of a wave, each with its document and how far it is agreed to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports import cases, method
from reports.case_forms import CaseForm
from reports.forms import ShortReasonForm
from reports.models.cases import RecordedCase
from reports.models.weights import WeightSet
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import approvals
from spi_portal.ui.downloads import attachment
from surveys.models.waves import Wave
from surveys.steps.order import StepOutOfOrder

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@requires(Permission.EVIDENCE_VIEW)
@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, get_object_or_404(Wave, slug=slug))


def _page(
    request: SignedInRequest, wave: Wave, refused: tuple[int, ShortReasonForm] | None = None
) -> HttpResponse:
    """`refused`: which case the reason was for that could not be taken as it was written."""
    found = RecordedCase.objects.filter(wave=wave).select_related("wave", "office", "recorded_by")
    listed = list(found.defer("sealed"))
    permits = cases.permits(listed)
    context = {
        "wave": wave,
        "rows": [(case, permits.get(case.pk), _reason(case, refused)) for case in listed],
        "is_refused": refused is not None,
        "counting": found.counting().count(),
        "weights": _weights(wave),
        "is_open": wave.state != Wave.State.PUBLISHED,
        "may_run": request.user.may(Permission.WAVE_RUN),
        "may_review": request.user.may(Permission.RESULTS_REVIEW),
    }
    status = 422 if refused else 200
    return render(request, "reports/cases/list.html", context, status=status)


def _reason(case: RecordedCase, refused: tuple[int, ShortReasonForm] | None) -> ShortReasonForm:
    if refused and refused[0] == case.pk:
        return refused[1]
    return ShortReasonForm(auto_id=f"id_{case.pk}_%s")


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    form = CaseForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            cases.record(
                wave,
                office=given["kantor"],
                stage=given["tahap"],
                document=form.document,
                by=request.user,
            )
        except (cases.Refused, StepOutOfOrder) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Tercatat, belum dihitung: orang kedua memutuskan dulu.")
            return redirect("reports:cases", slug)
    context = {"wave": wave, "form": form, "is_open": wave.state != Wave.State.PUBLISHED}
    status = 422 if form.errors else 200
    return render(request, "reports/cases/record.html", context, status=status)


@requires(Permission.EVIDENCE_VIEW)
@require_POST
def document(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """A POST, since it is written down who took it."""
    case = _case(slug, pk)
    try:
        content, content_type = cases.take_document(case, by=request.user)
    except cases.Refused as refusal:
        messages.info(request, str(refusal))
        return redirect("reports:cases", slug)
    name = f"{slug}-catatan-{case.pk}.{ENDINGS[content_type]}"
    return attachment(content, name=name, content_type=content_type)


@requires(Permission.WAVE_RUN)
@require_POST
def count(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Count it with the grant, ask again, or delete it before it counts."""
    case, step = _case(slug, pk), request.POST.get("langkah")
    try:
        if step == "hapus":
            cases.remove(case, by=request.user)
            said = "Catatan dihapus."
        elif step == "minta":
            cases.ask_again(case, by=request.user)
            said = "Permintaan terkirim. Orang kedua yang memutuskan."
        else:
            cases.count(case, by=request.user)
            said = "Catatan ini dihitung dalam faktor koreksi."
    except approvals.NotApproved:
        messages.error(request, "Belum dihitung: orang kedua belum menyetujui.")
    except (cases.Refused, StepOutOfOrder) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("reports:cases", slug)


@requires(Permission.WAVE_RUN)
@require_POST
def take_out(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for it with a reason, or do it with the grant."""
    case = _case(slug, pk)
    asked = cases.permit(case)
    form = ShortReasonForm(request.POST, auto_id=f"id_{pk}_%s")
    try:
        if case.counted_at and asked and asked.is_usable:
            cases.take_out(case, by=request.user)
            messages.success(request, "Catatan ini tidak dihitung lagi.")
        elif not form.is_valid():
            return _page(request, case.wave, (pk, form))
        else:
            cases.ask_out(case, why=form.cleaned_data["alasan"], by=request.user)
            messages.success(request, "Permintaan terkirim. Orang kedua yang memutuskan.")
    except (cases.Refused, StepOutOfOrder) as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:cases", slug)


def _case(slug: str, pk: int) -> RecordedCase:
    rows = RecordedCase.objects.select_related("wave", "office")
    return get_object_or_404(rows, wave__slug=slug, pk=pk)


def _weights(wave: Wave) -> WeightSet | None:
    try:
        return method.for_wave(wave)
    except method.NoWeightSet:
        return None
