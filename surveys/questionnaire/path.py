"""The way through a questionnaire: what is asked next, what counts, when it is complete.

An item is on the path while its condition holds, and only answers that are themselves on
the path feed conditions. An answer that ends the questionnaire takes every later item off
the path. The one function behind all of it is the walk, so that pages, the check before
sending and the count cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from surveys.questionnaire import paging, relevance
from surveys.questionnaire.instrument import NO_ANSWER, Instrument, Item
from surveys.questionnaire.paging import Page


class InvalidAnswers(ValueError):
    """Not an answer sheet of this instrument: a wrong length, or a choice that is not there."""


class Questionnaire:
    """An instrument with pages and conditions worked out; build once a process, share freely.

    Every method takes an answer sheet as `instrument.py` defines it and changes nothing.
    """

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.items: tuple[Item, ...] = instrument.items
        self.pages: tuple[Page, ...] = paging.pages(instrument)
        #: place of what may be told under "Ditekan?"; None where an instrument does not ask it
        self.beside: int | None = next(
            (place for place, item in enumerate(self.items) if item.role == "pressure"), None
        )
        self._conditions = tuple(
            relevance.tabulate(item.relevant, self.items[:place]) if item.relevant else None
            for place, item in enumerate(self.items)
        )

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

    def relevant_items(self, answers: Sequence[int]) -> frozenset[int]:
        return frozenset(self._walk(answers))

    def ended(self, answers: Sequence[int]) -> int | None:
        """91 declined, 92 not eligible, None while the questionnaire goes on."""
        last = max(self._walk(answers), default=None)
        return None if last is None else self._end(last, answers[last])

    def counted(self, answers: Sequence[int]) -> list[int]:
        """The sheet as it counts: answers off the path are dropped."""
        on_path = self.relevant_items(answers)
        return [answer if place in on_path else NO_ANSWER for place, answer in enumerate(answers)]

    def complete(self, answers: Sequence[int]) -> bool:
        """Every required item on the path has its answer, and nothing ended it early."""
        on_path = self.relevant_items(answers)
        missing = any(self._is_missing(place, answers) for place in on_path)
        return not missing and self.ended(answers) is None

    def page(self, number: int) -> Page:
        """Raises LookupError for a number that no page has."""
        if not 1 <= number <= len(self.pages):
            raise LookupError(f"no page {number}")
        return self.pages[number - 1]

    def page_items(self, page: Page, answers: Sequence[int]) -> tuple[int, ...]:
        """The items of the page that are on the path, in order."""
        on_path = self.relevant_items(answers)
        return tuple(place for place in page.items if place in on_path)

    def missing(self, page: Page, answers: Sequence[int]) -> tuple[int, ...]:
        """Required items of the page that are on the path and have no answer."""
        return tuple(
            place for place in self.page_items(page, answers) if self._is_missing(place, answers)
        )

    def next_page(self, answers: Sequence[int], after: int) -> Page | None:
        """The first later page with something to ask; `after` is a page number, 0 the start."""
        on_path = self.relevant_items(answers)
        later = (page for page in self.pages if page.number > after)
        return next((page for page in later if on_path.intersection(page.items)), None)

    def previous_page(self, answers: Sequence[int], before: int) -> Page | None:
        """The nearest earlier page with something to ask."""
        on_path = self.relevant_items(answers)
        earlier = (page for page in reversed(self.pages) if page.number < before)
        return next((page for page in earlier if on_path.intersection(page.items)), None)

    def first_open_page(self, answers: Sequence[int]) -> Page | None:
        """Where to resume: the first page that lacks a required answer or was not reached.

        A page of optional items counts as not reached while neither it nor any later page
        has an answer.
        """
        on_path = self.relevant_items(answers)
        answered = {place for place in on_path if answers[place] != NO_ANSWER}
        reached = max(
            (page.number for page in self.pages if answered.intersection(page.items)), default=0
        )
        for page in self.pages:
            asked = on_path.intersection(page.items)
            if any(self._is_missing(place, answers) for place in asked):
                return page
            if asked and page.number > reached:
                return page
        return None

    def _walk(self, answers: Sequence[int]) -> Iterator[int]:
        seen = self.blank()
        for place, condition in enumerate(self._conditions):
            if condition is not None and not condition.holds(seen):
                continue
            yield place
            seen[place] = answers[place]
            if self._end(place, answers[place]) is not None:
                return

    def _end(self, place: int, answer: int) -> int | None:
        return None if answer == NO_ANSWER else self.items[place].choices[answer].ends

    def _is_missing(self, place: int, answers: Sequence[int]) -> bool:
        return self.items[place].required and answers[place] == NO_ANSWER
