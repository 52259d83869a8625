"""Walking through a questionnaire as a respondent would: for the demo and for simulations."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from surveys.questionnaire.instrument import NO_ANSWER, Item
from surveys.questionnaire.paging import Page
from surveys.questionnaire.path import Questionnaire

Choose = Callable[[Item, int], int]
ChooseOnPage = Callable[[Page, Item, int, list[int]], int]


def walk(questionnaire: Questionnaire, *, choose: Choose) -> list[int]:
    """Answers every page that is asked. `choose` gets an item and its place in the sheet."""
    return walk_pages(questionnaire, lambda page, item, place, answers: choose(item, place))


def random_walk(questionnaire: Questionnaire, rng: Random) -> list[int]:
    """Any answer that may be given is as likely as another.

    An optional item is left out one time in eight, and one that leaves nothing to say is left out.
    """

    def choose(page: Page, item: Item, place: int, answers: list[int]) -> int:
        if not item.required and rng.random() < 1 / 8:
            return NO_ANSWER
        if questionnaire.rules[place].allows is None and page.offers is None:
            return rng.randrange(len(item.choices))
        left = questionnaire.acceptable(page, place, answers)
        return rng.choice(left) if left else NO_ANSWER

    return walk_pages(questionnaire, choose)


def walk_pages(questionnaire: Questionnaire, choose: ChooseOnPage) -> list[int]:
    """Like `walk`; `choose` gets the page and the answers so far as well."""
    answers = questionnaire.blank()
    page = questionnaire.next_page(answers, after=0)
    while page is not None:
        for place in questionnaire.page_items(page, answers):
            item = questionnaire.items[place]
            if not item.is_asked:
                continue
            answers[place] = choose(page, item, place, answers)
            # no condition looks at an item of its own page, but an end takes the rest of it away
            if answers[place] != NO_ANSWER and item.choices[answers[place]].ends is not None:
                return answers
        page = questionnaire.next_page(answers, after=page.number)
    return answers
