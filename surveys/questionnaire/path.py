"""The way through a questionnaire: what is asked next, what counts, when it is complete.

An item is on the path while its condition holds, and only answers that are themselves on
the path feed conditions. An answer that ends the questionnaire takes every later item off
the path. The one function behind all of it is the walk, so that pages, the check before
sending and the count cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from surveys.questionnaire import instrument as instruments
from surveys.questionnaire import paging, rules
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
        #: place of what may be told under "Ditekan?"; None where an instrument does not ask it
        self.beside: int | None = next(
            (place for place, item in enumerate(self.items) if item.role == "pressure"), None
        )
        self.rules = tuple(
            rules.of(item, self.items[:place]) for place, item in enumerate(self.items)
        )
        self.pages: tuple[Page, ...] = paging.cut(instrument, self.rules)
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
        for place, rule in enumerate(self.rules):
            if not rule.asks(seen):
                continue
            path[place] = seen[place] = rule.settle(seen, answers[place])
            if self._end(place, seen[place]) is not None:
                break
        return path

    def relevant_items(self, answers: Sequence[int]) -> frozenset[int]:
        return frozenset(self.settled(answers))

    def ended(self, answers: Sequence[int]) -> int | None:
        """91 declined, 92 not eligible, None while the questionnaire goes on."""
        path = self.settled(answers)
        last = max(path, default=None)
        return None if last is None else self._end(last, path[last])

    def counted(self, answers: Sequence[int]) -> list[int]:
        """The sheet as it counts: answers off the path are dropped, results worked out."""
        path = self.settled(answers)
        return [path.get(place, NO_ANSWER) for place in range(len(answers))]

    def complete(self, answers: Sequence[int]) -> bool:
        """Every required item on the path has its answer, and nothing ended it early."""
        return self.whole_path(answers) is not None

    def whole_path(self, answers: Sequence[int]) -> dict[int, int] | None:
        """The path of a complete sheet, walked once: what the count asks of each of 100,000."""
        path = self.settled(answers)
        last = next(reversed(path), None)
        if last is not None and self._end(last, path[last]) is not None:
            return None
        missing = any(self._is_missing(place, path, answers) for place in path)
        return None if missing else path

    def page(self, number: int) -> Page:
        """Raises LookupError for a number that no page has."""
        if not 1 <= number <= len(self.pages):
            raise LookupError(f"no page {number}")
        return self.pages[number - 1]

    def page_items(self, page: Page, answers: Sequence[int]) -> tuple[int, ...]:
        """The items of the page that are on the path, in order."""
        return self._asked(page, self.settled(answers))

    def missing(self, page: Page, answers: Sequence[int]) -> tuple[int, ...]:
        """Items of the page on the path that need an answer, or another one than they have."""
        path = self.settled(answers)
        return tuple(
            place for place in self._asked(page, path) if self._is_missing(place, path, answers)
        )

    def next_page(self, answers: Sequence[int], after: int) -> Page | None:
        """The first later page with something to ask; `after` is a page number, 0 the start."""
        path = self.settled(answers)
        later = (page for page in self.pages if page.number > after)
        return next((page for page in later if self._asked(page, path)), None)

    def next_open_page(self, answers: Sequence[int], after: int) -> Page | None:
        """The first later page that still wants something; filled ones are not asked again.

        A page with nothing on it yet wants something, even if nothing of it is required.
        """
        path = self.settled(answers)
        for page in self.pages[after:]:
            asked = self._asked(page, path)
            has_any = any(answers[place] != NO_ANSWER for place in asked)
            is_missing = any(self._is_missing(place, path, answers) for place in asked)
            if asked and (is_missing or not has_any):
                return page
        return None

    def previous_page(self, answers: Sequence[int], before: int) -> Page | None:
        """The nearest earlier page with something to ask."""
        path = self.settled(answers)
        earlier = (page for page in reversed(self.pages) if page.number < before)
        return next((page for page in earlier if self._asked(page, path)), None)

    def first_open_page(self, answers: Sequence[int]) -> Page | None:
        """Where to resume: the first page that lacks a required answer or was not reached.

        A page of optional items counts as not reached while neither it nor any later page
        has an answer. A page of notes alone is never open: nothing on it could be filled in.
        """
        path = self.settled(answers)
        asked = {page.number: self._asked(page, path) for page in self.pages}
        reached = max(
            (
                number
                for number, places in asked.items()
                if any(path[place] != NO_ANSWER for place in places)
            ),
            default=0,
        )
        for page in self.pages:
            places = asked[page.number]
            if any(self._is_missing(place, path, answers) for place in places):
                return page
            if page.number > reached and any(self.items[place].is_asked for place in places):
                return page
        return None

    def offers(self, page: Page, place: int) -> tuple[int, ...]:
        """Ordinals of the answers that the page offers for an item."""
        everything = range(len(self.items[place].choices))
        return tuple(n for n in everything if page.offers is None or n in page.offers)

    def acceptable(self, page: Page, place: int, answers: Sequence[int]) -> tuple[int, ...]:
        """Ordinals that would count as the answer of an item of the page, after `answers`."""
        path = self.settled(answers)
        seen = [path.get(each, NO_ANSWER) for each in range(place)]
        rule = self.rules[place]
        return tuple(n for n in self.offers(page, place) if rule.settle(seen, n) == n)

    def _asked(self, page: Page, path: Mapping[int, int]) -> tuple[int, ...]:
        if page.offers is not None and not self._offers_just_these(page, path):
            return ()
        return tuple(place for place in page.items if place in path)

    def _offers_just_these(self, page: Page, path: Mapping[int, int]) -> bool:
        """Of an item with a choice filter there is a page for each set of choices left."""
        (place,) = page.items
        rule = self.rules[place]
        seen = [path.get(each, NO_ANSWER) for each in range(place)]
        return place in path and rule.offers is not None and rule.offers.of(seen) == page.offers

    def _end(self, place: int, answer: int) -> int | None:
        return None if answer == NO_ANSWER else self.items[place].choices[answer].ends

    def _is_missing(self, place: int, path: Mapping[int, int], answers: Sequence[int]) -> bool:
        item = self.items[place]
        if not item.is_asked or path[place] != NO_ANSWER:
            return False
        return item.required or answers[place] != NO_ANSWER
