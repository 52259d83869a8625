"""SK mutasi: the table, what it would change row by row, and one press for all of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from respondents import freezing, transfers
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui import formats
from surveys.transfer_forms import DecreeForm

APPLY = "pindahkan"


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: SignedInRequest) -> HttpResponse:
    """POST shows what the table would change; with `langkah=pindahkan` it is changed."""
    if request.method != "POST":
        return _page(request, DecreeForm())
    form = DecreeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    if request.POST.get("langkah") != APPLY:
        return _preview(request, form)
    try:
        outcome = transfers.apply(
            form.lines,
            decree=form.cleaned_data["nomor"],
            decree_on=form.cleaned_data["tanggal"],
            seen=request.POST.get("sidik", ""),
            without_faulty="lewati" in request.POST,
            by=request.user,
        )
    except transfers.NotPossible as refusal:
        return _preview(request, form, refusal=str(refusal))
    left_out = f" {outcome.left_out} baris dilewati." if outcome.left_out else ""
    moved = f"{formats.number(outcome.moved)} orang dipindahkan."
    messages.success(request, moved + left_out)
    return redirect("surveys:transfers")


def _preview(request: SignedInRequest, form: DecreeForm, *, refusal: str = "") -> HttpResponse:
    moves = transfers.plan(form.lines)
    good = sum(not move.fault for move in moves)
    context = {
        "moves": moves,
        "good": good,
        "faulty": len(moves) - good,
        "seal": transfers.seal_of(moves),
        "refusal": refusal,
    }
    return _page(request, form, status=422 if refusal else 200, **context)


def _page(
    request: SignedInRequest, form: DecreeForm, *, status: int = 200, **context: object
) -> HttpResponse:
    context |= {"form": form, "frozen": freezing.standing(), "apply": APPLY}
    return render(request, "surveys/transfers.html", context, status=status)
