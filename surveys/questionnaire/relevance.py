"""Expressions worked out beforehand, for every combination of answers they depend on.

No XPath runs while somebody answers, and nothing about answers is cached between requests.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys.questionnaire import expressions
from surveys.questionnaire.expressions import Expression, UnsupportedExpression
from surveys.questionnaire.instrument import NO_ANSWER, Choice, Item

MOST_COMBINATIONS = 4_096
MOST_OF_AN_ANSWER = 16_384  # combinations times the answers of the item that they bear on

Combination = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`truths` are the combinations of ordinals of the items `depends` that make it true."""

    depends: tuple[int, ...]
    truths: frozenset[Combination]

    def holds(self, answers: Sequence[int]) -> bool:
        return tuple(answers[index] for index in self.depends) in self.truths


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Which ordinals of an item its constraint or its choice filter leaves, by combination."""

    depends: tuple[int, ...]
    ordinals: Mapping[Combination, frozenset[int]]

    def of(self, answers: Sequence[int]) -> frozenset[int]:
        return self.ordinals[tuple(answers[index] for index in self.depends)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """The text that a calculation comes to, by combination."""

    depends: tuple[int, ...]
    results: Mapping[Combination, str]

    def of(self, answers: Sequence[int]) -> str:
        return self.results[tuple(answers[index] for index in self.depends)]


def tabulate(text: str, items: Sequence[Item]) -> Condition:
    """Raises UnsupportedExpression, also for a name that `items` does not have."""
    expression = _timeless(expressions.parse(text))
    depends = places(expression, items)
    truths = frozenset(
        combination
        for combination, values in _combinations([items[i] for i in depends])
        if expression.holds(values)
    )
    return Condition(depends=depends, truths=truths)


def calculate(text: str, items: Sequence[Item]) -> Calculation:
    """Raises UnsupportedExpression."""
    expression = _timeless(expressions.parse(text))
    depends = places(expression, items)
    results = {
        combination: expression.result(values)
        for combination, values in _combinations([items[i] for i in depends])
    }
    return Calculation(depends=depends, results=results)


def filter_choices(text: str, choices: Sequence[Choice], items: Sequence[Item]) -> Allowed:
    """The choices that a choice filter leaves. Raises UnsupportedExpression."""
    columns = frozenset({"name", *(column for choice in choices for column in choice.columns)})
    expression = _timeless(expressions.parse(text, columns=columns))

    def fits(choice: Choice, values: Mapping[str, str]) -> bool:
        cells = {expressions.column(name): value for name, value in choice.columns.items()}
        own = {expressions.column("name"): choice.code}
        return expression.holds({**values, **cells, **own})

    return _allow(expression, choices, items, fits)


def constrain(text: str, choices: Sequence[Choice], items: Sequence[Item]) -> Allowed:
    """The answers that a constraint leaves, on any day. Raises UnsupportedExpression."""
    expression = expressions.parse(text, may_read_itself=True)

    def fits(choice: Choice, values: Mapping[str, str]) -> bool:
        given = {**values, expressions.itself(): choice.code}
        days = days_around(choice.code) if expression.reads_today else ("",)
        return any(expression.holds(given, today=day or expressions.SAME_DAY) for day in days)

    return _allow(expression, choices, items, fits)


def days_around(code: str) -> tuple[str, ...]:
    """Days on which a date can be given: long before, on the very day, long after."""
    return ("1900-01-01", code, "2999-12-31")


def places(expression: Expression, items: Sequence[Item]) -> tuple[int, ...]:
    """Where the items that it names stand. Raises UnsupportedExpression."""
    known = {item.name: index for index, item in enumerate(items)}
    unknown = [name for name in expression.names if name not in known]
    if unknown:
        raise UnsupportedExpression(f"butir {', '.join(unknown)} tidak ada sebelum butir ini")
    depends = tuple(known[name] for name in expression.names)
    for place in depends:
        if items[place].asks == "note":
            raise UnsupportedExpression(f"{items[place].name} adalah keterangan, tanpa jawaban")
    return depends


def number_of_combinations(expression: Expression, items: Sequence[Item]) -> int:
    """Of the answers that it depends on, at least 1. Raises UnsupportedExpression."""
    return _number_of_combinations([items[place] for place in places(expression, items)])


def _timeless(expression: Expression) -> Expression:
    if expression.reads_today:
        raise UnsupportedExpression(
            "today() hanya pada constraint: hari pengisian tidak dicatat, "
            "maka jalur tidak dapat dihitung ulang"
        )
    return expression


def _allow(
    expression: Expression,
    choices: Sequence[Choice],
    items: Sequence[Item],
    fits: Callable[[Choice, Mapping[str, str]], bool],
) -> Allowed:
    depends = places(expression, items)
    named = [items[i] for i in depends]
    if _number_of_combinations(named) * len(choices) > MOST_OF_AN_ANSWER:
        raise UnsupportedExpression("bergantung pada terlalu banyak butir")
    ordinals = {
        combination: frozenset(
            ordinal for ordinal, choice in enumerate(choices) if fits(choice, values)
        )
        for combination, values in _combinations(named)
    }
    return Allowed(depends=depends, ordinals=ordinals)


def _number_of_combinations(named: list[Item]) -> int:
    return math.prod(len(item.choices) + 1 for item in named)


def _combinations(named: list[Item]) -> Iterator[tuple[Combination, dict[str, str]]]:
    """Every combination of answers, with the values that expressions read."""
    if _number_of_combinations(named) > MOST_COMBINATIONS:
        raise UnsupportedExpression("bergantung pada terlalu banyak butir")
    for combination in itertools.product(*(range(NO_ANSWER, len(item.choices)) for item in named)):
        yield combination, dict(map(_chosen, named, combination))


def _chosen(item: Item, ordinal: int) -> tuple[str, str]:
    return item.name, "" if ordinal == NO_ANSWER else item.choices[ordinal].code
