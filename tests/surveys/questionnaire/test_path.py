from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire.instrument import NO_ANSWER
from surveys.questionnaire.path import InvalidAnswers
from surveys.questionnaire.walk import random_walk

YES, NO = 0, 1


@pytest.fixture
def chain(make_questionnaire, make_item):
    """Consent and eligibility; then a, b if a is ya, c if b is ya, and d for everybody."""
    return make_questionnaire(
        [make_item("s1", ends={"tidak": 91}), make_item("s2", ends={"tidak": 92})],
        [make_item("a")],
        [make_item("b", relevant="${a} = 'ya'")],
        [make_item("c", relevant="${b} = 'ya'", required=False)],
        [make_item("d")],
    )


def numbers(questionnaire, answers):
    page, found = questionnaire.next_page(answers, after=0), []
    while page is not None:
        found.append(page.number)
        page = questionnaire.next_page(answers, after=page.number)
    return found


def test_pages_without_a_relevant_item_are_passed_over(chain):
    assert numbers(chain, [YES, YES, NO, NO, NO, NO]) == [1, 2, 5]


def test_the_way_back_passes_over_the_same_pages(chain):
    answers = [YES, YES, NO, NO, NO, NO]

    assert chain.standing(answers).previous_page(before=5).number == 2
    assert chain.standing(answers).previous_page(before=1) is None


def test_an_answer_off_the_path_opens_nothing(chain):
    """c hangs on b, and b is no longer asked: its old answer must not keep c alive."""
    answers = [YES, YES, NO, YES, YES, YES]

    assert chain.relevant_items(answers) == {0, 1, 2, 5}


def test_changing_an_earlier_answer_drops_what_hung_on_it(chain):
    answers = [YES, YES, YES, YES, YES, YES]
    assert chain.counted(answers) == answers

    answers[2] = NO

    assert chain.counted(answers) == [YES, YES, NO, NO_ANSWER, NO_ANSWER, YES]


def test_changing_it_back_brings_the_answers_back(chain):
    answers = [YES, YES, NO, YES, YES, YES]
    answers[2] = YES

    assert chain.counted(answers) == answers


def test_counting_leaves_the_sheet_as_it_was(chain):
    answers = [YES, YES, NO, YES, YES, YES]
    chain.counted(answers)

    assert answers == [YES, YES, NO, YES, YES, YES]


@pytest.mark.parametrize(
    ("answers", "code"), [([NO, YES], 91), ([YES, NO], 92), ([NO, NO], 91), ([YES, YES], None)]
)
def test_the_first_ending_answer_ends_it(chain, answers, code):
    assert chain.ended([*answers, YES, YES, YES, YES]) == code


def test_nothing_ends_before_it_is_answered(chain):
    assert chain.ended(chain.blank()) is None


def test_after_an_end_nothing_is_asked_nor_counted(chain):
    answers = [NO, YES, YES, YES, YES, YES]

    assert chain.next_page(answers, after=1) is None
    assert chain.counted(answers) == [NO, *[NO_ANSWER] * 5]


def test_who_declines_owes_no_other_answer_of_the_page(chain):
    assert chain.missing(chain.page(1), [NO, *[NO_ANSWER] * 5]) == ()


def test_an_ended_sheet_is_not_complete(chain):
    assert not chain.complete([NO, *[NO_ANSWER] * 5])


def test_only_required_items_on_the_path_are_missing(chain):
    answers = [YES, NO_ANSWER, NO, NO_ANSWER, NO_ANSWER, NO_ANSWER]
    missing = [place for page in chain.pages for place in chain.missing(page, answers)]

    assert missing == [1, 5]


def test_an_optional_item_does_not_hold_up_completion(chain):
    assert chain.complete([YES, YES, YES, YES, NO_ANSWER, YES])


def test_a_required_item_does(chain):
    assert not chain.complete([YES, YES, YES, NO_ANSWER, NO_ANSWER, YES])


@pytest.mark.parametrize(
    ("answers", "number"),
    [
        ([NO_ANSWER] * 6, 1),
        ([YES, YES, NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_ANSWER], 2),
        ([YES, YES, YES, YES, NO_ANSWER, NO_ANSWER], 4),
        ([YES, YES, YES, YES, YES, NO_ANSWER], 5),
        ([YES, YES, YES, NO_ANSWER, NO_ANSWER, YES], 3),
    ],
)
def test_one_resumes_at_the_first_page_that_is_open(chain, answers, number):
    assert chain.first_open_page(answers).number == number


@pytest.mark.parametrize(
    "answers",
    [[YES, YES, YES, YES, NO_ANSWER, YES], [NO, *[NO_ANSWER] * 5]],
)
def test_no_page_is_open_when_there_is_nothing_left_to_ask(chain, answers):
    assert chain.first_open_page(answers) is None


def test_page_items_are_those_on_the_path(chain):
    assert chain.page_items(chain.page(3), [YES, YES, NO, YES, YES, YES]) == ()
    assert chain.page_items(chain.page(3), [YES, YES, YES, YES, YES, YES]) == (3,)


@pytest.mark.parametrize("number", [0, -1, 6])
def test_a_page_that_is_not_there_is_not_found(chain, number):
    with pytest.raises(LookupError):
        chain.page(number)


@pytest.mark.parametrize(
    "answers", [[], [0] * 5, [0] * 7, [2, *[0] * 5], [-2, *[0] * 5], [True, *[0] * 5], [0.0] * 6]
)
def test_what_is_no_answer_sheet_is_invalid(chain, answers):
    with pytest.raises(InvalidAnswers):
        chain.validate(answers)


def test_a_blank_sheet_is_valid(chain):
    chain.validate(chain.blank())


@given(data=st.data())
def test_counting_is_idempotent_and_keeps_only_the_path(questionnaires, data):
    questionnaire = questionnaires[data.draw(st.sampled_from(sorted(questionnaires)))]
    answers = [
        data.draw(st.integers(NO_ANSWER, len(item.choices) - 1)) for item in questionnaire.items
    ]
    counted = questionnaire.counted(answers)

    assert questionnaire.counted(counted) == counted
    assert questionnaire.relevant_items(counted) == questionnaire.relevant_items(answers)
    kept = {place for place, answer in enumerate(counted) if answer != NO_ANSWER}
    assert kept <= questionnaire.relevant_items(answers)
    assert all(counted[place] == answers[place] for place in questionnaire.relevant_items(answers))


def test_counting_changes_neither_end_nor_completion(questionnaire, rng):
    for _ in range(200):
        answers = random_walk(questionnaire, rng)
        answers[rng.randrange(2, len(answers))] = 0
        counted = questionnaire.counted(answers)
        assert questionnaire.ended(counted) == questionnaire.ended(answers)
        assert questionnaire.complete(counted) is questionnaire.complete(answers)
