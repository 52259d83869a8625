"""Walking through a questionnaire as a respondent would: for the demo and for simulations."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from surveys.questionnaire.instrument import NO_ANSWER, Item
from surveys.questionnaire.path import Questionnaire

Choose = Callable[[Item, int], int]


def walk(questionnaire: Questionnaire, *, choose: Choose) -> list[int]:
    """Answers every page that is asked. `choose` gets an item and its place in the sheet."""
    answers = questionnaire.blank()
    page = questionnaire.next_page(answers, after=0)
    while page is not None:
        for place in questionnaire.page_items(page, answers):
            item = questionnaire.items[place]
            answers[place] = choose(item, place)
            # no condition looks at an item of its own page, but an end takes the rest of it away
            if answers[place] != NO_ANSWER and item.choices[answers[place]].ends is not None:
                return answers
        page = questionnaire.next_page(answers, after=page.number)
    return answers


def random_walk(questionnaire: Questionnaire, rng: Random) -> list[int]:
    """Any choice is as likely as another; an optional item is left out one time in eight."""

    def choose(item: Item, place: int) -> int:
        if not item.required and rng.random() < 1 / 8:
            return NO_ANSWER
        return rng.randrange(len(item.choices))

    return walk(questionnaire, choose=choose)
