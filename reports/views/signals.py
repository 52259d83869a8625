"""Signs of conditioned answering: how strong, how often wrong, and what two people decide."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from reports import signal_decisions, signals
from reports.models.signals import SignalDecision
from reports.signal_forms import ProposalForm
from reports.signals import Sign
from respondents.models.offices import Office
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import approvals
from surveys.models.waves import Wave


@requires(Permission.EVIDENCE_VIEW)
@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, get_object_or_404(Wave, slug=slug))


def _page(
    request: SignedInRequest, wave: Wave, refused: ProposalForm | None = None
) -> HttpResponse:
    told = signal_decisions.told(wave)
    context = {
        "wave": wave,
        "is_computed": signal_decisions.run_of(wave) is not None,
        "rows": [(one, _form(one, refused)) for one in told],
        "strong": signals.STRONG,
        "is_refused": refused is not None,
        "may_run": request.user.may(Permission.WAVE_RUN),
        "may_review": request.user.may(Permission.RESULTS_REVIEW),
    }
    status = 422 if refused else 200
    return render(request, "reports/signals/list.html", context, status=status)


def _form(one: signal_decisions.Shown, refused: ProposalForm | None) -> ProposalForm:
    """Of this sign; what was refused keeps what was typed."""
    about = {"kantor": one.office.code, "tanda": one.sign.value}
    if refused and {key: refused.data.get(key) for key in about} == about:
        return refused
    return ProposalForm(initial=about, auto_id=f"id_{one.office.pk}_{one.sign.value}_%s")


@requires(Permission.WAVE_RUN)
@require_POST
def propose(request: SignedInRequest, slug: str) -> HttpResponse:
    wave, form = get_object_or_404(Wave, slug=slug), ProposalForm(request.POST)
    if not form.is_valid():
        return _page(request, wave, form)
    given = form.cleaned_data
    office = Office.objects.filter(code=given["kantor"]).first()
    try:
        if office is None:
            raise signal_decisions.Refused("OPD ini tidak ada.")
        signal_decisions.propose(
            wave,
            office=office,
            sign=Sign(given["tanda"]),
            outcome=given["keputusan"],
            reason=given["alasan"],
            by=request.user,
        )
    except signal_decisions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Usul terkirim. Orang kedua yang memutuskan.")
    return redirect("reports:signals", slug)


@requires(Permission.WAVE_RUN)
@require_POST
def decide(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Write down what the second person agreed to, or take the proposal back."""
    rows = SignalDecision.objects.select_related("wave", "office")
    decision = get_object_or_404(rows, wave__slug=slug, pk=pk)
    try:
        if request.POST.get("langkah") == "tarik":
            signal_decisions.drop(decision, by=request.user)
            said = "Usul ditarik."
        else:
            signal_decisions.decide(decision, by=request.user)
            said = "Keputusan tercatat."
    except approvals.NotApproved:
        messages.error(request, "Belum tercatat: orang kedua belum menyetujui.")
    except signal_decisions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("reports:signals", slug)
