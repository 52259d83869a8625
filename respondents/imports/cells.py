"""What stands in a cell, as text or as a day, however Excel stored it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from spi_portal.ui.formats import MONTHS

Cell = str | float | bool | date | datetime | time | timedelta | None

EXACT = 10**15  # above this, Excel has already replaced digits by zeros
EXCEL_BEGINS = date(1899, 12, 30)
SERIALS = range(10_000, 80_000)  # days since then: 1927 to 2119
NUMERIC_DAY = re.compile(r"^(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[ T].*)?$")
WORDED_DAY = re.compile(r"^(?:\w+,\s*)?(\d{1,2})[-\s]+([a-z]{3,9})[-\s,]+(\d{2}|\d{4})$")
NUMBERS = re.compile(r"\+?\d[\d .\-()]*\d")
ADDRESS = re.compile(r"\S*@\S*")
MONTH_OF = {name[:3].casefold(): number for number, name in enumerate(MONTHS, start=1)} | {
    "may": 5, "aug": 8, "agt": 8, "ags": 8, "oct": 10, "dec": 12, "nop": 11, "peb": 2,
}  # fmt: skip


def text_of(cell: Cell) -> str:
    """The cell as text: full-width digits made plain, marks of direction and NUL gone."""
    if isinstance(cell, str):  # nearly always
        if cell.isascii() and cell.isprintable():
            return cell.strip()
        return _plain_word(cell) if len(cell) <= LONGEST_WORD else _plain(cell)
    match cell:
        case None:
            return ""
        case bool():
            return "Ya" if cell else "Tidak"
        case float() | int():
            return _number(cell)
        case datetime():
            return f"{cell:%d-%m-%Y}"
        case date():
            return f"{cell:%d-%m-%Y}"
    return str(cell)


def _plain(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text)
    kept = "".join(c for c in normal if c == "\n" or unicodedata.category(c) not in HIDDEN)
    lines = (" ".join(line.split()) for line in kept.splitlines())
    return "\n".join(line for line in lines if line)


LONGEST_WORD = 40  # a column of ages or units holds the same few again and again
_plain_word = lru_cache(maxsize=1024)(_plain)
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def _number(number: float) -> str:
    """Whole numbers without a decimal point; those beyond Excel's 15 digits as it shows them."""
    if number != number or abs(number) >= EXACT:
        return f"{number:.5E}".replace(".", ",")
    return str(int(number)) if number == int(number) else str(number)


def day_of(cell: Cell) -> date | None:
    """The day in the cell; None for an empty one. Raises ValueError for anything else.

    Text is read day first, as Indonesians write it; a year may come first.
    """
    match cell:
        case datetime():
            return cell.date()
        case date():
            return cell
        case bool():
            raise ValueError("not a day")
        case float() | int():
            return _from_serial(cell)
    text = text_of(cell).casefold()
    if text in ("", "-"):
        return None
    if text.isdigit() and len(text) == 8:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if text.isdigit():
        return _from_serial(int(text))
    return _from_text(text)


def _from_serial(number: float) -> date:
    if not SERIALS.start <= number < SERIALS.stop:  # also infinity and NaN
        raise ValueError("not a day")
    return EXCEL_BEGINS + timedelta(days=int(number))


def _from_text(text: str) -> date:
    if worded := WORDED_DAY.match(text):
        month = MONTH_OF.get(worded[2][:3], 0)
        return date(_year(worded[3]), month, int(worded[1]))
    numeric = NUMERIC_DAY.match(text)
    if numeric is None:
        raise ValueError("not a day")
    first, month_text, last = numeric.groups()
    if len(first) == 4:
        return date(int(first), int(month_text), int(last))
    return date(_year(last), int(month_text), int(first))


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    if len(text) != 2:
        raise ValueError("not a year")
    return 2000 + year if year < 50 else 1900 + year


def quoted(text: str) -> str:
    """The text between quotation marks, short, without what may be a number or an address."""
    line = NUMBERS.sub(_hidden_if_long, ADDRESS.sub("…", " ".join(text.split())))
    return f"“{line[:40].rstrip()}…”" if len(line) > 40 else f"“{line}”"


def _hidden_if_long(number: re.Match[str]) -> str:
    """A date has 8 digits, a telephone number more."""
    return "…" if sum(c.isdigit() for c in number[0]) > 8 else number[0]
