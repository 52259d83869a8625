"""How the invented people of the demo city answer."""

from __future__ import annotations

from random import Random

from spi_portal.demo import opinions
from spi_portal.demo.opinions import Mood
from surveys.questionnaire.instrument import NO_ANSWER
from tests.surveys.respond import make

QUESTIONNAIRE = make.questionnaire("internal")
PLACE = QUESTIONNAIRE.beside


def answered(pressed: float) -> list[list[int]]:
    random, mood = Random(7), Mood(level=75.0, response={}, pressed=pressed)
    return [opinions.answer(QUESTIONNAIRE, mood, random) for _ in range(200)]


def test_some_tell_that_they_were_pressed_and_most_of_them_the_first_thing():
    told = [answers[PLACE] for answers in answered(0.2) if answers[PLACE] != NO_ANSWER]

    assert 20 <= len(told) <= 60
    assert told.count(0) > len(told) / 2
    assert len(set(told)) > 2


def test_nobody_answers_anything_else_because_others_tell():
    silent, telling = answered(0.0), answered(1.0)

    assert all(answers[PLACE] == NO_ANSWER for answers in silent)
    assert all(answers[PLACE] != NO_ANSWER for answers in telling)
    for one, other in zip(silent, telling, strict=True):
        assert one[:PLACE] == other[:PLACE]
        assert one[PLACE + 1 :] == other[PLACE + 1 :]
