"""All the answers that an item can have, as a list: numbers, dates and sets of choices.

An answer is one of at most 254, whatever is asked: a sheet keeps its constant length, every
condition is a table, and a value so exact that it points at somebody is not asked for.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from surveys.questionnaire import expressions, odk_values, relevance
from surveys.questionnaire.expressions import Expression, UnsupportedExpression
from surveys.questionnaire.instrument import MOST_ANSWERS, Asks, Choice, Item, Text

MOST_CANDIDATES = 5_000  # that a constraint is tried on
MOST_OPTIONS = 14  # of a select_multiple: 16,383 sets
FAR = 10.0**6

_MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November "
    "Desember".split(),
    "en": "January February March April May June July August September October November "
    "December".split(),
}
_UNBOUNDED = "constraint perlu batas bawah dan atas, misalnya . >= 0 and . <= 120"
_UNDATED = (
    "constraint perlu tanggal paling awal dan paling akhir, misalnya "
    ". >= '2026-01-01' and . <= '2026-06-30'"
)


class NoSuchAnswers(ValueError):
    """The answers cannot be listed. The message is for the methodologist."""


def of_numbers(asks: Asks, constraint: str, earlier: Sequence[Item]) -> tuple[Choice, ...]:
    """Of an integer or a decimal (in tenths), those that its constraint leaves.

    Raises NoSuchAnswers or UnsupportedExpression.
    """
    expression = _bounded(constraint, _UNBOUNDED)
    tenth = Decimal("0.1") if asks == "decimal" else Decimal(1)
    known = [*_numbers(expression, earlier)]
    if not known:
        raise NoSuchAnswers(_UNBOUNDED)
    low, high = math.floor(min(known)) - 1, math.ceil(max(known)) + 1
    steps = int((high - low) / tenth)
    if steps > MOST_CANDIDATES:
        raise NoSuchAnswers(f"rentang terlalu lebar; paling banyak {MOST_ANSWERS} jawaban")
    codes = [_plain(low + tenth * step) for step in range(steps + 1)]
    beyond = {codes[0], codes[-1], str(-int(FAR)), str(int(FAR))}
    left = _left(expression, (*codes, *beyond), earlier)
    if left & beyond:
        raise NoSuchAnswers(_UNBOUNDED)
    return _list([code for code in codes if code in left], number_words)


def of_range(parameters: str) -> tuple[Choice, ...]:
    """From the column parameters: start=1 end=10 step=1. Raises NoSuchAnswers."""
    given = {"start": Decimal(1), "end": Decimal(10), "step": Decimal(1)}
    for piece in parameters.replace(",", " ").split():
        name, _, number = piece.partition("=")
        if name not in given or math.isnan(odk_values.number(number)):
            raise NoSuchAnswers("parameters berisi start=…, end=…, dan step=… dengan angka")
        given[name] = Decimal(number)
    start, end, step = given.values()
    if step <= 0 or end <= start or (end - start) % step:
        raise NoSuchAnswers("start + beberapa kali step harus tepat sampai ke end")
    if (end - start) / step >= MOST_ANSWERS:
        raise NoSuchAnswers(f"paling banyak {MOST_ANSWERS} jawaban; perbesar step")
    steps = int((end - start) / step)
    return _list([_plain(start + step * n) for n in range(steps + 1)], number_words)


def of_dates(constraint: str, appearance: str, earlier: Sequence[Item]) -> tuple[Choice, ...]:
    """Days; months or years with the appearance month-year or year.

    Raises NoSuchAnswers or UnsupportedExpression.
    """
    expression = _bounded(constraint, _UNDATED)
    known = [text for text in _texts(expression, earlier) if not math.isnan(odk_values.days(text))]
    if not known:
        raise NoSuchAnswers(_UNDATED)
    first, last = date.fromisoformat(min(known)[:10]), date.fromisoformat(max(known)[:10])
    codes = [day.isoformat() for day in _days(first, last, appearance)]
    beyond = {"1900-01-01", "2999-12-31", codes[0], codes[-1]}
    left = _left(expression, (*codes, *beyond), earlier)
    if left & beyond:
        raise NoSuchAnswers(_UNDATED)
    words = {"month-year": month_words, "year": year_words}.get(appearance, day_words)
    return _list([code for code in codes if code in left], words)


def of_sets(
    options: Sequence[Choice], constraint: str, earlier: Sequence[Item]
) -> tuple[Choice, ...]:
    """The sets of a select_multiple, smaller ones first, that its constraint leaves.

    Raises NoSuchAnswers or UnsupportedExpression.
    """
    if len(options) > MOST_OPTIONS:
        raise NoSuchAnswers(f"select_multiple paling banyak {MOST_OPTIONS} pilihan")
    sets = [_together(chosen) for chosen in _subsets(options)]
    if constraint:
        expression = expressions.parse(constraint, may_read_itself=True)
        left = _left(expression, [choice.code for choice in sets], earlier)
        sets = [choice for choice in sets if choice.code in left]
    if len(sets) > MOST_ANSWERS:
        raise NoSuchAnswers(
            f"{len(sets)} gabungan pilihan, paling banyak {MOST_ANSWERS}: kurangi pilihannya, "
            "atau batasi dengan constraint, misalnya count-selected(.) <= 2"
        )
    if not sets:
        raise NoSuchAnswers("constraint tidak menyisakan satu pun jawaban")
    return tuple(sets)


def number_words(code: str) -> Text:
    return {"id": code.replace(".", ","), "en": code}


def day_words(code: str) -> Text:
    day = date.fromisoformat(code)
    return {
        language: f"{day.day} {months[day.month - 1]} {day.year}"
        for language, months in _MONTHS.items()
    }


def month_words(code: str) -> Text:
    day = date.fromisoformat(code)
    return {language: f"{months[day.month - 1]} {day.year}" for language, months in _MONTHS.items()}


def year_words(code: str) -> Text:
    return {"id": code[:4], "en": code[:4]}


def _bounded(constraint: str, fault: str) -> Expression:
    if not constraint:
        raise NoSuchAnswers(fault)
    return expressions.parse(constraint, may_read_itself=True)


def _numbers(expression: Expression, earlier: Sequence[Item]) -> Iterator[float]:
    """Where the edges of the answers can be: every number that stands in the constraint."""
    for number in expression.numbers:
        yield from (number, -number) if "-" in expression.text else (number,)
    for text in _texts(expression, earlier):
        if not math.isnan(number := odk_values.number(text)):
            yield number


def _texts(expression: Expression, earlier: Sequence[Item]) -> Iterator[str]:
    yield from expression.literals
    for place in relevance.places(expression, earlier):
        yield from (choice.code for choice in earlier[place].choices)


def _left(expression: Expression, codes: Iterable[str], earlier: Sequence[Item]) -> set[str]:
    """Those that the constraint leaves, whatever was answered before, on whatever day."""
    candidates = [Choice(code=code, label={}) for code in dict.fromkeys(codes)]
    found: set[str] = set()
    combinations = relevance.number_of_combinations(expression, earlier)
    size = relevance.MOST_OF_AN_ANSWER // combinations
    if not size:
        raise UnsupportedExpression("bergantung pada terlalu banyak butir")
    for some in _batches(candidates, size):
        allowed = relevance.constrain(expression.text, some, earlier)
        found |= {some[n].code for left in allowed.ordinals.values() for n in left}
    return found


def _batches(candidates: list[Choice], size: int) -> Iterator[list[Choice]]:
    for start in range(0, len(candidates), size):
        yield candidates[start : start + size]


def _days(first: date, last: date, appearance: str) -> Iterator[date]:
    """From one before the first to one after the last, so that open ends show."""
    if appearance == "year":
        for year in range(first.year - 1, last.year + 2):
            yield date(year, 1, 1)
        return
    if appearance == "month-year":
        for month in range(first.year * 12 + first.month - 2, last.year * 12 + last.month + 1):
            yield date(month // 12, month % 12 + 1, 1)
        return
    if (last - first).days > MOST_CANDIDATES:
        raise NoSuchAnswers(f"paling banyak {MOST_ANSWERS} hari; pakai appearance month-year")
    for number in range((last - first).days + 3):
        yield first + timedelta(days=number - 1)


def _subsets(options: Sequence[Choice]) -> Iterator[tuple[Choice, ...]]:
    for size in range(1, len(options) + 1):
        yield from itertools.combinations(options, size)


def _together(chosen: tuple[Choice, ...]) -> Choice:
    label = {
        language: ", ".join(choice.label.get(language, "") for choice in chosen)
        for language in chosen[0].label
    }
    return Choice(code=" ".join(choice.code for choice in chosen), label=label)


def _list(codes: Sequence[str], words: Callable[[str], Text]) -> tuple[Choice, ...]:
    if len(codes) > MOST_ANSWERS:
        raise NoSuchAnswers(f"{len(codes)} jawaban yang mungkin, paling banyak {MOST_ANSWERS}")
    if not codes:
        raise NoSuchAnswers("constraint tidak menyisakan satu pun jawaban")
    return tuple(Choice(code=code, label=words(code)) for code in codes)


def _plain(number: Decimal) -> str:
    return odk_values.text(number)
