"""From what was ticked or typed on a page to the answer that it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache

from surveys.questionnaire import expressions, odk_values
from surveys.questionnaire.expressions import Expression
from surveys.questionnaire.instrument import NO_ANSWER, Item

LONGEST = 40  # letters of a number or a date
MOST_TICKS = 12  # more numbers than these do not stand on a page one by one
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


class Forged(ValueError):
    """No page of ours sends this."""


class NoAnswerOfThese(ValueError):
    """A person can have entered this, and it is not among the answers."""


class Entry(StrEnum):
    """How an item is answered on a page."""

    TICK = "tick"  # one of some
    TICKS = "ticks"  # several of some
    LIST = "list"  # one of many, to be unfolded
    NUMBER = "number"
    DAY = "day"
    NONE = "none"  # a note


# Where an empty field cannot be told from one that was left alone.
_EMPTY_SAYS_NOTHING = (Entry.TICKS, Entry.LIST, Entry.NUMBER, Entry.DAY)


def entry(item: Item) -> Entry:
    if item.asks == "select_multiple":
        return Entry.TICKS
    if item.asks in ("integer", "decimal"):
        return Entry.NUMBER
    if item.asks == "date":
        return Entry.LIST if item.appearance else Entry.DAY
    if item.asks == "range":
        return Entry.TICK if len(item.choices) <= MOST_TICKS else Entry.LIST
    return Entry.TICK if item.choices else Entry.NONE


def is_erasable(item: Item) -> bool:
    """Whether a tick of its own says that the kept answer goes.

    Of one choice among some, another is chosen instead; where none is required, none may stay.
    """
    by = entry(item)
    return by in _EMPTY_SAYS_NOTHING or (by is Entry.TICK and not item.required)


def read(item: Item, entered: Sequence[str], *, offers: Collection[int], today: date) -> int:
    """The ordinal; NO_ANSWER for an empty field. Raises Forged or NoAnswerOfThese."""
    by = entry(item)
    if by is Entry.NONE or (len(entered) != 1 and by is not Entry.TICKS):
        raise Forged(item.name)
    if by is Entry.TICKS:
        return _set(item, entered)
    text = entered[0]
    if by in (Entry.NUMBER, Entry.DAY):
        return _typed(item, text.strip(), today)
    if by is Entry.LIST and not text:
        return NO_ANSWER
    ordinal = _ordinal(item, text)
    if ordinal not in offers:
        raise Forged(item.name)
    return ordinal


def _set(item: Item, entered: Sequence[str]) -> int:
    listed = [option.code for option in item.options]
    if len(set(entered)) != len(entered) or not set(entered) <= set(listed):
        raise Forged(item.name)
    ordinal = _ordinal(item, " ".join(code for code in listed if code in entered))
    if ordinal == NO_ANSWER:
        raise NoAnswerOfThese(item.name)
    return ordinal


def _typed(item: Item, text: str, today: date) -> int:
    if not text:
        return NO_ANSWER
    code = _day(text) if item.asks == "date" else _number(text)
    ordinal = _ordinal(item, code)
    if ordinal == NO_ANSWER or not _may_be_given(item, code, today):
        raise NoAnswerOfThese(item.name)
    return ordinal


def _number(text: str) -> str:
    """Decimals with a comma or a point, leading and trailing zeros or none."""
    return odk_values.text(odk_values.number(text[:LONGEST].replace(",", ".").lstrip("+")))


def _day(text: str) -> str:
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        return ""
    return f"{year:04}-{month:02}-{day:02}"


def _may_be_given(item: Item, code: str, today: date) -> bool:
    """A constraint that reads the day is asked on the day; nobody can ask it again later."""
    if not item.constraint or "today" not in item.constraint:
        return True
    given = {expressions.itself(): code}
    return _parsed(item.constraint).holds(given, today=today.isoformat())


@lru_cache(maxsize=64)
def _parsed(constraint: str) -> Expression:
    return expressions.parse(constraint, may_read_itself=True)


def _ordinal(item: Item, code: str) -> int:
    for ordinal, choice in enumerate(item.choices):
        if choice.code == code:
            return ordinal
    return NO_ANSWER
