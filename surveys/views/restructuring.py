"""Offices renamed, merged or split: the ledger of it, and a form for each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from respondents import successions
from respondents.models.offices import Office
from spi_portal.accounts.guards import requires
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui import formats
from surveys.city import restructuring
from surveys.city.restructuring_forms import (
    PLACES,
    LawForm,
    MergeForm,
    RenameForm,
    SplitForm,
)

RENAME, MERGE, SPLIT = "ganti-nama", "gabung", "pecah"
TITLES = {RENAME: "Ganti nama kantor", MERGE: "Gabung kantor", SPLIT: "Pecah kantor"}
CONFIRM = "catat"
OUTDATED = (
    "Daftar atau unit kantor ini berubah sesudah halaman ini dibuat. Periksa lagi pilihan di "
    "bawah, lalu kirim."
)


@requires(Permission.CITY_SETTINGS)
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    context = {
        "changes": successions.ledger_of_offices(),
        "ways": TITLES,
        "refusal": restructuring.refusal(),
    }
    return render(request, "surveys/city/restructurings.html", context)


@requires(Permission.CITY_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, way: str) -> HttpResponse:
    """POST shows what it would do; with `langkah=catat` it is done."""
    if way not in TITLES:
        raise Http404(way)
    is_sure = request.POST.get("langkah") == CONFIRM
    form = _form(way, request, is_sure=is_sure)
    refusal = restructuring.refusal() or _outdated(form)
    if form.is_valid() and is_sure and not refusal:
        try:
            told = _carry_out(way, form, by=request.user)
        except successions.NotPossible as fault:
            refusal = str(fault)
        else:
            messages.success(request, told)
            return redirect("surveys:restructurings")
    return _page(request, way, form, refusal)


def _form(way: str, request: SignedInRequest, *, is_sure: bool) -> LawForm:
    typed = request.POST if request.method == "POST" else None
    if way == SPLIT:
        former = _named(typed.get("kantor", "")) if typed and is_sure else None
        return SplitForm(typed, **_places_of(former))
    return RenameForm(typed) if way == RENAME else MergeForm(typed)


def _outdated(form: LawForm) -> str:
    return OUTDATED if isinstance(form, SplitForm) and form.is_outdated else ""


def _named(code: str) -> Office | None:
    return Office.objects.opds().filter(code=code).first()


def _places_of(former: Office | None) -> dict[str, Any]:
    if former is None:
        return {}
    return {"units": successions.units_of(former), "desks": successions.desks_of(former)}


def _carry_out(way: str, form: Any, *, by: User) -> str:
    """Raises NotPossible."""
    found, former = form.cleaned_data, form.cleaned_data["kantor"]
    if way == RENAME:
        office = successions.rename(
            former, code=found["kode"], name=found["nama"], short_name=found["nama_pendek"],
            law=form.law, by=by,
        )  # fmt: skip
        return f"{former.name} sekarang bernama {office.name}."
    if way == MERGE:
        people = successions.merge(former, found["penerus"], law=form.law, by=by)
        told = f"{former.short_name} digabung ke {found['penerus'].short_name}"
        return f"{told}; {formats.number(people)} orang ikut pindah."
    people = successions.split(
        former, desks=form.of_desks, units=form.of_units, law=form.law, by=by
    )
    return f"{former.short_name} dipecah; {formats.number(people)} orang pindah."


def _page(request: SignedInRequest, way: str, form: LawForm, refusal: str) -> HttpResponse:
    """The form; behind a form that is filled in, what it would do."""
    context: dict[str, Any] = {
        "way": way,
        "title": TITLES[way],
        "form": form,
        "refusal": refusal,
        "confirm": CONFIRM,
    }
    former = form.cleaned_data.get("kantor") if form.is_bound and not _lacks(form) else None
    if former is not None:
        places = _places_of(former)
        context |= places | {
            "former": former,
            "people": sum(desk.people for desk in places["desks"]),
        }
        if isinstance(form, SplitForm):
            asked = form if form.places else SplitForm(**places)
            context |= {"places": asked.places, "form": SplitForm(form.data)}
    status = 422 if form.errors or (refusal and request.method == "POST") else 200
    return render(request, "surveys/city/restructuring.html", context, status=status)


def _lacks(form: LawForm) -> bool:
    """Whether something is wrong beside the places of a split, which stand in the preview."""
    form.full_clean()
    return any(not name.startswith(PLACES) for name in form.errors)
