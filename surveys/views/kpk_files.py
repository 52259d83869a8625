"""The files for KPK: which columns it asked for, and the hand-over itself, behind its gate."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from respondents.kinds import KIND_OF, SLUGS, Kind
from spi_portal.accounts.guards import requires, second_factor_first
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys.kpk import layouts
from surveys.kpk.file_forms import LayoutForm, TakeForm
from surveys.models.kpk import KpkLayout
from surveys.models.waves import Wave


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def set_columns(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    wave, kind_ = _about(slug, kind)
    layout = layouts.of(wave, kind_) or KpkLayout(wave=wave, kind=kind_)
    form = LayoutForm(request.POST or None, instance=layout)
    if request.method == "POST" and form.is_valid():
        layouts.save(form.save(commit=False), by=request.user)
        messages.success(request, "Tersimpan. Berkasnya bisa dibuat sekarang.")
        return redirect("surveys:kpk", slug)
    context = {"wave": wave, "kind": kind_, "form": form, "offered": layouts.offered(kind_)}
    status = 422 if form.errors else 200
    return render(request, "surveys/kpk/columns.html", context, status=status)


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: SignedInRequest, slug: str, kind: str) -> HttpResponseBase:
    wave, kind_ = _about(slug, kind)
    layout = layouts.of(wave, kind_)
    if layout is None:
        messages.info(request, "Catat dulu kolom yang diminta KPK.")
        return redirect("surveys:kpk_columns", slug, kind)
    return _ask(request, wave, layout)


@second_factor_first
@reauthentication_required  # type: ignore[untyped-decorator]
def _ask(request: SignedInRequest, wave: Wave, layout: KpkLayout) -> HttpResponseBase:
    form = TakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        taken = layouts.hand_over(layout, form.save(commit=False), by=request.user)
        answer = FileResponse(
            taken.file, as_attachment=True, filename=taken.name, content_type=taken.content_type
        )
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
    kind_ = Kind(layout.kind)
    context = {
        "wave": wave, "layout": layout, "form": form, "kind": kind_, "slug": SLUGS[kind_],
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "surveys/kpk/hand_over.html", context, status=status)


def _about(slug: str, kind: str) -> tuple[Wave, Kind]:
    if kind not in KIND_OF:
        raise Http404
    return get_object_or_404(Wave, slug=slug), KIND_OF[kind]
