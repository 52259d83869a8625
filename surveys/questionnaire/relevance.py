"""Conditions worked out beforehand, for every combination of answers they depend on.

No XPath runs while somebody answers, and nothing about answers is cached between requests.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.questionnaire import expressions
from surveys.questionnaire.expressions import Expression, UnsupportedExpression
from surveys.questionnaire.instrument import NO_ANSWER, Item

MOST_COMBINATIONS = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`truths` are the combinations of ordinals of the items `depends` that make it true."""

    depends: tuple[int, ...]
    truths: frozenset[tuple[int, ...]]

    def holds(self, answers: Sequence[int]) -> bool:
        return tuple(answers[index] for index in self.depends) in self.truths


def tabulate(text: str, items: Sequence[Item]) -> Condition:
    """Raises UnsupportedExpression, also for a name that `items` does not have."""
    expression = expressions.parse(text)
    places = {item.name: index for index, item in enumerate(items)}
    unknown = [name for name in expression.names if name not in places]
    if unknown:
        raise UnsupportedExpression(f"butir {', '.join(unknown)} tidak ada sebelum butir ini")
    depends = tuple(places[name] for name in expression.names)
    return Condition(depends=depends, truths=_truths(expression, [items[i] for i in depends]))


def _truths(expression: Expression, named: list[Item]) -> frozenset[tuple[int, ...]]:
    if math.prod(len(item.choices) + 1 for item in named) > MOST_COMBINATIONS:
        raise UnsupportedExpression("bergantung pada terlalu banyak butir")
    ordinals = [range(NO_ANSWER, len(item.choices)) for item in named]
    return frozenset(
        combination
        for combination in itertools.product(*ordinals)
        if expression.holds(dict(map(_chosen, named, combination)))
    )


def _chosen(item: Item, ordinal: int) -> tuple[str, str]:
    return item.name, "" if ordinal == NO_ANSWER else item.choices[ordinal].code
