from __future__ import annotations

from surveys.questionnaire import rehearsal
from surveys.questionnaire.path import Questionnaire
from tests.surveys.questionnaire.conftest import Book


def test_shipped_questionnaires_have_no_dead_end_and_every_item_is_met(questionnaire):
    found = rehearsal.rehearse(questionnaire)

    assert (found.dead_ends, found.unreached) == ({}, ())
    assert found.finished + found.declined + found.not_eligible == found.walks == 1_000
    assert found.submits.most <= 12
    assert found.requests.most <= 28


def test_lengths_are_those_of_finished_walks(make_questionnaire, make_item):
    first, then = make_item("a"), make_item("b", relevant="${a} = 'ya'")
    found = rehearsal.rehearse(make_questionnaire([first], [then]), walks=50)

    assert (found.questions.least, found.questions.most) == (1, 2)
    assert (found.submits.least, found.submits.most) == (3, 4)
    assert (found.requests.least, found.requests.most) == (6, 8)


def test_an_item_that_cannot_be_answered_is_a_dead_end():
    """A required choice that a constraint takes away after some earlier answers."""
    book = Book().add(type="select_one form", name="x", required="yes",
                      constraint="${q1} != 'jarang'")  # fmt: skip
    found = rehearsal.rehearse(Questionnaire(book.read()), walks=300)

    assert set(found.dead_ends) == {"x"}
    assert 0 < found.dead_ends["x"] < 100
    assert found.finished + found.declined + found.not_eligible + found.dead_ends["x"] == 300


def test_an_item_that_nobody_meets_is_named():
    book = Book().add(type="select_one form", name="x", relevant="${q1} = 'sering'")
    book.add(type="select_one form", name="y", relevant="${q2} = 'uang' and ${q1} = 'sering'")
    questionnaire = Questionnaire(book.read())

    assert rehearsal.rehearse(questionnaire, walks=300).unreached == ()
    assert set(rehearsal.rehearse(questionnaire, walks=1, seed=3).unreached) <= {"q2", "x", "y"}
    never = book.put("survey!H9", "${q1} = 'sering' and ${s1} = 'tidak'")
    assert rehearsal.rehearse(Questionnaire(never.read())).unreached == ("x",)
