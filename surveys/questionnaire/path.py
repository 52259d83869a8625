"""The way through a questionnaire: what is asked next, what counts, when it is complete.

An item is on the path while its condition holds, and only answers that are themselves on
the path feed conditions. An answer that ends the questionnaire takes every later item off
the path. The one function behind all of it is the walk, so that pages, the check before
sending and the count cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence

from surveys.questionnaire import instrument as instruments
from surveys.questionnaire import paging, rules
from surveys.questionnaire.instrument import NO_ANSWER, Instrument, Item
from surveys.questionnaire.paging import Page
from surveys.questionnaire.rules import Rule
from surveys.questionnaire.standing import Standing


class InvalidAnswers(ValueError):
    """Not an answer sheet of this instrument: a wrong length, or a choice that is not there."""


class Questionnaire:
    """An instrument with pages and conditions worked out; build once a process, share freely.

    Every method takes an answer sheet as `instrument.py` defines it and changes nothing. Who
    asks more than one thing about a sheet takes its `standing`, which is walked once.
    """

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.items: tuple[Item, ...] = instrument.items
        #: place of what may be told under "Ditekan?"; None where an instrument does not ask it
        self.beside: int | None = next(
            (place for place, item in enumerate(self.items) if item.role == "pressure"), None
        )
        self.rules = tuple(
            rules.of(item, self.items[:place]) for place, item in enumerate(self.items)
        )
        self.pages: tuple[Page, ...] = paging.cut(instrument, self.rules)
        self.section_of: tuple[int, ...] = tuple(  # by place
            number for number, section in enumerate(instrument.sections) for _ in section.items
        )
        self._steps: tuple[tuple[Rule | None, dict[int, int]], ...] = tuple(
            (rule if rule.decides else None, _ends(item))
            for item, rule in zip(self.items, self.rules, strict=True)
        )
        self.shape = bytes.fromhex(instruments.shape(instrument))  # equal while words change

    def blank(self) -> list[int]:
        return [NO_ANSWER] * len(self.items)

    def validate(self, answers: Sequence[int]) -> None:
        """Raises InvalidAnswers."""
        if len(answers) != len(self.items):
            raise InvalidAnswers(f"{len(answers)} answers to {len(self.items)} items")
        for item, answer in zip(self.items, answers, strict=True):
            # bool is an int to Python, and True would pass as the second choice
            if type(answer) is not int or not NO_ANSWER <= answer < len(item.choices):
                raise InvalidAnswers(f"{item.name} has no choice {answer!r}")

    def settled(self, answers: Sequence[int]) -> dict[int, int]:
        """The path: places in order, with the answer as it counts."""
        seen = self.blank()
        path: dict[int, int] = {}
        for place, (rule, ends) in enumerate(self._steps):
            answer = answers[place]
            if rule is not None:
                if not rule.asks(seen):
                    continue
                answer = rule.settle(seen, answer)
            path[place] = seen[place] = answer
            if answer in ends:
                break
        return path

    def standing(self, answers: Sequence[int]) -> Standing:
        return Standing(self, answers)

    def relevant_items(self, answers: Sequence[int]) -> frozenset[int]:
        return frozenset(self.settled(answers))

    def ended(self, answers: Sequence[int]) -> int | None:
        return self.standing(answers).ended

    def counted(self, answers: Sequence[int]) -> list[int]:
        return self.standing(answers).counted

    def complete(self, answers: Sequence[int]) -> bool:
        return self.standing(answers).complete

    def page(self, number: int) -> Page:
        """Raises LookupError for a number that no page has."""
        if not 1 <= number <= len(self.pages):
            raise LookupError(f"no page {number}")
        return self.pages[number - 1]

    def page_items(self, page: Page, answers: Sequence[int]) -> tuple[int, ...]:
        return self.standing(answers).page_items(page)

    def missing(self, page: Page, answers: Sequence[int]) -> tuple[int, ...]:
        return self.standing(answers).missing(page)

    def next_page(self, answers: Sequence[int], after: int) -> Page | None:
        return self.standing(answers).next_page(after)

    def first_open_page(self, answers: Sequence[int]) -> Page | None:
        return self.standing(answers).first_open_page()

    def offers(self, page: Page, place: int) -> Sequence[int]:
        """Ordinals of the answers that the page offers for an item."""
        return range(len(self.items[place].choices)) if page.offers is None else sorted(page.offers)

    def acceptable(self, page: Page, place: int, answers: Sequence[int]) -> tuple[int, ...]:
        """Ordinals that would count as the answer of an item of the page, after `answers`."""
        seen, rule = self.standing(answers).seen(place), self.rules[place]
        return tuple(n for n in self.offers(page, place) if rule.settle(seen, n) == n)

    def end_at(self, place: int, answer: int) -> int | None:
        """Why the questionnaire ends with this answer; None if it goes on."""
        return self._steps[place][1].get(answer)


def _ends(item: Item) -> dict[int, int]:
    """Reasons by the ordinals that end the questionnaire."""
    return {n: choice.ends for n, choice in enumerate(item.choices) if choice.ends is not None}
