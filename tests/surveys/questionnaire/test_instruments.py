"""The three workbooks that the portal brings along."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from elementpath import select
from pyxform.xls2xform import convert

from surveys.questionnaire.instrument import KINDS, NO_ANSWER
from surveys.questionnaire.walk import random_walk

from .conftest import INSTRUMENTS

XF = "{http://www.w3.org/2002/xforms}"


def names(questionnaire, role):
    return [item.name for item in questionnaire.items if item.role == role]


def item(questionnaire, name):
    return next(item for item in questionnaire.items if item.name == name)


@pytest.mark.parametrize(("kind", "most"), [("internal", 9), ("external", 6), ("expert", 4)])
def test_nobody_sees_more_pages_than_this(questionnaires, kind, most):
    assert len(questionnaires[kind].pages) <= most


def test_pages_hold_at_most_nine_items(questionnaire):
    assert max(len(page.items) for page in questionnaire.pages) <= 9


def test_screening_is_consent_and_one_question_of_eligibility(questionnaire):
    first, second = (questionnaire.items[place] for place in range(2))

    assert names(questionnaire, "screening") == [first.name, second.name]
    assert [choice.ends for choice in first.choices] == [None, 91]
    assert [choice.ends for choice in second.choices] == [None, 92]
    assert {0, 1} <= set(questionnaire.pages[0].items)


def test_correction_items_ask_whether_answers_were_directed(questionnaires):
    found = {kind: names(questionnaires[kind], "correction") for kind in KINDS}

    assert found == {
        "internal": ["i_fkp_1", "i_fkp_2"],
        "external": ["e_fkp_1"],
        "expert": ["x_fkp_1"],
    }


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [("internal", "i_att_1", "jarang"), ("external", "e_att_1", "setuju")],
)
def test_attention_items_name_their_right_answer(questionnaires, kind, name, expected):
    found = item(questionnaires[kind], name)
    right = next(choice for choice in found.choices if choice.code == expected)

    assert found.expected == expected
    assert f"«{right.label['id']}»" in found.label["id"]
    assert f"“{right.label['en']}”" in found.label["en"]


def test_leadership_and_room_for_integrity_stay_out_of_the_index(questionnaires):
    found = [i for i in questionnaires["internal"].items if i.name.startswith("i_kri_")]

    assert len(found) == 4
    assert {i.role for i in found} == {"information"}
    assert "KRI" not in questionnaires["internal"].instrument.dimensions


def test_experts_score_from_one_to_ten(questionnaires):
    scores = [choice.score for choice in item(questionnaires["expert"], "x_tkl_1").choices]

    assert scores == [0, 1111, 2222, 3333, 4444, 5556, 6667, 7778, 8889, 10000, None]


def test_agreeing_with_something_bad_scores_low(questionnaires):
    choices = item(questionnaires["internal"], "i_sdm_1").choices

    assert {c.code: c.score for c in choices}["sangat_setuju"] == 0
    assert {c.code: c.score for c in choices}["tidak_tahu"] is None


def test_an_item_is_required_when_one_may_decline_it(questionnaire):
    ways_out = {"tidak_tahu", "tidak_bersedia", "tidak_cukup_informasi"}
    for found in questionnaire.items:
        may_decline = bool(ways_out & {choice.code for choice in found.choices})
        assert found.required is (may_decline or found.role == "screening"), found.name


def test_no_real_place_is_named(questionnaire):
    text = " ".join(f"{i.label} {i.hint}" for i in questionnaire.items)

    assert not re.search(r"Balikpapan|Tirtamulya|\[", text)


def opens(questionnaire, name, code, asked):
    """Is `asked` asked of somebody who chooses `code` for `name` and the first choice else?"""
    places = {i.name: place for place, i in enumerate(questionnaire.items)}
    answers = [0] * len(questionnaire.items)
    codes = [choice.code for choice in item(questionnaire, name).choices]
    answers[places[name]] = NO_ANSWER if code is None else codes.index(code)
    return places[asked] in questionnaire.relevant_items(answers)


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("tidak_pernah", False),
        ("jarang", True),
        ("kadang", True),
        ("sering", True),
        ("sangat_sering", True),
        ("tidak_tahu", False),
        ("tidak_bersedia", False),
        (None, False),
    ],
)
def test_the_form_of_a_gift_is_asked_of_those_who_saw_one(questionnaires, code, asked):
    assert opens(questionnaires["internal"], "i_itg_1", code, "i_itg_1a") is asked


@pytest.mark.parametrize(("code", "asked"), [("ya", True), ("tidak", False), ("tidak_tahu", False)])
def test_the_effect_of_education_is_asked_of_those_who_had_some(questionnaires, code, asked):
    assert opens(questionnaires["internal"], "i_sos_1", code, "i_sos_2") is asked


@pytest.mark.parametrize("letter", "abcd")
@pytest.mark.parametrize(("code", "asked"), [("ya", True), ("tidak", False), (None, False)])
def test_gifts_are_asked_about_if_one_was_given(questionnaires, letter, code, asked):
    assert opens(questionnaires["external"], "e_itp_1", code, f"e_itp_1{letter}") is asked


@pytest.mark.parametrize("number", "1234")
@pytest.mark.parametrize(("code", "asked"), [("penyedia", True), ("usaha", False), (None, False)])
def test_procurement_is_asked_of_suppliers(questionnaires, number, code, asked):
    assert opens(questionnaires["external"], "e_s4", code, f"e_pbj_{number}") is asked


@pytest.mark.parametrize("kind", KINDS)
def test_the_path_is_that_of_the_xform_which_pyxform_makes(questionnaires, kind, rng):
    """Another reading of the workbook: real XForm paths, evaluated by stock elementpath."""
    questionnaire = questionnaires[kind]
    result = convert(str(INSTRUMENTS / f"{kind}.xlsx"))
    assert result.warnings == []
    model = ElementTree.fromstring(result.xform).find(f".//{XF}model")  # noqa: S314 (our own)
    data = next(iter(model.find(f"{XF}instance")))
    for element in data.iter():
        element.tag = element.tag.rpartition("}")[2]
    for _ in range(100):
        answers = random_walk(questionnaire, rng)
        if questionnaire.ended(answers) is None:
            assert on_path(questionnaire, answers, model, data) == questionnaire.relevant_items(
                answers
            )


def on_path(questionnaire, answers, model, data):
    for found, answer in zip(questionnaire.items, answers, strict=True):
        code = None if answer == NO_ANSWER else found.choices[answer].code
        data.find(f".//{found.name}").text = code
    irrelevant = [
        bind.get("nodeset")
        for bind in model.iter(f"{XF}bind")
        if bind.get("relevant") and not select(ElementTree.ElementTree(data), bind.get("relevant"))
    ]
    paths = {bind.get("nodeset") for bind in model.iter(f"{XF}bind")}
    places = {found.name: place for place, found in enumerate(questionnaire.items)}
    return {
        places[path.rpartition("/")[2]]
        for path in paths
        if path.rpartition("/")[2] in places
        and not any(path == off or path.startswith(f"{off}/") for off in irrelevant)
    }
