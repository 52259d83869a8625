"""How ODK turns one kind of value into another; every value is a text, a number or a truth.

XPath 1.0 (3.4, 4.4) with what ODK adds: a text that is a date is, where a number is asked, the
number of days since 1970-01-01, so that dates can be compared. '' is no number (NaN), never 0.
Source: https://getodk.github.io/xforms-spec/#xpath-functions
"""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from decimal import Decimal

Value = str | float | bool

_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(T.*)?", re.ASCII)
_EPOCH = date(1970, 1, 1)


def number(value: object) -> float:
    """NaN for whatever is no number and no date."""
    if isinstance(value, bool | int | float | Decimal):
        return float(value)
    text_of = str(value).strip()
    if _NUMBER.fullmatch(text_of):
        return float(text_of)
    return days(text_of)


def text(value: object) -> str:
    """Numbers without an exponent and without needless zeros, as XPath 1.0 writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return _number_as_text(float(value))
    return str(value)


def truth(value: object) -> bool:
    if isinstance(value, str):
        return value != ""
    of = float(value)  # type: ignore[arg-type]  # a number or a truth: nothing else is left
    return of != 0 and not math.isnan(of)


def days(text: str) -> float:
    """Days since 1970-01-01 of an ISO date, NaN for any other text."""
    found = _DATE.fullmatch(text)
    if not found:
        return math.nan
    try:
        return float((date(*map(int, found.groups()[:3])) - _EPOCH).days)
    except ValueError:
        return math.nan


def day(number_of_days: float) -> date:
    """Raises OverflowError or ValueError beyond the calendar."""
    return _EPOCH + timedelta(days=math.floor(number_of_days))


def _number_as_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value):
        return str(int(value))
    return format(Decimal(repr(value)), "f")
