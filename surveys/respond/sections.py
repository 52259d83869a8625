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
    part: str  # from 1; "3–4" where two share a page, and two pages of one part carry the same
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
    sections = questionnaire.instrument.sections
    first, last = page.sections[0] + 1, page.sections[-1] + 1
    return Heading(
        page=page.number,
        part=str(first) if first == last else f"{first}–{last}",
        parts=len(questionnaire.instrument.parts),
        title="; ".join(sections[number].title[language] for number in page.sections),
        goes_on=before is not None and before.sections[-1] == page.sections[0],
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
