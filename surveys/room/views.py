"""The pages of the room. Nobody signs in: a card opens it once, and a cookie keeps the seat."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spi_portal.paper import qr
from surveys import room_cards
from surveys.models.cities import City
from surveys.models.custody import KeyHolder
from surveys.room import ceremonies, sittings
from surveys.room.forms import CardForm, SheetForm
from surveys.room.sheets import NEEDED, SHEETS, SheetIsUnreadable, SheetsDoNotFit
from surveys.room.sittings import Purpose, Sitting

SEAT = "__Host-kursi" if settings.PRODUCTION else "kursi"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        sitting = _sitting(request)
        at_the_table = sitting is not None and sitting.outcome is None
        return redirect("table") if at_the_table else _door(request, CardForm())
    form = CardForm(request.POST)
    if sittings.too_many_wrong_cards():
        form.add_error("kartu", "Terlalu banyak kode yang salah. Coba lagi sepuluh menit lagi.")
    if not form.is_valid():
        return _door(request, form)
    try:
        card = room_cards.redeem(form.cleaned_data["kartu"])
    except room_cards.CardIsNotGood:
        sittings.note_wrong_card()
        form.add_error(
            "kartu",
            "Kode ini tidak berlaku: salah ketik, sudah dipakai, atau lebih dari setengah jam. "
            "Minta yang baru di halaman gelombang.",
        )
        return _door(request, form)
    answer = redirect("table")
    answer.set_cookie(
        SEAT, sittings.begin(card.wave, Purpose(card.purpose)),
        httponly=True, samesite="Strict", secure=settings.PRODUCTION,
    )  # fmt: skip
    return answer


@never_cache
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    sitting = _sitting(request)
    return _table(request, sitting, SheetForm()) if sitting else redirect("door")


def _seated(
    page: Callable[[HttpRequest, Sitting], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What changes a sitting happens in it one after the other, also when a button is hit twice."""

    @wraps(page)
    def seated(request: HttpRequest) -> HttpResponse:
        sitting = _sitting(request)
        if sitting is None:
            return redirect("table")
        with sitting.one_at_a_time:
            return page(request, sitting)

    return seated


@never_cache
@require_POST
@_seated
def show_sheet(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The sheet whose turn it is, to be printed; shown until it was read back."""
    if sitting.purpose != Purpose.MAKE or sitting.outcome:
        return redirect("table")
    ceremonies.prepare(sitting)
    sheet = sitting.made[sitting.turn - 1]
    told = f"LEMBAR KUNCI {sitting.wave.slug} {sheet.number}/{SHEETS}: {sheet.text}"
    context = _context(sitting) | {
        "number": sheet.number,
        "holder": KeyHolder.objects.filter(wave=sitting.wave, number=sheet.number).first(),
        "columns": _columns(sheet.words),
        "picture": qr.drawing(told),
    }
    return render(request, "room/sheet.html", context)


@never_cache
@require_POST
@_seated
def read_sheet(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Words with a slip stay in their field; those of a whole sheet are on no later page."""
    if sitting.outcome or sitting.is_working:
        return redirect("table")
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _table(request, sitting, form)
    try:
        told = ceremonies.take_part(sitting, form.sheet)
    except (SheetIsUnreadable, SheetsDoNotFit) as refusal:
        return _table(request, sitting, SheetForm(), refusal=str(refusal))
    return _table(request, sitting, SheetForm(), told=told)


@never_cache
@require_POST
@_seated
def act(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Open the trial, or count: both with the two sheets that were read."""
    if len(sitting.read) < NEEDED or sitting.outcome or sitting.is_working:
        return redirect("table")
    if sitting.purpose == Purpose.COUNT:
        ceremonies.count(sitting)
        return redirect("table")
    try:
        ceremonies.rehearse(sitting)
    except SheetIsUnreadable as refusal:
        return _table(request, sitting, SheetForm(), refusal=str(refusal))
    return redirect("table")


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    sittings.leave(request.COOKIES.get(SEAT, ""))
    answer = redirect("door")
    answer.delete_cookie(SEAT, samesite="Strict")
    return answer


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def _sitting(request: HttpRequest) -> Sitting | None:
    return sittings.find(request.COOKIES.get(SEAT, ""))


def _door(request: HttpRequest, form: CardForm) -> HttpResponse:
    context = {"form": form, "city": City.objects.first()}
    return render(request, "room/door.html", context, status=422 if form.errors else 200)


def _table(
    request: HttpRequest, sitting: Sitting, form: SheetForm, *, told: str = "", refusal: str = ""
) -> HttpResponse:
    context = _context(sitting) | {"form": form, "told": told, "refusal": refusal}
    return render(
        request, "room/table.html", context, status=422 if form.errors or refusal else 200
    )


def _context(sitting: Sitting) -> dict[str, Any]:
    return {
        "city": City.objects.first(),
        "sitting": sitting,
        "wave": sitting.wave,
        "purpose": sitting.purpose.label,
        "is_making": sitting.purpose == Purpose.MAKE,
        "is_counting": sitting.purpose == Purpose.COUNT,
        "turn": sitting.turn if sitting.purpose == Purpose.MAKE and not sitting.outcome else 0,
        "complete": len(sitting.read) >= NEEDED,
        "holders": list(KeyHolder.objects.filter(wave=sitting.wave)),
    }


def _columns(words: tuple[str, ...]) -> list[list[tuple[int, str]]]:
    """Three columns of eleven numbered words, read downwards."""
    numbered = list(enumerate(words, start=1))
    return [numbered[start : start + 11] for start in range(0, len(numbered), 11)]
