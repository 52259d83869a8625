from __future__ import annotations

from respondents.imports import duplicates
from respondents.imports.candidates import Candidate
from respondents.imports.checking import Checked


def rows(*candidates):
    return [
        Checked(Candidate(row=row, kind="internal", office_id=1, **values))
        for row, values in enumerate(candidates, start=2)
    ]


def found(*candidates):
    checked = rows(*candidates)
    duplicates.mark(checked)
    return [[(f.column, f.finding.code, f.finding.severity) for f in c.faults] for c in checked]


def test_different_people_are_left_alone():
    assert found({"name": "Ayu", "phone": "+1"}, {"name": "Budi", "phone": "+2"}) == [[], []]


def test_the_first_of_two_equal_nips_stays_clean():
    first, second = found({"name": "Ayu", "nip": "1"}, {"name": "Ayu C.", "nip": "1"})

    assert first == []
    assert second == [("nip", "ganda", "blocks")]


def test_the_same_name_and_number_is_the_same_person():
    first, second = found({"name": "Ayu", "phone": "+1"}, {"name": "AYU ", "phone": "+1"})

    assert (first, second) == ([], [("no_wa", "ganda", "blocks")])


def test_a_number_of_two_people_blocks_both():
    both = found({"name": "Ayu", "phone": "+1"}, {"name": "Budi", "phone": "+1"})

    assert both == [[("no_wa", "ganda", "blocks")]] * 2


def test_an_address_of_two_people_warns_both():
    both = found({"name": "Ayu", "email": "a@x"}, {"name": "Budi", "email": "a@x"})

    assert both == [[("email", "surel_bersama", "warns")]] * 2


def test_the_same_name_and_address_is_the_same_person():
    first, second = found({"name": "Ayu", "email": "a@x"}, {"name": "Ayu", "email": "a@x"})

    assert (first, second) == ([], [("email", "ganda", "blocks")])


def test_namesakes_in_one_unit_are_asked_about():
    first, second = found({"name": "Ayu", "unit": "UPT"}, {"name": "Ayu", "unit": "UPT"})

    assert (first, second) == ([], [("nama", "senama", "warns")])


def test_many_rows_with_one_number_are_counted_and_not_listed():
    checked = rows(*({"name": f"Orang {n}", "phone": "+1"} for n in range(500)))
    duplicates.mark(checked)

    assert "baris 3, 4, 5 dan 496 lainnya" in checked[0].faults[0].finding.message
