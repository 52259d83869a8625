"""What decides about one item: whether it is asked, what may be answered, what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.questionnaire import relevance
from surveys.questionnaire.instrument import NO_ANSWER, Item
from surveys.questionnaire.relevance import Allowed, Calculation, Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """All of it as tables; None where an item has no such expression."""

    condition: Condition | None
    offers: Allowed | None  # by the choice filter
    allows: Allowed | None  # by the constraint
    calculation: Calculation | None
    codes: dict[str, int]  # of a calculation: ordinals by result

    @property
    def decides(self) -> bool:
        """Whether it says anything at all: most items are asked of all, and take any answer."""
        tables = (self.condition, self.offers, self.allows, self.calculation)
        return any(table is not None for table in tables)

    def asks(self, seen: Sequence[int]) -> bool:
        """Whether it is on the path after the answers `seen`."""
        if self.condition is not None and not self.condition.holds(seen):
            return False
        return self.offers is None or bool(self.offers.of(seen))

    def settle(self, seen: Sequence[int], answer: int) -> int:
        """The answer as it counts: one that is not allowed counts as none."""
        if self.calculation is not None:
            return self.codes.get(self.calculation.of(seen), NO_ANSWER)
        if self.offers is not None and answer not in self.offers.of(seen):
            return NO_ANSWER
        if self.allows is not None and answer not in self.allows.of(seen):
            return NO_ANSWER
        return answer


def of(item: Item, earlier: Sequence[Item]) -> Rule:
    """Raises UnsupportedExpression."""
    return Rule(
        condition=relevance.tabulate(item.relevant, earlier) if item.relevant else None,
        offers=(
            relevance.filter_choices(item.choice_filter, item.choices, earlier)
            if item.choice_filter
            else None
        ),
        allows=(
            relevance.constrain(item.constraint, item.choices, earlier) if item.constraint else None
        ),
        calculation=relevance.calculate(item.calculation, earlier) if item.calculation else None,
        codes=_codes(item) if item.calculation else {},
    )


def _codes(item: Item) -> dict[str, int]:
    return {choice.code: ordinal for ordinal, choice in enumerate(item.choices)}
