from __future__ import annotations

import pytest

from respondents import vocabulary


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("II.b", "Eselon II"),
        ("Eselon II.a", "Eselon II"),
        ("es. IV", "Eselon IV"),
        ("JPT Pratama", "Eselon II"),
        ("Administrator", "Eselon III"),
        ("fungsional tertentu", "Fungsional"),
        ("kepala", None),
    ],
)
def test_a_level_is_recognised(written, word):
    assert vocabulary.LEVELS.recognise(written) == word


@pytest.mark.parametrize(
    "words",
    [
        vocabulary.STATUSES,
        vocabulary.LEVELS,
        vocabulary.RESPONDENTS,
        vocabulary.EXPERTS,
        vocabulary.YES_NO,
        vocabulary.GENDERS,
    ],
)
def test_no_spelling_stands_for_two_words(words):
    for word, spellings in words.words.items():
        assert {words.recognise(spelling) for spelling in (word, *spellings)} == {word}


def test_the_nearest_word_is_proposed_for_a_typing_error_only():
    assert vocabulary.STATUSES.nearest("PNSS") == "PNS"
    assert vocabulary.STATUSES.nearest("wiraswasta") == ""
