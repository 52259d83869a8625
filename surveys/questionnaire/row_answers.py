"""What can be answered to one row of the survey sheet."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from surveys.questionnaire import (
    answer_lists,
    choice_lists,
    expressions,
    odk_values,
    outline,
    relevance,
)
from surveys.questionnaire.answer_lists import NoSuchAnswers
from surveys.questionnaire.expressions import UnsupportedExpression
from surveys.questionnaire.faults import Faults
from surveys.questionnaire.instrument import MOST_ANSWERS, Asks, Choice, Item
from surveys.questionnaire.workbook import Row

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an item row is checked against."""

    lists: Mapping[str, tuple[Choice, ...]]
    sections: frozenset[str]
    condition: str | None  # of the group
    earlier: Sequence[Item]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    choices: tuple[Choice, ...] = ()
    options: tuple[Choice, ...] = ()
    constraint: str | None = None
    choice_filter: str | None = None


def read(row: Row, asks: Asks, around: Surroundings, faults: Faults) -> Answers:
    """Empty where the row does not tell; `faults` says why."""
    if asks == "note":
        return Answers()
    try:
        return _READERS[asks](row, around, faults)
    except _RowFault as fault:
        faults.add(row, fault.heading, fault.message)
        return Answers()


class _RowFault(Exception):
    def __init__(self, heading: str, message: str) -> None:
        super().__init__(message)
        self.heading, self.message = heading, message


def _select_one(row: Row, around: Surroundings, faults: Faults) -> Answers:
    choices = _listed(row, around)
    constraint, choice_filter = row.text("constraint"), row.text("choice_filter")
    if choice_filter:
        _try("choice_filter", lambda: _leaves_some(_filter(choice_filter, choices, around)))
    if constraint:
        _try(
            "constraint",
            lambda: _leaves_some(relevance.constrain(constraint, choices, around.earlier)),
        )
    return Answers(
        choices=choices, constraint=constraint or None, choice_filter=choice_filter or None
    )


def _filter(
    choice_filter: str, choices: tuple[Choice, ...], around: Surroundings
) -> relevance.Allowed:
    return relevance.filter_choices(choice_filter, choices, around.earlier)


def _leaves_some(allowed: relevance.Allowed) -> None:
    if not any(allowed.ordinals.values()):
        raise UnsupportedExpression("tidak menyisakan satu pun jawaban")


def _select_multiple(row: Row, around: Surroundings, faults: Faults) -> Answers:
    options, constraint = _listed(row, around), row.text("constraint")
    sets = _try("constraint", lambda: answer_lists.of_sets(options, constraint, around.earlier))
    return Answers(choices=sets, options=options, constraint=_still_needed(constraint))


def _number(row: Row, around: Surroundings, faults: Faults) -> Answers:
    asks, constraint = outline.asks(row) or "integer", row.text("constraint")
    numbers = _try("constraint", lambda: answer_lists.of_numbers(asks, constraint, around.earlier))
    return Answers(choices=numbers, constraint=_still_needed(constraint))


def _range(row: Row, around: Surroundings, faults: Faults) -> Answers:
    numbers = _try("parameters", lambda: answer_lists.of_range(row.text("parameters")))
    return Answers(choices=numbers)


def _date(row: Row, around: Surroundings, faults: Faults) -> Answers:
    constraint, appearance = row.text("constraint"), row.text("appearance")
    dates = _try(
        "constraint", lambda: answer_lists.of_dates(constraint, appearance, around.earlier)
    )
    return Answers(choices=dates, constraint=_still_needed(constraint))


def _calculate(row: Row, around: Surroundings, faults: Faults) -> Answers:
    calculation = row.text("calculation")
    if not calculation:
        raise _RowFault("calculation", "calculate tanpa isi pada kolom calculation")
    table = _try("calculation", lambda: relevance.calculate(calculation, around.earlier))
    results = sorted({result for result in table.results.values() if result}, key=_in_order)
    if len(results) > MOST_ANSWERS:
        raise _RowFault(
            "calculation", f"{len(results)} hasil yang mungkin, paling banyak {MOST_ANSWERS}"
        )
    return Answers(
        choices=tuple(
            Choice(code=result, label=answer_lists.number_words(result)) for result in results
        )
    )


_READERS: dict[Asks, Callable[[Row, Surroundings, Faults], Answers]] = {
    "select_one": _select_one,
    "select_multiple": _select_multiple,
    "integer": _number,
    "decimal": _number,
    "range": _range,
    "date": _date,
    "calculate": _calculate,
}


def _listed(row: Row, around: Surroundings) -> tuple[Choice, ...]:
    name = outline.list_name(row)
    if name not in around.lists:
        raise _RowFault("type", f"daftar pilihan {name} tidak ada pada lembar choices")
    listed = around.lists[name]
    if not outline.has_other(row):
        return listed
    if choice_lists.OTHER.code in {choice.code for choice in listed}:
        raise _RowFault("type", f"daftar {name} sudah punya pilihan other, maka tanpa or_other")
    return (*listed, choice_lists.OTHER)


def _still_needed(constraint: str) -> str | None:
    """A constraint on the answer alone has done its work once the answers are listed."""
    if not constraint:
        return None
    expression = expressions.parse(constraint, may_read_itself=True)
    if expression.names and expression.reads_today:
        raise _RowFault(
            "constraint", "today() dan ${…} tidak dapat dipakai bersama; pecah syaratnya"
        )
    return constraint if expression.names or expression.reads_today else None


def _try(heading: str, work: Callable[[], T]) -> T:
    try:
        return work()
    except (NoSuchAnswers, UnsupportedExpression) as error:
        raise _RowFault(heading, str(error)) from error


def _in_order(result: str) -> tuple[bool, float, str]:
    """Numbers first and by size, texts by letter."""
    number = odk_values.number(result)
    is_text = math.isnan(number)
    return is_text, 0.0 if is_text else number, result
