"""The reserve of a wave, by group, and calling some of it up. Numbers alone: no page names them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui import formats
from surveys.models.groups import AnonymityGroup
from surveys.models.rights import ReserveCall
from surveys.models.waves import Wave
from surveys.reserve_forms import ReserveForm
from surveys.steps import order, reserve

A_PAGE = 50


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    """GET shows every group; POST calls some up."""
    wave = get_object_or_404(Wave, slug=slug)
    groups = AnonymityGroup.objects.filter(wave=wave).order_by("kind", "name", "pk")
    standing = reserve.of(wave, groups)
    form = ReserveForm(request.POST or None, standing=standing)
    if request.method == "POST" and form.is_valid() and _call(request, wave, form):
        return redirect("surveys:reserve", slug)
    context = {
        "wave": wave,
        "form": form,
        "is_open": wave.state == Wave.State.OPEN,
        "is_possible": len(form.fields["kelompok"].choices) > 1,  # type: ignore[attr-defined]
        "page": Paginator(standing, A_PAGE).get_page(request.GET.get("halaman")),
        "calls": ReserveCall.objects.filter(wave=wave).select_related("group", "ordered_by"),
        "problem": reserve.problem(wave),
    }
    return render(request, "surveys/reserve.html", context, status=422 if form.errors else 200)


def _call(request: SignedInRequest, wave: Wave, form: ReserveForm) -> bool:
    given = form.cleaned_data
    group = AnonymityGroup.objects.get(wave=wave, pk=given["kelompok"])
    why = ReserveCall.Why(given["sebab"])
    try:
        called = reserve.call(
            wave=wave, group=group, wanted=given["jumlah"], why=why,
            reason=given["alasan"], by=request.user,
        )  # fmt: skip
    except (reserve.CannotBeCalled, order.StepOutOfOrder) as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(
        request,
        f"{formats.number(called.wanted)} cadangan dipanggil malam ini "
        "dan diundang besok pagi, menurut urutan undian.",
    )
    return True


@requires(Permission.WAVE_RUN)
@require_POST
def withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    called = get_object_or_404(ReserveCall.objects.select_related("wave", "group"),
                               pk=pk, wave__slug=slug)  # fmt: skip
    try:
        reserve.withdraw(called, by=request.user)
    except reserve.CannotBeCalled as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Panggilan dibatalkan.")
    return redirect("surveys:reserve", slug)
