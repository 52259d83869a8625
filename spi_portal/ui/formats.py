"""Figures and dates as Indonesians write them; the only place where that is decided.

Every function takes `None` and answers an en dash, so that a template needs no "is there any".
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar, cast

from django.utils import timezone
from django.utils.formats import number_format

NOTHING = "–"

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

Number = int | float | Decimal
Moment = TypeVar("Moment", bound=dt.date)


def number(value: Number | None, places: int = 0) -> str:
    """`1234.56` with two places is "1.234,56"."""
    if value is None:
        return NOTHING
    english = f"{rounded(value, places):,.{places}f}"
    return english.translate(str.maketrans(",.", ".,")).replace("-", "−")


def grouped(value: int | str) -> str:
    """A whole number as the language of the page writes it: 9.635, or in English 9,635."""
    return number_format(int(value), force_grouping=True)


def signed(value: Number | None, places: int = 1) -> str:
    """A change with its sign: "+1,9", "−0,4"; no sign when it rounds to nothing."""
    if value is None:
        return NOTHING
    sign = "+" if rounded(value, places) > 0 else ""
    return sign + number(value, places)


def percent(share: Number | None, places: int = 0) -> str:
    """A share between 0 and 1 as "62%"."""
    return NOTHING if share is None else f"{number(Decimal(str(share)) * 100, places)}%"


def rupiah(amount: Number | None) -> str:
    """Whole rupiah: "Rp1.250.000"."""
    return NOTHING if amount is None else f"Rp{number(amount)}"


def day(value: dt.date | dt.datetime | None) -> str:
    """ "25 November 2026"; an instant is first put into the portal's time zone."""
    if value is None:
        return NOTHING
    on = _here(value)
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def weekday(value: dt.date | dt.datetime | None) -> str:
    """ "Rabu, 25 November 2026" """
    return NOTHING if value is None else f"{WEEKDAYS[_here(value).weekday()]}, {day(value)}"


def clock(value: dt.time | dt.datetime | None) -> str:
    """ "16.00" """
    if value is None:
        return NOTHING
    at = _here(value) if isinstance(value, dt.datetime) else value
    return f"{at.hour:02}.{at.minute:02}"


def moment(value: dt.datetime | None) -> str:
    """ "25 November 2026 pukul 16.00" """
    return NOTHING if value is None else f"{day(value)} pukul {clock(value)}"


def rounded(value: Number, places: int = 0) -> Decimal:
    """The figure as it will be shown, halves away from zero; a category is decided on this."""
    shown = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(shown) if shown == 0 else shown


def _here(value: Moment) -> Moment:
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return cast("Moment", timezone.localtime(value))
    return value
