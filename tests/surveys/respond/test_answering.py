from __future__ import annotations

from random import Random

import pytest

from surveys.questionnaire import walk
from surveys.questionnaire.instrument import KINDS, NO_ANSWER, Kind
from surveys.respond import answering
from surveys.respond.answering import Check, Ended, GoTo, Incomplete, Paused
from surveys.respond.forms import Action
from tests.surveys.respond import make

INTERNAL = make.questionnaire("internal")
EXTERNAL = make.questionnaire("external")


def filled(kind: Kind = "internal", seed: int = 1) -> list[int]:
    """A complete sheet that nothing ended early."""
    questionnaire, rng = make.questionnaire(kind), Random(seed)
    while True:
        answers = walk.random_walk(questionnaire, rng)
        if questionnaire.ended(answers) is None:
            return answers


def first_page(*ordinals: int) -> list[int]:
    """An internal sheet in which only the first items are answered."""
    blank = INTERNAL.blank()
    return [*ordinals, *blank[len(ordinals) :]]


def place(name: str) -> int:
    return [item.name for item in INTERNAL.items].index(name)


def test_what_was_not_ticked_stays() -> None:
    assert answering.merge([0, 1, 2], {1: 5}) == [0, 5, 2]


def test_a_section_without_gaps_leads_to_the_next() -> None:
    step = answering.after(INTERNAL, INTERNAL.page(1), first_page(0, 0, 0, 0), Action.NEXT)
    assert step == GoTo(number=2)


def test_optional_questions_may_stay_open() -> None:
    step = answering.after(INTERNAL, INTERNAL.page(1), first_page(0, 0), Action.NEXT)
    assert step == GoTo(number=2)


def test_gaps_are_named() -> None:
    step = answering.after(INTERNAL, INTERNAL.page(1), first_page(0), Action.NEXT)
    assert step == Incomplete(missing=(1,))


@pytest.mark.parametrize(("ordinals", "reason"), [((1,), 91), ((0, 1), 92)])
@pytest.mark.parametrize("action", list(Action))
def test_who_declines_or_does_not_belong_is_let_go(
    ordinals: tuple[int, ...], reason: int, action: Action
) -> None:
    step = answering.after(INTERNAL, INTERNAL.page(1), first_page(*ordinals), action)
    assert step == Ended(reason=reason)


def test_enter_opens_the_first_question_without_an_answer() -> None:
    step = answering.after(INTERNAL, INTERNAL.page(1), first_page(0, 0), Action.SAVE)
    assert step == GoTo(number=1, place="q3")


def test_enter_on_an_untouched_section_opens_its_first_question() -> None:
    step = answering.after(INTERNAL, INTERNAL.page(1), INTERNAL.blank(), Action.SAVE)
    assert step == GoTo(number=1, place="sini")


def test_enter_on_a_filled_section_goes_on() -> None:
    step = answering.after(INTERNAL, INTERNAL.page(1), first_page(0, 0, 0, 0), Action.SAVE)
    assert step == GoTo(number=2)


def test_back_from_the_first_section_is_the_start() -> None:
    step = answering.after(INTERNAL, INTERNAL.page(1), INTERNAL.blank(), Action.BACK)
    assert step == GoTo(number=0)


def test_back_passes_over_what_is_not_asked() -> None:
    answers = filled()
    answers[place("i_itg_1")] = 0  # never seen: no question about its form
    step = answering.after(INTERNAL, INTERNAL.page(4), answers, Action.BACK)
    assert step == GoTo(number=2)


def test_an_answer_opens_the_question_that_depends_on_it() -> None:
    answers = [*filled()[: INTERNAL.page(2).items[-1] + 1]]
    answers += [NO_ANSWER] * (len(INTERNAL.items) - len(answers))
    answers[place("i_itg_1")] = 1
    step = answering.after(INTERNAL, INTERNAL.page(2), answers, Action.NEXT)
    assert step == GoTo(number=3)


def test_pausing_asks_for_nothing() -> None:
    assert answering.after(INTERNAL, INTERNAL.page(1), first_page(0), Action.PAUSE) == Paused()


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_section_leads_to_the_check(kind: Kind) -> None:
    questionnaire = make.questionnaire(kind)
    step = answering.after(questionnaire, questionnaire.pages[-1], filled(kind), Action.NEXT)
    assert step == Check()


def test_after_a_change_filled_sections_are_not_asked_again() -> None:
    answers = filled()
    assert answering.after(INTERNAL, INTERNAL.page(2), answers, Action.NEXT) == Check()


def test_a_jump_to_the_end_leads_back_to_the_first_gap() -> None:
    answers = INTERNAL.blank()
    for place_ in INTERNAL.pages[-1].items:
        answers[place_] = 0
    step = answering.after(INTERNAL, INTERNAL.pages[-1], answers, Action.NEXT)
    assert step == GoTo(number=1)


def test_the_link_goes_on_where_it_was_left() -> None:
    assert answering.resume(INTERNAL, first_page(0, 0)) == GoTo(number=2)


def test_a_full_sheet_waits_at_the_check() -> None:
    assert answering.resume(INTERNAL, filled()) == Check()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(20))
def test_whoever_goes_on_arrives(kind: Kind, seed: int) -> None:
    """Section by section, with random answers: no circle, no section twice."""
    questionnaire, target = make.questionnaire(kind), filled(kind, seed)
    answers, step, seen = questionnaire.blank(), GoTo(number=1), set[int]()
    while isinstance(step, GoTo):
        assert step.number not in seen
        seen.add(step.number)
        page = questionnaire.page(step.number)
        for at in page.items:
            answers[at] = target[at]
        step = answering.after(questionnaire, page, answers, Action.NEXT)
    assert step == Check()
