"""What comes after a section was posted. Pure: a questionnaire and answers in, a step out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from surveys.questionnaire.instrument import NO_ANSWER
from surveys.questionnaire.paging import Page
from surveys.questionnaire.path import Questionnaire
from surveys.questionnaire.standing import Standing
from surveys.respond.forms import Action

TOP = "sini"  # where a page begins; see templates/surveys/respond/section.html


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The respondent declined (91) or is not eligible (92): nothing is kept."""

    reason: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoTo:
    """Another page; number 0 is the start."""

    number: int
    place: str = TOP


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paused:
    pass


@dataclass(frozen=True, slots=True)
class Tell:
    """To the page "Ditekan?"."""


@dataclass(frozen=True, slots=True)
class Check:
    """Everything is there: look at it once more, then send."""


Step = Ended | GoTo | Incomplete | Paused | Tell | Check


def merge(
    answers: Sequence[int], ticked: Mapping[int, int], erased: Collection[int] = ()
) -> list[int]:
    """What was ticked replaces what was kept, what was erased goes, and the rest stays."""
    return [
        NO_ANSWER if place in erased else ticked.get(place, answer)
        for place, answer in enumerate(answers)
    ]


def after(questionnaire: Questionnaire, page: Page, answers: Sequence[int], action: Action) -> Step:
    """The step that follows `action` on `page`, with the answers as they now stand."""
    standing = questionnaire.standing(answers)
    if standing.ended is not None:
        return Ended(reason=standing.ended)
    if action is Action.PAUSE:
        return Paused()
    if action is Action.TELL:
        return Tell()
    if action is Action.BACK:
        before = standing.previous_page(page.number)
        return GoTo(number=before.number if before else 0)
    if action is Action.SAVE and (place := _first_open(questionnaire, page, standing)):
        return GoTo(number=page.number, place=place)
    if missing := standing.missing(page):
        return Incomplete(missing=missing)
    return _onwards(page, standing)


def resume(questionnaire: Questionnaire, answers: Sequence[int]) -> GoTo | Check:
    """Where the same link goes on."""
    page = questionnaire.first_open_page(answers)
    return GoTo(number=page.number) if page else Check()


def first_gap(standing: Standing) -> GoTo | None:
    """Back to the first page that lacks something without which nothing can be sent."""
    page = standing.first_gap()
    return GoTo(number=page.number) if page else None


def _first_open(questionnaire: Questionnaire, page: Page, standing: Standing) -> str | None:
    asked = standing.page_items(page)
    for number, place in enumerate(page.items, start=1):
        is_asked = place in asked and questionnaire.items[place].is_asked
        if is_asked and not standing.has_answer(place):
            return TOP if number == 1 else f"q{number}"
    return None


def _onwards(page: Page, standing: Standing) -> Step:
    """The next page that still wants something; filled ones are not asked a second time."""
    following = standing.next_open_page(page.number)
    if following:
        return GoTo(number=following.number)
    return first_gap(standing) or Check()
