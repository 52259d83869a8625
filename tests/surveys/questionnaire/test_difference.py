from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.questionnaire import difference
from surveys.questionnaire.difference import What
from tests.surveys.questionnaire.conftest import Book


def told(old, new):
    return [(one.what, one.item, one.part, one.before, one.after) for one in compared(old, new)]


def compared(old, new):
    return difference.compare(old.read(), new.read())


def test_the_same_workbook_has_no_difference():
    assert compared(Book(), Book()) == ()
    assert difference.only_words(Book().read(), Book().read())


@pytest.mark.parametrize(
    ("cell", "value", "change"),
    [
        ("survey!C7", "Berapa kali?",
         (What.WORDS, "q1", "teks (id)", "Seberapa sering?", "Berapa kali?")),
        ("survey!F8", "Pick", (What.WORDS, "q2", "petunjuk (en)", "Choose", "Pick")),
        ("survey!C6", "Bagian", (What.WORDS, "TRN", "judul bagian (id)", "Transparansi", "Bagian")),
        ("choices!D6", "Seldom", (What.WORDS, "q1", "pilihan jarang (en)", "Rarely", "Seldom")),
        ("settings!A2", "Lain", (What.WORDS, "", "judul (id)", "Kuesioner", "Lain")),
        ("choices!E6", 9000, (What.SCORE, "q1", "jarang", "10000", "9000")),
        ("choices!E9", 50, (What.SCORE, "q2", "uang", "tanpa skor", "50")),
        ("survey!H8", "${q1} = 'jarang'",
         (What.CONDITION, "q2", "relevant", "${q1} = 'sering'", "${q1} = 'jarang'")),
        ("survey!G8", "yes", (What.RULE, "q2", "required", "tidak", "ya")),
        ("choices!F4", 92, (What.RULE, "s1", "pilihan tidak", "ends 91", "ends 92")),
        ("survey!J7", "Lain", (What.USE, "q1", "indicator", "Frekuensi", "Lain")),
        ("survey!M7", "I", (What.ORIGIN, "q1", "status", "T", "I")),
        ("survey!B8", "q3", (What.GONE, "q2", "", "Bentuk apa?", "")),
        ("survey!B8", "q3", (What.ADDED, "q3", "", "", "Bentuk apa?")),
        ("choices!B10", "jasa", (What.ANSWERS, "q2", "", "uang, barang", "uang, jasa")),
    ],
)  # fmt: skip
def test_a_change_is_told_with_its_place(cell, value, change):
    new = Book().put(cell, value)
    if cell == "choices!F4":  # a workbook without 91 would be refused
        old = Book().read()
        consent = old.items[0]
        choices = (consent.choices[0], replace(consent.choices[1], ends=92))
        section = replace(old.sections[0], items=(replace(consent, choices=choices),
                                                  *old.sections[0].items[1:]))  # fmt: skip
        found = difference.compare(old, replace(old, sections=(section, *old.sections[1:])))
        assert change in [(o.what, o.item, o.part, o.before, o.after) for o in found]
        return
    assert change in told(Book(), new)


@pytest.mark.parametrize(
    ("cell", "value", "only"),
    [
        ("survey!C7", "Berapa kali?", True),
        ("choices!D6", "Seldom", True),
        ("settings!B2", "Other", True),
        ("choices!E6", 9000, False),
        ("survey!H8", "${q1} = 'jarang'", False),
        ("survey!B8", "q3", False),
        ("choices!B10", "jasa", False),
        ("survey!G8", "yes", False),
        ("survey!J7", "Lain", False),
    ],
)
def test_only_words_may_differ_in_the_field(cell, value, only):
    assert difference.only_words(Book().read(), Book().put(cell, value).read()) is only


def test_the_fewest_items_are_told_as_moved(make_questionnaire, make_item):
    a, b, c, d = (make_item(name) for name in "abcd")
    old, new = (make_questionnaire(items).instrument for items in ([a, b, c, d], [d, a, b, c]))

    moved = [one.item for one in difference.compare(old, new) if one.what is What.MOVED]

    assert moved == ["d"]
    assert not difference.only_words(old, new)
