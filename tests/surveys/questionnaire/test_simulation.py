"""Trying a questionnaire: the page, where it leads, and why."""

from __future__ import annotations

from datetime import date

import pytest

from surveys.questionnaire import explaining, simulation
from surveys.questionnaire.instrument import NO_ANSWER
from surveys.questionnaire.path import Questionnaire
from tests.surveys.questionnaire.conftest import Book

TODAY = date(2026, 5, 1)
AGES = {"type": "integer", "constraint": ". >= 0 and . <= 120"}


@pytest.fixture
def questionnaire():
    return Questionnaire(Book().add(**AGES, name="age").read())


def go(questionnaire, *pages):
    tried = simulation.begin(questionnaire)
    for entered in pages:
        tried = simulation.go_on(
            questionnaire,
            so_far=tried.so_far,
            number=tried.page.number,
            entered=entered,
            today=TODAY,
        )
    return tried


def test_it_begins_on_the_first_page(questionnaire):
    assert go(questionnaire).page == questionnaire.pages[0]


def test_it_leads_where_a_respondent_would_be_led(questionnaire):
    rarely = go(questionnaire, {0: ["ya"], 1: ["ya"]}, {2: ["jarang"]})
    often = go(questionnaire, {0: ["ya"], 1: ["ya"]}, {2: ["sering"]})

    assert rarely.page.items == (4,)
    assert often.page.items == (3,)
    end = go(questionnaire, {0: ["ya"], 1: ["ya"]}, {2: ["jarang"]}, {4: ["30"]})
    assert (end.page, end.reason) == (None, None)
    assert end.answers == (0, 0, 0, NO_ANSWER, 30)


def test_an_early_end_is_one(questionnaire):
    assert (go(questionnaire, {0: ["tidak"]}).page, go(questionnaire, {0: ["tidak"]}).reason) == (
        None,
        91,
    )


def test_what_is_missing_or_mistyped_keeps_the_page(questionnaire):
    missing = go(questionnaire, {0: ["ya"]})
    assert (missing.page.number, missing.wrong) == (1, {1})

    mistyped = go(questionnaire, {0: ["ya"], 1: ["ya"]}, {2: ["jarang"]}, {4: ["300"]})
    assert (mistyped.page.items, mistyped.wrong, mistyped.mistyped) == ((4,), {4}, {4: ["300"]})


@pytest.mark.parametrize(
    ("so_far", "number", "entered"),
    [("zz", 1, {}), ("00", 1, {}), ("0909090909", 1, {}), ("", 99, {}), ("", 1, {0: ["emas"]})],
)
def test_what_no_page_sends_is_refused(questionnaire, so_far, number, entered):
    with pytest.raises((LookupError, ValueError)):
        simulation.go_on(questionnaire, so_far=so_far, number=number, entered=entered, today=TODAY)


def test_each_item_says_why_it_is_asked_or_not(questionnaire):
    steps = {step.name: step for step in explaining.explain(questionnaire, [0, 0, 0, 1, 30])}

    assert (steps["q1"].is_on_path, steps["q1"].answer, steps["q1"].expression) == (
        True,
        "Jarang",
        "",
    )
    assert (steps["q2"].is_on_path, steps["q2"].answer) == (False, "")
    assert steps["q2"].expression == "${q1} = 'sering'"
    assert steps["q2"].because == (("q1", "Jarang"),)
    assert steps["age"].answer == "30"


def test_after_the_end_nothing_is_asked(questionnaire):
    steps = explaining.explain(questionnaire, [1, *[NO_ANSWER] * 4])

    assert [step.is_after_the_end for step in steps] == [False, True, True, True, True]


def test_an_answer_that_does_not_count_is_told():
    book = Book().add(**AGES, name="age")
    book.add(type="integer", name="years", constraint=". >= 0 and . <= ${age}")
    steps = explaining.explain(Questionnaire(book.read()), [0, 0, 0, NO_ANSWER, 20, 21])

    assert [step.name for step in steps if step.is_refused] == ["years"]
    assert steps[-1].because == (("age", "20"),)
