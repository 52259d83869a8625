"""Pengaturan kota: what is set, and a form for each part of it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents import offices
from respondents.imports.unreadable import Unreadable
from respondents.models.offices import Office
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys.city import arms, changing, fixed
from surveys.city.forms import (
    ArmsForm,
    CityForm,
    MailForm,
    OfficesForm,
    PapersForm,
    RulesForm,
)
from surveys.models.cities import City, Official

FAULTS_SHOWN = 20
NOTHING_CHANGED = "Tidak ada yang berubah."
FORM_METHODS = ["GET", "HEAD", "POST"]


@requires(Permission.CITY_SETTINGS)
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    city = City.objects.select_related("arms").first()
    context = {
        "city": city,
        "arms": picture(city),
        "officials": Official.objects.all(),
        "organisers": _opds().filter(is_organiser=True),
        "without_users": _opds().filter(asks_external=False),
        "texts_fixed_by": fixed.texts(),
        "rules_fixed_by": fixed.rules(),
    }
    return render(request, "surveys/city/settings.html", context)


def picture(city: City | None) -> str:
    """The arms as an address that carries the picture itself; empty without arms."""
    if city is None or city.arms is None:
        return ""
    return f"data:image/png;base64,{base64.b64encode(bytes(city.arms.png)).decode()}"


@requires(Permission.CITY_SETTINGS)
@require_http_methods(FORM_METHODS)
def change_city(request: SignedInRequest) -> HttpResponse:
    city = get_object_or_404(City)
    form = CityForm(request.POST or None, initial=_initial(city, CityForm))
    title = "Kota dan penyelenggara"
    return _ask(request, form, title, lambda: changing.change(form.cleaned_data, by=request.user))


@requires(Permission.CITY_SETTINGS)
@require_http_methods(FORM_METHODS)
def change_mail(request: SignedInRequest) -> HttpResponse:
    city = get_object_or_404(City)
    form = MailForm(request.POST or None, initial=_initial(city, MailForm))
    title = "Tanda pada surel"
    return _ask(request, form, title, lambda: changing.change(form.cleaned_data, by=request.user))


@requires(Permission.CITY_SETTINGS)
@require_http_methods(FORM_METHODS)
def change_rules(request: SignedInRequest) -> HttpResponse:
    city = get_object_or_404(City)
    form = RulesForm(request.POST or None)
    form.initial = {name: getattr(city, name) for name in form.fields}
    title = "Aturan survei"
    return _ask(request, form, title, lambda: changing.change(form.cleaned_data, by=request.user))


@requires(Permission.CITY_SETTINGS)
@require_http_methods(FORM_METHODS)
def change_papers(request: SignedInRequest) -> HttpResponse:
    city = get_object_or_404(City)
    form = PapersForm(request.POST or None, initial={"letterhead": city.letterhead} | _posts())

    def save() -> list[str]:
        letterhead = {"letterhead": form.cleaned_data["letterhead"]}
        return [
            *changing.change(letterhead, by=request.user),
            *changing.change_officials(form.officials(), by=request.user),
        ]

    return _ask(request, form, "Kop surat dan pejabat", save)


@requires(Permission.CITY_SETTINGS)
@require_http_methods(FORM_METHODS)
def change_arms(request: SignedInRequest) -> HttpResponse:
    city = get_object_or_404(City.objects.select_related("arms"))
    form = ArmsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            arms.change(form.cleaned_data["lambang"].read(arms.MOST_BYTES + 1), by=request.user)
            messages.success(request, "Lambang tersimpan. Laporan berikutnya memakainya.")
            return redirect("surveys:settings")
        except arms.NotArms as refusal:
            form.add_error("lambang", str(refusal))
    context = {"form": form, "city": city, "arms": picture(city)}
    return render(request, "surveys/city/arms.html", context, status=422 if form.errors else 200)


@requires(Permission.CITY_SETTINGS)
@require_POST
def remove_arms(request: SignedInRequest) -> HttpResponse:
    get_object_or_404(City)
    arms.remove(by=request.user)
    messages.success(request, "Lambang dihapus. Laporan berikutnya memakai tanda portal.")
    return redirect("surveys:settings")


@requires(Permission.CITY_SETTINGS)
@require_http_methods(FORM_METHODS)
def change_offices(request: SignedInRequest) -> HttpResponse:
    """One row an OPD, two ticks a row."""
    opds = list(_opds().order_by("name"))
    refusal = ""
    if request.method == "POST":
        try:
            changed = [office for office in opds if _tick(office, request)]
        except fixed.Fixed as fault:
            refusal = str(fault)
        else:
            told = f"{len(changed)} perangkat daerah diubah." if changed else NOTHING_CHANGED
            messages.success(request, told)
            return redirect("surveys:settings")
    context = {"offices": opds, "refusal": refusal, "fixed_by": fixed.rules()}
    return render(request, "surveys/city/offices.html", context, status=422 if refusal else 200)


@requires(Permission.CITY_SETTINGS)
@require_http_methods(FORM_METHODS)
def upload_offices(request: SignedInRequest) -> HttpResponse:
    """Bring the tree of offices up to date from a table; a table with a fault changes nothing."""
    form = OfficesForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            tally = offices.bring_up_to_date(form.lines(), by=request.user)
        except offices.WrongTable as wrong:
            faults = wrong.faults
        except Unreadable as problem:
            faults = [problem.message]
        else:
            messages.success(
                request,
                f"{tally.added} kantor baru, {tally.changed} berubah, {tally.unchanged} tetap.",
            )
            return redirect("surveys:settings_offices")
    context = {
        "form": form,
        "faults": faults[:FAULTS_SHOWN],
        "further": len(faults) - FAULTS_SHOWN,
        "columns": offices.COLUMNS,
        "kinds": Office.Kind.choices,
        "is_first": not Office.objects.exists(),
    }
    status = 422 if form.errors or faults else 200
    return render(request, "surveys/city/offices_table.html", context, status=status)


def _tick(office: Office, request: SignedInRequest) -> bool:
    ticked = {
        "is_organiser": office.code in request.POST.getlist("penyelenggara"),
        "asks_external": office.code in request.POST.getlist("pengguna"),
    }
    return bool(changing.change_office(office, ticked, by=request.user))


def _ask(
    request: SignedInRequest, form: forms.Form, title: str, save: Callable[[], list[str]]
) -> HttpResponse:
    """The form of one part; once it is saved, the page of all."""
    if request.method == "POST" and form.is_valid():
        try:
            changed = save()
        except fixed.Fixed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Tersimpan." if changed else NOTHING_CHANGED)
            return redirect("surveys:settings")
    held = fixed.texts() if fixed.TEXTS & set(form.fields) else None
    if fixed.RULES & set(form.fields):
        held = fixed.rules()
    context = {"form": form, "title": title, "fixed_by": held}
    return render(request, "surveys/city/form.html", context, status=422 if form.errors else 200)


def _initial(city: City, form: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(city, name) for name in form.base_fields}


def _posts() -> dict[str, str]:
    return {
        f"{one.post}_{part}": getattr(one, part)
        for one in Official.objects.all()
        for part in ("name", "title")
    }


def _opds() -> Any:
    return Office.objects.opds_of_today()
