from __future__ import annotations

import itertools

import pytest

from surveys.questionnaire import expressions, relevance
from surveys.questionnaire.expressions import UnsupportedExpression
from surveys.questionnaire.instrument import NO_ANSWER


def test_the_table_says_what_the_expression_says(make_item):
    items = [make_item("a", "1", "2", "3"), make_item("b", "ya", "tidak")]
    text = "${a} > 1 and not(${b} = 'tidak')"

    condition = relevance.tabulate(text, items)

    for a, b in itertools.product(range(-1, 3), range(-1, 2)):
        values = {"a": ["1", "2", "3", ""][a], "b": ["ya", "tidak", ""][b]}
        assert condition.holds([a, b]) is expressions.parse(text).holds(values)


def test_no_answer_is_not_the_last_choice(make_item):
    condition = relevance.tabulate("${a} = 'tidak'", [make_item("a", "ya", "tidak")])

    assert not condition.holds([NO_ANSWER])


def test_a_name_that_is_not_there_is_refused(make_item):
    with pytest.raises(UnsupportedExpression, match="butir b, c tidak ada"):
        relevance.tabulate("${a} = ${b} or ${c} = 1", [make_item("a")])


def test_a_condition_on_too_many_answers_is_refused(make_item):
    items = [make_item(f"q{number}") for number in range(9)]
    text = " and ".join(f"${{q{number}}} = 'ya'" for number in range(9))

    with pytest.raises(UnsupportedExpression, match="terlalu banyak butir"):
        relevance.tabulate(text, items)
