from __future__ import annotations

from dataclasses import replace

import pytest


def sizes(questionnaire):
    return [len(page.items) for page in questionnaire.pages]


def test_short_neighbours_share_a_page(make_questionnaire, make_item):
    a, b, c, d = ([make_item(f"{name}{n}") for n in range(4)] for name in "abcd")
    questionnaire = make_questionnaire(a, b, c[:1], c, d)

    assert [(page.number, page.sections, len(page.items)) for page in questionnaire.pages] == [
        (1, (0, 1, 2), 9),
        (2, (3, 4), 8),
    ]
    assert questionnaire.section_of[:9] == (0, 0, 0, 0, 1, 1, 1, 1, 2)


def test_nobody_reads_on_before_an_answer_that_may_end_it(make_questionnaire, make_item):
    consent = make_item("a", ends={"tidak": 91})

    assert sizes(make_questionnaire([consent], [make_item("b")])) == [1, 1]
    assert sizes(make_questionnaire([make_item("b")], [consent])) == [2]


def test_neighbours_that_hang_on_an_answer_share_no_page_with_it(make_questionnaire, make_item):
    a, b = make_item("a"), make_item("b", relevant="${a} = 'ya'")

    assert sizes(make_questionnaire([a], [b])) == [1, 1]


@pytest.mark.parametrize(
    ("items", "expected"), [(6, [6]), (9, [9]), (10, [5, 5]), (13, [4, 4, 5]), (16, [5, 5, 6])]
)
def test_a_long_section_is_cut_evenly(make_questionnaire, make_item, items, expected):
    questionnaire = make_questionnaire([make_item(f"q{number}") for number in range(items)])

    assert sizes(questionnaire) == expected


def test_a_page_ends_before_an_item_that_depends_on_it(make_questionnaire, make_item):
    a, b = make_item("a"), make_item("b")
    c = make_item("c", relevant="${a} = 'ya'")
    d = make_item("d", relevant="${a} = 'ya'")

    assert sizes(make_questionnaire([a, b, c, d])) == [2, 2]


def test_a_page_is_asked_under_one_condition(make_questionnaire, make_item):
    """A page is the same for everybody: nobody sees a question there that is not for them."""
    a, b = make_item("a"), make_item("b")
    c, d = (make_item(name, relevant="${a} = 'ya'") for name in "cd")

    assert sizes(make_questionnaire([a], [b, c, d])) == [2, 2]


def test_every_item_is_on_one_page(questionnaire):
    places = [place for page in questionnaire.pages for place in page.items]

    assert [*places, questionnaire.beside] == list(range(len(questionnaire.items)))


def test_what_stands_beside_the_questionnaire_has_no_page(make_questionnaire, make_item):
    told = replace(make_item("told", required=False), role="pressure")
    questionnaire = make_questionnaire([make_item("a")], [told])

    assert sizes(questionnaire) == [1]
    assert questionnaire.beside == 1
    assert len(questionnaire.instrument.parts) == 1
    assert questionnaire.complete([0, -1])


def test_no_condition_reads_its_own_page(questionnaire):
    for page in questionnaire.pages:
        names = {questionnaire.items[place].name for place in page.items}
        for place in page.items:
            relevant = questionnaire.items[place].relevant or ""
            assert not any(f"${{{name}}}" in relevant for name in names)
