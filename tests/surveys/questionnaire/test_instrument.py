from __future__ import annotations

import dataclasses

import pytest

from surveys.questionnaire.instrument import NO_ANSWER, from_json, pack, to_json, unpack


def test_json_gives_the_same_instrument_back(questionnaire):
    assert from_json(to_json(questionnaire.instrument)) == questionnaire.instrument


def test_json_is_canonical(questionnaire):
    text = to_json(questionnaire.instrument)

    assert to_json(from_json(text)) == text
    assert '": ' not in text
    assert text.index('"kind"') < text.index('"languages"') < text.index('"sections"')


def test_the_digest_changes_with_one_letter_of_one_label(questionnaire):
    instrument = questionnaire.instrument
    first, *rest = instrument.sections
    changed = dataclasses.replace(first, title={**first.title, "en": first.title["en"] + "."})

    other = dataclasses.replace(instrument, sections=(changed, *rest))

    assert len(instrument.digest) == 64
    assert other.digest != instrument.digest


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "internal", "sections": [{}]}'])
def test_other_json_is_no_instrument(text):
    with pytest.raises(ValueError, match=r"not an instrument|Expecting value"):
        from_json(text)


def test_an_answer_is_one_byte_and_none_is_255():
    assert pack([0, 253, NO_ANSWER]) == bytes([0, 253, 255])


def test_packed_answers_come_back():
    answers = [NO_ANSWER, *range(254)]

    assert unpack(pack(answers)) == answers


@pytest.mark.parametrize("answer", [-2, 256])
def test_what_fits_no_byte_is_not_packed(answer):
    with pytest.raises(ValueError, match="byte"):
        pack([answer])


def test_dimensions_are_those_of_index_items_in_order(questionnaires):
    dimensions = questionnaires["internal"].instrument.dimensions

    assert list(dimensions) == ["TRN", "ITG", "PGR", "ANG", "PBJ", "SDM", "SOS"]
    assert dimensions["TRN"] == {"id": "Transparansi", "en": "Transparency"}
