"""One step of trying a questionnaire out: what was entered on a page, and where it leads.

Everything that is known travels with the one who tries; nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from surveys.questionnaire import entering, instrument
from surveys.questionnaire.instrument import NO_ANSWER
from surveys.questionnaire.paging import Page
from surveys.questionnaire.path import InvalidAnswers, Questionnaire


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """`page` None: at the end, `reason` says whether before its time (91, 92).

    `wrong` are places of the page that must be answered otherwise; `mistyped` what stands there.
    """

    answers: tuple[int, ...]
    page: Page | None
    reason: int | None
    wrong: frozenset[int]
    mistyped: Mapping[int, list[str]]

    @property
    def so_far(self) -> str:
        """The answers, as the next step is given them."""
        return instrument.pack(self.answers).hex()


def begin(questionnaire: Questionnaire) -> Tried:
    answers = questionnaire.blank()
    return _at(questionnaire, answers, questionnaire.next_page(answers, after=0))


def go_on(
    questionnaire: Questionnaire,
    *,
    so_far: str,
    number: int,
    entered: Mapping[int, Sequence[str]],
    today: date,
) -> Tried:
    """After page `number` was filled in with `entered`, by place.

    Raises ValueError or LookupError for what no page of ours sends.
    """
    answers = _read(questionnaire, so_far)
    page = questionnaire.page(number)
    mistyped: dict[int, list[str]] = {}
    for place in page.items:
        if not questionnaire.items[place].is_asked:
            continue
        answers[place] = _answer(questionnaire, page, place, entered, mistyped, today)
    wrong = frozenset({*questionnaire.missing(page, answers), *mistyped})
    if questionnaire.ended(answers) is not None:
        return _at(questionnaire, answers, None)
    if wrong:
        return _at(questionnaire, answers, page, wrong=wrong, mistyped=mistyped)
    return _at(questionnaire, answers, questionnaire.next_page(answers, after=number))


def _read(questionnaire: Questionnaire, so_far: str) -> list[int]:
    answers = instrument.unpack(bytes.fromhex(so_far)) if so_far else questionnaire.blank()
    try:
        questionnaire.validate(answers)
    except InvalidAnswers as fault:
        raise ValueError(so_far) from fault
    return answers


def _answer(
    questionnaire: Questionnaire,
    page: Page,
    place: int,
    entered: Mapping[int, Sequence[str]],
    mistyped: dict[int, list[str]],
    today: date,
) -> int:
    texts = list(entered.get(place, ()))
    if not texts:
        return NO_ANSWER
    offers = questionnaire.offers(page, place)
    try:
        return entering.read(questionnaire.items[place], texts, offers=offers, today=today)
    except entering.NoAnswerOfThese:
        mistyped[place] = texts
        return NO_ANSWER


def _at(
    questionnaire: Questionnaire,
    answers: Sequence[int],
    page: Page | None,
    *,
    wrong: frozenset[int] = frozenset(),
    mistyped: Mapping[int, list[str]] | None = None,
) -> Tried:
    return Tried(
        answers=tuple(answers),
        page=page,
        reason=questionnaire.ended(answers),
        wrong=wrong,
        mistyped=mistyped or {},
    )
