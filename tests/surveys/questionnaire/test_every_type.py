"""Numbers, dates, several choices, notes and calculations: all their answers are listed."""

from __future__ import annotations

from datetime import date

import pytest

from surveys.questionnaire import entering
from surveys.questionnaire.entering import Entry
from surveys.questionnaire.instrument import NO_ANSWER, from_json, to_json
from surveys.questionnaire.path import Questionnaire
from tests.surveys.questionnaire.conftest import Book

AGES = {"type": "integer", "constraint": ". >= 0 and . <= 120"}
DAYS = {"type": "date", "constraint": ". >= '2026-01-01' and . <= '2026-06-30' and . <= today()"}
TODAY = date(2026, 5, 1)


def read(**cells):
    return Book().add(name="x", **cells).read().items[-1]


def codes(item):
    return [choice.code for choice in item.choices]


@pytest.mark.parametrize(
    ("cells", "number", "first", "last"),
    [
        (AGES, 121, "0", "120"),
        ({"type": "integer", "constraint": ". > -3 and . < 3"}, 5, "-2", "2"),
        ({"type": "decimal", "constraint": ". >= 0 and . <= 2.5"}, 26, "0", "2.5"),
        ({"type": "range", "parameters": "start=1 end=10 step=1"}, 10, "1", "10"),
        ({"type": "range", "parameters": "start=0 end=1 step=0.25"}, 5, "0", "1"),
        ({"type": "range"}, 10, "1", "10"),
        (DAYS, 181, "2026-01-01", "2026-06-30"),
        ({**DAYS, "appearance": "month-year"}, 6, "2026-01-01", "2026-06-01"),
        ({**DAYS, "appearance": "year"}, 1, "2026-01-01", "2026-01-01"),
        ({"type": "select_multiple form"}, 3, "uang", "uang barang"),
        ({"type": "select_multiple form", "constraint": "count-selected(.) <= 1"}, 2, "uang",
         "barang"),
        ({"type": "select_one form or_other"}, 3, "uang", "other"),
    ],
)  # fmt: skip
def test_all_answers_are_listed(cells, number, first, last):
    listed = codes(read(**cells))

    assert (len(listed), listed[0], listed[-1]) == (number, first, last)


def test_words_of_numbers_and_dates_are_those_of_the_language():
    day = read(**DAYS).choices[0]
    assert day.label == {"id": "1 Januari 2026", "en": "1 January 2026"}
    month = read(**DAYS, appearance="month-year").choices[2]
    assert month.label == {"id": "Maret 2026", "en": "March 2026"}
    tenth = read(type="range", parameters="start=0 end=1 step=0.5").choices[1]
    assert tenth.label == {"id": "0,5", "en": "0.5"}


def test_a_note_is_shown_and_never_answered():
    questionnaire = Questionnaire(Book().add(type="note", name="x", role=None).read())
    place = len(questionnaire.items) - 1

    assert not questionnaire.items[place].is_asked
    assert entering.entry(questionnaire.items[place]) is Entry.NONE
    assert any(place in page.items for page in questionnaire.pages)
    assert questionnaire.complete([0, 0, 0, 0, NO_ANSWER])


def test_a_page_of_notes_alone_is_no_page_to_come_back_to():
    """Otherwise a finished sheet could never be sent."""
    book = Book().add(type="note", name="x", role=None, relevant="${q2} = 'uang'")
    questionnaire = Questionnaire(book.read())

    assert questionnaire.next_page([0, 1, 1, 0, NO_ANSWER], after=0).number == 1
    assert questionnaire.first_open_page([0, 0, 1, 0, NO_ANSWER]) is None


def test_a_calculation_is_worked_out_on_the_way_and_feeds_conditions():
    book = Book()
    book.add(**AGES, name="age")
    book.add(type="calculate", name="old", calculation="if(${age} >= 60, 'ya', 'tidak')", id=None,
             en=None, role=None)  # fmt: skip
    book.add(type="select_one form", name="more", relevant="${old} = 'ya'")
    questionnaire = Questionnaire(book.read())
    old, more = len(questionnaire.items) - 2, len(questionnaire.items) - 1

    def sheet(age):
        return [0, 0, 0, NO_ANSWER, age, 1, 0]

    assert codes(questionnaire.items[old]) == ["tidak", "ya"]
    assert all(old not in page.items for page in questionnaire.pages)
    assert questionnaire.counted(sheet(60)) == [0, 0, 0, NO_ANSWER, 60, 1, 0]
    assert questionnaire.counted(sheet(59)) == [0, 0, 0, NO_ANSWER, 59, 0, NO_ANSWER]
    assert not {more, more - 2} <= set(
        next(page.items for page in questionnaire.pages if more in page.items)
    )


def test_a_constraint_on_an_earlier_answer_is_held_on_the_way():
    book = Book().add(**AGES, name="age")
    book.add(type="integer", name="years", constraint=". >= 0 and . <= ${age}")
    questionnaire = Questionnaire(book.read())
    sheet = [0, 0, 0, NO_ANSWER, 20, 21]
    page = next(page for page in questionnaire.pages if 5 in page.items)

    assert questionnaire.counted(sheet)[5] == NO_ANSWER
    assert questionnaire.missing(page, sheet) == (5,)
    assert questionnaire.missing(page, [0, 0, 0, NO_ANSWER, 21, 21]) == ()
    assert questionnaire.missing(page, [0, 0, 0, NO_ANSWER, 21, NO_ANSWER]) == ()


def filtered():
    book = Book().put("choices!G1", "of")
    book.put("choices!G9", "sering").put("choices!G10", "jarang")
    return book.add(type="select_one form", name="kab", choice_filter="of = ${q1} or ${q1} = ''")


def test_choices_that_are_left_by_an_earlier_answer_have_a_page_of_their_own():
    questionnaire = Questionnaire(filtered().read())
    pages = [page for page in questionnaire.pages if 4 in page.items]

    assert [sorted(page.offers) for page in pages] == [[0], [0, 1], [1]]
    often = [0, 0, 1, NO_ANSWER, NO_ANSWER]
    assert [page for page in pages if questionnaire.page_items(page, often)] == [pages[0]]
    assert questionnaire.counted([0, 0, 1, NO_ANSWER, 1])[4] == NO_ANSWER
    assert questionnaire.counted([0, 0, 1, NO_ANSWER, 0])[4] == 0


def test_whom_a_filter_leaves_nothing_is_not_asked():
    questionnaire = Questionnaire(filtered().read())

    assert 4 not in questionnaire.relevant_items([0, 0, 2, NO_ANSWER, 0])


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"type": "integer"}, "constraint perlu batas bawah dan atas"),
        ({"type": "integer", "constraint": ". >= 0"}, "constraint perlu batas bawah dan atas"),
        ({"type": "integer", "constraint": ". < 9 or . > 20"}, "constraint perlu batas"),
        ({"type": "integer", "constraint": ". > 0 and . < 999"}, "998 jawaban yang mungkin"),
        ({"type": "integer", "constraint": ". > 0 and . < 99999"}, "rentang terlalu lebar"),
        ({"type": "integer", "constraint": ". > 5 and . < 5"}, "tidak menyisakan"),
        ({"type": "date", "constraint": ". <= today()"}, "constraint perlu tanggal paling awal"),
        ({"type": "date", "constraint": ". >= '2026-01-01' and . <= '2026-12-31'"}, "365 jawaban"),
        ({"type": "date", "constraint": ". >= '2026-01-01'"}, "constraint perlu tanggal"),
        ({"type": "range", "parameters": "start=0 end=10 step=3"}, "start + beberapa kali step"),
        ({"type": "range", "parameters": "start=0 end=999 step=1"}, "paling banyak 254 jawaban"),
        ({"type": "range", "parameters": "min=0"}, "parameters berisi start"),
        ({"type": "calculate", "id": None, "en": None}, "calculate tanpa isi"),
        ({"type": "calculate", "calculation": "today()", "id": None, "en": None}, "today() hanya"),
        ({**AGES, "required": "yes"}, "angka dan tanggal harus boleh dilewati"),
        ({**AGES, "role": "profile"}, "peran profile hanya untuk select_one"),
        ({**AGES, "choice_filter": "a = 1"}, "kolom choice_filter tidak dipakai oleh integer"),
        ({**AGES, "appearance": "spinner"}, "tampilan yang ada"),
        ({**AGES, "default": "30"}, "jawaban yang sudah terisi menyetir"),
        ({"type": "select_one often", "default": "sering"}, "jawaban yang sudah terisi menyetir"),
        ({"type": "select_one form", "choice_filter": "prov = ${q1}"}, "«prov» tidak didukung"),
        ({"type": "select_one form", "constraint": ". = 'emas'"}, "tidak menyisakan"),
        ({"type": "select_one form", "relevant": "regex(${q1}, '(')"}, "tidak dapat dihitung"),
        ({"type": "note", "required": "yes"}, "note tidak dijawab"),
        ({"type": "select_one form", "calculation": "1"}, "kolom calculation tidak dipakai"),
        ({**DAYS, "constraint": f"{DAYS['constraint']} and ${{q1}} = ''"}, "today() dan ${…}"),
    ],
)
def test_what_cannot_be_listed_is_refused_with_its_cell(cells, fault):
    faults = Book().add(name="x", **cells).faults()

    assert any(fault in found and found.startswith("survey ") for found in faults), faults


def test_everything_survives_its_json():
    book = filtered().add(**AGES, constraint_id="Angka.", constraint_en="A number.")
    read = book.add(type="select_multiple form").add(**DAYS).read()

    assert from_json(to_json(read)) == read


@pytest.mark.parametrize(
    ("cells", "entered", "code"),
    [
        (AGES, ["30"], "30"),
        (AGES, [" 030 "], "30"),
        (AGES, [""], None),
        ({"type": "decimal", "constraint": ". >= 0 and . <= 9"}, ["2,50"], "2.5"),
        (DAYS, ["2026-04-30"], "2026-04-30"),
        (DAYS, ["30-4-2026"], "2026-04-30"),
        (DAYS, ["30/04/2026"], "2026-04-30"),
        ({"type": "select_multiple form"}, ["barang", "uang"], "uang barang"),
        ({**DAYS, "appearance": "month-year"}, [""], None),
        ({"type": "range"}, ["7"], "7"),
    ],
)
def test_what_is_entered_becomes_an_answer(cells, entered, code):
    item = read(**cells)
    found = entering.read(item, entered, offers=range(len(item.choices)), today=TODAY)

    assert found == (NO_ANSWER if code is None else codes(item).index(code))


@pytest.mark.parametrize(
    ("cells", "entered", "error"),
    [
        (AGES, ["121"], entering.NoAnswerOfThese),
        (AGES, ["tiga"], entering.NoAnswerOfThese),
        (AGES, ["1e1"], entering.NoAnswerOfThese),
        (AGES, ["3", "4"], entering.Forged),
        (DAYS, ["2026-05-02"], entering.NoAnswerOfThese),  # tomorrow
        (DAYS, ["31-02-2026"], entering.NoAnswerOfThese),
        ({"type": "select_multiple form"}, ["emas"], entering.Forged),
        ({"type": "select_multiple form"}, ["uang", "uang"], entering.Forged),
        (
            {"type": "select_multiple form", "constraint": "count-selected(.) <= 1"},
            ["uang", "barang"],
            entering.NoAnswerOfThese,
        ),
        ({"type": "select_one form"}, ["emas"], entering.Forged),
        ({"type": "note", "role": None}, ["x"], entering.Forged),
    ],
)
def test_what_is_no_answer_is_told_from_what_is_forged(cells, entered, error):
    item = read(**cells)
    with pytest.raises(error):
        entering.read(item, entered, offers=range(len(item.choices)), today=TODAY)


def test_a_choice_that_the_page_does_not_offer_is_forged():
    item = read(type="select_one form")
    with pytest.raises(entering.Forged):
        entering.read(item, ["barang"], offers=[0], today=TODAY)
