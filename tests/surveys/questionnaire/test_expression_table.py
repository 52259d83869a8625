"""Expressions with expected results, and what another ODK engine says about each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rxeval

from surveys.questionnaire import expressions
from surveys.questionnaire.odk_values import text

TODAY = "2026-11-22"
NOW = f"{TODAY}T09:00:00Z"
ALONE = "alone: "
_NAME = re.compile(r"\$\{(\w+)\}")
_ITSELF = re.compile(r"(?<![\w'.)\]])\.(?![\w.])")


def table() -> list[tuple[str, dict[str, str], str, str]]:
    lines = Path(__file__).with_name("expressions.txt").read_text().splitlines()
    return [_case(line) for line in lines if line and not line.startswith("#")]


def _case(line: str) -> tuple[str, dict[str, str], str, str]:
    expression, answers, result, *alone = (part.strip() for part in line.split(" ;"))
    values = dict(each.split("=", 1) for each in answers.split(",")) if answers else {}
    return expression, values, result, "".join(alone)


TABLE = table()


def test_the_table_is_long_enough():
    assert len(TABLE) >= 150
    assert len({(expression, str(values)) for expression, values, *_ in TABLE}) == len(TABLE)


@pytest.mark.parametrize(("expression", "values", "result", "alone"), TABLE)
def test_an_expression_comes_to_what_the_table_says(expression, values, result, alone):
    given = {expressions.itself() if name == "self" else name: it for name, it in values.items()}
    parsed = expressions.parse(expression, may_read_itself=True)

    assert text(parsed.value(given, today=TODAY)) == result


@pytest.mark.parametrize(("expression", "values", "result", "alone"), TABLE)
def test_the_second_opinion_is_the_same_or_says_why_not(expression, values, result, alone):
    """rxeval, an engine for ODK forms by others; where it differs the table says why."""
    path = _ITSELF.sub("/data/self", _NAME.sub(r"/data/\1", expression))
    data = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    try:
        second = rxeval.eval_expression(path, f"<data>{data}</data>", today=TODAY, now=NOW)
    except RuntimeError as refused:
        second = str(refused)

    if alone:
        assert alone.startswith(ALONE)
        assert second != result, "the second opinion has come round; the remark can go"
    else:
        assert second == result
