"""The pages of a questionnaire as a respondent counts them: as parts (bagian) with titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.questionnaire.instrument import NO_ANSWER
from surveys.questionnaire.paging import Page
from surveys.questionnaire.path import Questionnaire
from surveys.respond.languages import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    page: int  # as in the address
    part: int  # from 1; two pages of one part carry the same number
    parts: int
    title: str
    goes_on: bool  # a second page of the same part


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A page whose answers are kept and not shown."""

    heading: Heading
    filled: int


def heading(questionnaire: Questionnaire, page: Page, language: Language) -> Heading:
    before = questionnaire.pages[page.number - 2] if page.number > 1 else None
    return Heading(
        page=page.number,
        part=page.section + 1,
        parts=len(questionnaire.instrument.parts),
        title=page.title[language],
        goes_on=before is not None and before.section == page.section,
    )


def stored(
    questionnaire: Questionnaire, answers: Sequence[int], language: Language, *, besides: int
) -> list[Stored]:
    """Every page on the path except number `besides`."""
    on_path = questionnaire.relevant_items(answers)
    return [
        Stored(
            heading=heading(questionnaire, page, language),
            filled=sum(answers[place] != NO_ANSWER for place in on_path.intersection(page.items)),
        )
        for page in questionnaire.pages
        if page.number != besides and on_path.intersection(page.items)
    ]
