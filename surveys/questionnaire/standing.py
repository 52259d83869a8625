"""How an answer sheet stands: its path, walked once, and all that can be asked about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from surveys.questionnaire.instrument import NO_ANSWER
from surveys.questionnaire.paging import Page

if TYPE_CHECKING:
    from surveys.questionnaire.path import Questionnaire


class Standing:
    """Belongs to one sheet, and is thrown away with it: nothing about answers is kept.

    `path` has places in order, with the answer as it counts.
    """

    def __init__(self, questionnaire: Questionnaire, answers: Sequence[int]) -> None:
        self._questionnaire = questionnaire
        self._answers = answers
        self.path: Mapping[int, int] = questionnaire.settled(answers)

    @property
    def ended(self) -> int | None:
        """91 declined, 92 not eligible, None while the questionnaire goes on."""
        last = next(reversed(self.path), None)
        return None if last is None else self._questionnaire.end_at(last, self.path[last])

    @property
    def counted(self) -> list[int]:
        """The sheet as it counts: answers off the path are dropped, results worked out."""
        return [self.path.get(place, NO_ANSWER) for place in range(len(self._answers))]

    @property
    def complete(self) -> bool:
        """Every required item on the path has its answer, and nothing ended it early."""
        return self.ended is None and not any(map(self._is_missing, self.path))

    def has_answer(self, place: int) -> bool:
        """Any at all, also one that does not count."""
        return self._answers[place] != NO_ANSWER

    def page_items(self, page: Page) -> tuple[int, ...]:
        """The items of the page that are on the path, in order."""
        if page.offers is not None and not self._offers_just_these(page):
            return ()
        return tuple(place for place in page.items if place in self.path)

    def missing(self, page: Page) -> tuple[int, ...]:
        """Items of the page on the path that need an answer, or another one than they have."""
        return tuple(filter(self._is_missing, self.page_items(page)))

    def next_page(self, after: int) -> Page | None:
        """The first later page with something to ask; `after` is a page number, 0 the start."""
        return next((page for page in self._pages[after:] if self.page_items(page)), None)

    def next_open_page(self, after: int) -> Page | None:
        """The first later page that still wants something; filled ones are not asked again.

        A page with nothing on it yet wants something, even if nothing of it is required.
        """
        for page in self._pages[after:]:
            asked = self.page_items(page)
            has_any = any(map(self.has_answer, asked))
            if asked and (not has_any or any(map(self._is_missing, asked))):
                return page
        return None

    def previous_page(self, before: int) -> Page | None:
        """The nearest earlier page with something to ask."""
        earlier = reversed(self._pages[: before - 1])
        return next((page for page in earlier if self.page_items(page)), None)

    def first_open_page(self) -> Page | None:
        """Where to resume: the first page that lacks a required answer or was not reached.

        A page of optional items counts as not reached while neither it nor any later page
        has an answer. A page of notes alone is never open: nothing on it could be filled in.
        """
        items = self._questionnaire.items
        asked = {page.number: self.page_items(page) for page in self._pages}
        reached = max(
            (
                number
                for number, places in asked.items()
                if any(self.path[place] != NO_ANSWER for place in places)
            ),
            default=0,
        )
        for page in self._pages:
            places = asked[page.number]
            if any(map(self._is_missing, places)):
                return page
            if page.number > reached and any(items[place].is_asked for place in places):
                return page
        return None

    def first_gap(self) -> Page | None:
        """The first page that lacks something without which nothing can be sent."""
        return next((page for page in self._pages if self.missing(page)), None)

    @property
    def _pages(self) -> tuple[Page, ...]:
        return self._questionnaire.pages

    def _offers_just_these(self, page: Page) -> bool:
        """Of an item with a choice filter there is a page for each set of choices left."""
        (place,) = page.items
        rule = self._questionnaire.rules[place]
        if place not in self.path or rule.offers is None:
            return False
        return rule.offers.of(self.seen(place)) == page.offers

    def seen(self, place: int) -> list[int]:
        """The answers before an item, as its rule reads them."""
        return [self.path.get(each, NO_ANSWER) for each in range(place)]

    def _is_missing(self, place: int) -> bool:
        item = self._questionnaire.items[place]
        if self.path[place] != NO_ANSWER or not item.is_asked:
            return False
        return item.required or self.has_answer(place)
