"""Any instrument, any sheet: what counts is what another engine, item by item, says.

The walk of the house asks tables; the one of this test asks rxeval for each expression, with
the answers so far, and knows nothing of pages, ordinals or tables.
"""

from __future__ import annotations

import re

import rxeval
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.questionnaire import answer_lists, relevance, walk
from surveys.questionnaire.instrument import NO_ANSWER, Choice, Instrument, Item, Section
from surveys.questionnaire.path import Questionnaire

WORDS = {"id": "x", "en": "x"}
CODES = ("p", "q", "r", "7")
_NAME = re.compile(r"\$\{(\w+)\}")
_ITSELF = re.compile(r"(?<![\w'.)\]])\.(?![\w.])")


def choices(codes):
    return tuple(Choice(code=code, label=WORDS) for code in codes)


def conditions(names):
    """Expressions over earlier names, of every kind that a condition can have."""
    name = st.sampled_from(names).map("${{{}}}".format)
    code = st.sampled_from(CODES)
    number = st.integers(0, 8)
    leaf = st.one_of(
        st.builds("{} = '{}'".format, name, code),
        st.builds("{} != '{}'".format, name, code),
        st.builds("selected({}, '{}')".format, name, code),
        st.builds("count-selected({}) > {}".format, name, st.integers(0, 2)),
        st.builds("{} {} {}".format, name, st.sampled_from(["<", "<=", ">", ">=", "="]), number),
        st.builds("coalesce({}, {}) + 1 > {}".format, name, number, number),
        st.builds("string-length({}) > {}".format, name, st.integers(0, 2)),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds("({}) and ({})".format, inner, inner),
            st.builds("({}) or ({})".format, inner, inner),
            st.builds("not({})".format, inner),
        ),
        max_leaves=3,
    )


@st.composite
def items(draw, earlier):
    names = [item.name for item in earlier if item.asks != "note"]
    asks = draw(st.sampled_from(["select_one", "select_multiple", "integer", "note", "calculate"]))
    made = {"name": f"n{len(earlier)}", "label": WORDS, "role": "information", "required": False}
    made["relevant"] = draw(st.none() | conditions(names)) if names else None
    if asks == "calculate" and names:
        made["calculation"] = draw(
            st.builds("if({}, '{}', {})".format, conditions(names), st.sampled_from(CODES),
                      st.integers(0, 3))
        )  # fmt: skip
        results = set(relevance.calculate(made["calculation"], earlier).results.values())
        return Item(asks=asks, choices=choices(sorted(results)), **made)
    if asks == "integer":
        if names:
            bound = draw(st.none() | st.sampled_from(names).map(". < coalesce(${{{}}}, 9)".format))
            made["constraint"] = bound
        return Item(asks=asks, choices=choices(map(str, range(9))), **made)
    if asks == "select_multiple":
        options = choices(CODES[: draw(st.integers(2, 3))])
        sets = answer_lists.of_sets(options, "", [])
        return Item(asks=asks, choices=sets, options=options, **made)
    if asks == "note":
        return Item(asks=asks, choices=(), **made)
    return Item(choices=choices(CODES[: draw(st.integers(2, 4))]), **made)


@st.composite
def instruments(draw):
    made: list[Item] = []
    for _ in range(draw(st.integers(2, 7))):
        item = draw(items(made))
        if not item.relevant or _fits(item, made):
            made.append(item)
    cut = draw(st.integers(1, len(made)))
    parts = [part for part in (made[:cut], made[cut:]) if part]
    sections = tuple(
        Section(name=f"S{n}", title=WORDS, items=tuple(part)) for n, part in enumerate(parts)
    )
    return Instrument(kind="internal", title=WORDS, sections=sections)


def _fits(item, earlier):
    try:
        relevance.tabulate(item.relevant, earlier)
    except relevance.UnsupportedExpression:
        return False  # too many combinations, which is refused at upload
    return True


def ask(expression, values):
    path = _ITSELF.sub("/data/self", _NAME.sub(r"/data/\1", expression))
    data = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    return str(rxeval.eval_expression(path, f"<data>{data}</data>"))


def what_counts(instrument, answers):
    """Codes by name, '' for none; None for what is not on the path."""
    values: dict[str, str] = {item.name: "" for item in instrument.items}
    counted: dict[str, str | None] = {}
    for item, answer in zip(instrument.items, answers, strict=True):
        counted[item.name] = None
        if item.relevant and ask(item.relevant, values) != "true":
            continue
        code = "" if answer == NO_ANSWER else item.choices[answer].code
        if item.calculation:
            code = ask(item.calculation, values)
        if item.constraint and code and ask(item.constraint, {**values, "self": code}) != "true":
            code = ""
        counted[item.name] = values[item.name] = code
    return counted


def told(questionnaire, answers):
    path, counted = questionnaire.settled(answers), questionnaire.counted(answers)
    return {
        item.name: None
        if place not in path
        else ""
        if counted[place] == NO_ANSWER
        else item.choices[counted[place]].code
        for place, item in enumerate(questionnaire.items)
    }


@settings(max_examples=30, deadline=None)
@given(instruments(), st.data())
def test_what_counts_is_what_another_engine_says(instrument, data):
    questionnaire = Questionnaire(instrument)
    for _ in range(3):
        answers = [data.draw(st.integers(NO_ANSWER, len(i.choices) - 1)) for i in instrument.items]

        assert told(questionnaire, answers) == what_counts(instrument, answers)


@settings(max_examples=25, deadline=None)
@given(instruments(), st.randoms(use_true_random=False))
def test_a_walk_over_the_pages_meets_all_of_the_path_and_nothing_else(instrument, rng):
    """Pages and the count ask the same rules: nothing on the path is left unasked."""
    questionnaire = Questionnaire(instrument)
    asked: set[int] = set()

    def choose(page, item, place, answers):
        asked.add(place)
        left = questionnaire.acceptable(page, place, answers)
        return rng.choice(left) if left else NO_ANSWER

    answers = walk.walk_pages(questionnaire, choose)
    path = {
        place for place in questionnaire.settled(answers) if questionnaire.items[place].is_asked
    }

    assert asked == path
    assert [place for place, code in enumerate(answers) if code != NO_ANSWER] == sorted(
        place for place in path if questionnaire.counted(answers)[place] != NO_ANSWER
    )
