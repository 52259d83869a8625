"""KPK's survey beside ours: what is known of it, part by part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents.kinds import SLUGS, Kind
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys.kpk import forms, layouts, overlap, recording
from surveys.models.kpk import KpkRow, KpkSurvey
from surveys.models.waves import Wave

# What there is once a wave: its address, its title, its form.
PARTS: dict[str, tuple[str, type[forms.KpkForm]]] = {
    "surat": ("Surat KPK dan keikutsertaan", forms.LetterForm),
    "waktu": ("Waktu survei KPK", forms.PeriodForm),
    "laporan": ("Laporan dan angka KPK", forms.ReportForm),
}
# What there can be several of.
ROWS: dict[str, tuple[str, type[forms.RowForm]]] = {
    "tim": ("Tim PIC", forms.ContactForm),
    "serah-terima": ("Serah terima daftar kepada KPK", forms.HandOverForm),
    "dikembalikan": ("Baris yang dikembalikan KPK", forms.ReturnForm),
    "pengirim": ("Pengirim resmi KPK tahun ini", forms.SenderForm),
}


@requires(Permission.WAVE_VIEW)
@require_safe
def show(request: SignedInRequest, slug: str) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    survey = KpkSurvey.objects.filter(wave=wave).first()
    context = {
        "wave": wave,
        "kpk": survey,
        "warning": overlap.warning(wave, survey),
        "may_run": request.user.may(Permission.WAVE_RUN),
        "layouts": [(kind, SLUGS[kind], layouts.of(wave, kind)) for kind in Kind],
        "rows": {
            name.replace("-", "_"): _of(form, wave).select_related()
            for name, (_, form) in ROWS.items()
        },
    }
    return render(request, "surveys/kpk/show.html", context)


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def change_part(request: SignedInRequest, slug: str, part: str) -> HttpResponse:
    """The form of one part; a part with rows gets one more."""
    wave = get_object_or_404(Wave, slug=slug)
    if part in ROWS:
        return _add(request, wave, part)
    if part not in PARTS:
        raise Http404
    title, form_class = PARTS[part]
    survey = KpkSurvey.objects.filter(wave=wave).first() or KpkSurvey(wave=wave)
    form = form_class(request.POST or None, instance=survey)
    if request.method == "POST" and form.is_valid():
        changed = recording.save_survey(wave, form.cleaned_data, by=request.user)
        messages.success(request, "Tersimpan." if changed else "Tidak ada yang berubah.")
        return redirect("surveys:kpk", slug)
    return _ask(request, wave, form, title)


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def change_row(request: SignedInRequest, slug: str, part: str, pk: int) -> HttpResponse:
    """An answer to rows that KPK sent back, or a typing error."""
    wave = get_object_or_404(Wave, slug=slug)
    title, form_class = _rows_of(part)
    row = get_object_or_404(_of(form_class, wave), pk=pk)
    form = form_class(request.POST or None, request.FILES or None, instance=row)
    if request.method == "POST" and form.is_valid():
        recording.change(form.row(wave), by=request.user)
        messages.success(request, "Tersimpan.")
        return redirect("surveys:kpk", slug)
    return _ask(request, wave, form, title, row=row, part=part)


@requires(Permission.WAVE_RUN)
@require_POST
def remove_row(request: SignedInRequest, slug: str, part: str, pk: int) -> HttpResponse:
    wave = get_object_or_404(Wave, slug=slug)
    _, form_class = _rows_of(part)
    recording.remove(get_object_or_404(_of(form_class, wave), pk=pk), by=request.user)
    messages.success(request, "Baris dihapus. Jejak audit tetap mencatatnya.")
    return redirect("surveys:kpk", slug)


def _add(request: SignedInRequest, wave: Wave, part: str) -> HttpResponse:
    title, form_class = ROWS[part]
    form = form_class(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        recording.add(form.row(wave), by=request.user)
        messages.success(request, "Tersimpan.")
        return redirect("surveys:kpk", wave.slug)
    return _ask(request, wave, form, title)


def _ask(
    request: SignedInRequest, wave: Wave, form: forms.KpkForm, title: str, **further: Any
) -> HttpResponse:
    context = {"wave": wave, "form": form, "title": title, **further}
    return render(request, "surveys/kpk/form.html", context, status=422 if form.errors else 200)


def _rows_of(part: str) -> tuple[str, type[forms.RowForm]]:
    if part not in ROWS:
        raise Http404
    return ROWS[part]


def _of(form_class: type[forms.RowForm], wave: Wave) -> Any:
    model: type[KpkRow] = form_class._meta.model
    return model._default_manager.filter(wave=wave)
