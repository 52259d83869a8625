"""One file of the personnel office for all OPDs: hand it in, look at who would get what, go on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents import city_files, freezing, lists, roster, tallies
from respondents.city_files import Unknown
from respondents.forms import UploadForm
from respondents.imports import columns
from respondents.kinds import Kind
from respondents.models.city_files import CityFile
from respondents.models.offices import Office
from respondents.views.matching import MatchingForm
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest

STEPS = ("Unggah", "Cocokkan kolom", "Lihat isinya", "Jalankan", "Selesai")
PLACE = {  # in these steps, counted from 1
    CityFile.State.WAITING: 1,
    CityFile.State.MATCHING: 2,
    CityFile.State.PLACED: 3,
    CityFile.State.ACCEPTED: 4,
    CityFile.State.DONE: 6,
}
SHOWN = 10  # earlier files
ASKED = 50  # units at a time
GONE_ON = "Berkas ini sudah dilanjutkan atau dibatalkan di tempat lain."


class CityFileForm(UploadForm):
    tujuan = forms.ChoiceField(
        label="Untuk apa berkas ini",
        choices=CityFile.Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih untuk apa berkas ini."},
    )
    field_order = ("tujuan", "file")


class CityMatchingForm(MatchingForm):
    """One column has to say who is at which OPD."""

    def clean(self) -> None:
        super().clean()
        if not set(self.cleaned_data.values()) & set(columns.PLACES):
            raise forms.ValidationError(
                "Belum ada kolom untuk Unit kerja atau Kode OPD. Pilih kolom yang menyebut OPD; "
                "namanya juga boleh."
            )


class UnitsForm(forms.Form):
    """An OPD for each unit that nobody could place; a blank one stays out."""

    def __init__(self, *args: object, unknown: Sequence[Unknown], **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]  # Django's own parameters
        self.unknown = unknown[:ASKED]
        opds = Office.objects.opds_of_today().order_by("short_name")
        choices = [("", "Tidak tahu, lewati"), *((opd.code, opd.short_name) for opd in opds)]
        for one in self.unknown:
            self.fields[_field_of(one)] = forms.ChoiceField(
                label=one.name or "(kosong)",
                choices=choices,
                initial=one.proposal.code if one.proposal else "",
                required=False,
            )

    @property
    def lines(self) -> Iterable[tuple[Unknown, forms.BoundField]]:
        return zip(self.unknown, self, strict=True)

    @property
    def answers(self) -> dict[str, Office]:
        """The OPD by the name of the unit, of those that were answered."""
        by_code = {opd.code: opd for opd in Office.objects.opds()}
        chosen = {one.name: self.cleaned_data[_field_of(one)] for one in self.unknown}
        return {name: by_code[code] for name, code in chosen.items() if name and code}


def _field_of(one: Unknown) -> str:
    """Named by the unit and not by its place: the list may be another when the page comes back."""
    return "unit-" + hashlib.sha256(one.name.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One OPD in the preview, or in what came of it."""

    opd: Office
    rows: int
    people: int  # on its list today
    keeps_its_own: bool
    upload: int | None = None  # what it was given


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def show_all(request: SignedInRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = CityFileForm(request.POST, request.FILES) if is_sent else CityFileForm()
    if form.is_valid():
        file = city_files.receive(
            file_name=form.cleaned_data["file"].name,
            content=form.content,
            purpose=form.cleaned_data["tujuan"],
            by=request.user,
        )
        return redirect("respondents:city_file", file.pk)
    context = {
        "form": form,
        "files": CityFile.objects.select_related("uploaded_by").defer("content")[:SHOWN],
        "frozen": freezing.standing(),
        "roster": roster.kept(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "respondents/city_files.html", context, status=status)


@requires(Permission.WAVE_RUN)
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    file = _file(pk)
    if file.state == CityFile.State.MATCHING:
        return redirect("respondents:city_file_match", pk)
    return _page(request, file)


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: SignedInRequest, pk: int) -> HttpResponse:
    file = _file(pk)
    if file.state != CityFile.State.MATCHING:
        return redirect("respondents:city_file", pk)
    typed = request.POST if request.method == "POST" else None
    template = city_files.template_of(file)
    form = CityMatchingForm(typed, matches=city_files.question_of(file), kind=template)
    if form.is_valid():
        try:
            city_files.explain_columns(file, form.answers, by=request.user)
        except lists.NotReady:
            messages.error(request, GONE_ON)
        return redirect("respondents:city_file", pk)
    context = {"file": file, "form": form, "steps": STEPS, "place": 2}
    status = 422 if form.errors else 200
    return render(request, "respondents/city_file_match.html", context, status=status)


@requires(Permission.WAVE_RUN)
@require_POST
def explain_units(request: SignedInRequest, pk: int) -> HttpResponse:
    file = _file(pk)
    form = UnitsForm(request.POST, unknown=city_files.unknown_of(file))
    if not form.is_valid():
        return _page(request, file, units=form)
    if not (answers := form.answers):
        messages.error(request, "Belum ada unit yang dipilih OPD-nya.")
        return redirect("respondents:city_file", pk)
    try:
        city_files.explain_units(file, answers, by=request.user)
    except lists.NotReady:
        messages.error(request, GONE_ON)
    return redirect("respondents:city_file", pk)


@requires(Permission.WAVE_RUN)
@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        city_files.accept(_file(pk), by=request.user)
    except lists.NotReady:
        messages.error(request, GONE_ON)
    return redirect("respondents:city_file", pk)


@requires(Permission.WAVE_RUN)
@require_POST
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        city_files.drop(_file(pk), by=request.user)
    except lists.NotReady:
        messages.error(request, GONE_ON)
        return redirect("respondents:city_file", pk)
    messages.success(request, "Berkas dibatalkan dan dihapus. Tidak ada daftar yang berubah.")
    return redirect("respondents:city_files")


def _file(pk: int) -> CityFile:
    files = CityFile.objects.select_related("uploaded_by").defer("content")
    return get_object_or_404(files, pk=pk)


def _page(
    request: SignedInRequest, file: CityFile, *, units: UnitsForm | None = None
) -> HttpResponse:
    lines = _lines(file)
    unknown = city_files.unknown_of(file) if file.state == CityFile.State.PLACED else []
    context = {
        "file": file,
        "steps": STEPS,
        "place": PLACE.get(CityFile.State(file.state), 0),
        "refresh": file.state in CityFile.FOR_WORKERS,
        "shares": file.purpose == CityFile.Purpose.SHARE,
        "lines": lines,
        "placed": sum(file.by_office.values()),
        "unplaced": sum(file.unknown.values()),
        "own_work": sum(line.keeps_its_own for line in lines),
        "given": sum(line.upload is not None for line in lines),
        "settled": file.shares.count(),
        "units": units or (UnitsForm(unknown=unknown) if unknown else None),
        "more_units": max(len(unknown) - ASKED, 0),
        "frozen": freezing.standing(),
    }
    status = 422 if units is not None else 200
    return render(request, "respondents/city_file.html", context, status=status)


def _lines(file: CityFile) -> list[Line]:
    opds = list(Office.objects.opds().filter(code__in=file.by_office).order_by("short_name"))
    people = tallies.people_of({opd.pk for opd in opds})
    given = dict(file.shares.values_list("office", "upload"))
    is_ahead = file.state == CityFile.State.PLACED and file.purpose == CityFile.Purpose.SHARE
    own = city_files.own_work(opds) if is_ahead else set()
    return [
        Line(
            opd=opd,
            rows=file.by_office[opd.code],
            people=people[opd.pk][Kind.INTERNAL],
            keeps_its_own=opd.pk in own or given.get(opd.pk, 0) is None,
            upload=given.get(opd.pk),
        )
        for opd in opds
    ]
