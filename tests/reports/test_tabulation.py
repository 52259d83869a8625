from __future__ import annotations

import pytest

from reports import counted_sheets, tabulation
from surveys.models.sheets import Sheet
from tests import make
from tests.reports import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(db):
    office = make.office(code="OPD-1")
    return scenes.counted(offices={office: {"internal": 3, "external": 2}}, experts=1)


def test_every_sheet_lands_in_its_group(small):
    groups = tabulation.tabulate(small).groups

    assert {(group.kind, group.opd, group.answers) for group in groups} == {
        ("internal", "OPD-1", 3),
        ("external", "OPD-1", 2),
        ("expert", None, 1),
    }


def test_the_hash_forgets_the_order_of_sheets(small):
    before = tabulation.tabulate(small).input_hash
    rows = list(Sheet.objects.values_list("group_id", "answers"))
    Sheet.objects.all().delete()
    Sheet.objects.bulk_create(Sheet(group_id=g, answers=a) for g, a in reversed(rows))

    assert tabulation.tabulate(small).input_hash == before


def test_the_hash_sees_one_changed_answer(small):
    before = tabulation.tabulate(small).input_hash
    sheet = Sheet.objects.filter(group__kind="internal").first()
    sheet.answers[5] = 0 if sheet.answers[5] else 1
    sheet.save()

    assert tabulation.tabulate(small).input_hash != before


def test_a_choice_beyond_the_127th_stays_what_it_was(small):
    """The 255th as one byte would be −2: not asked."""
    Sheet.objects.filter(group__kind="expert").update(answers=[254, 128, -1, -2])

    [read] = counted_sheets.by_group(small.pk, "expert", items=4).values()

    assert read.tolist() == [[254, 128, -1, -2]]


def test_sheets_of_another_wave_stay_out(small):
    other = scenes.wave(2030)
    office = make.office()
    scenes.group(other, "internal", office, scenes.sheets("internal", 4, 70.0, 1))

    assert sum(group.answers for group in tabulation.tabulate(small).groups) == 6


def test_only_index_items_are_scored():
    for kind, read in scenes.shipped().items():
        scheme = tabulation.scheme(read)
        assert {read.items[item.index].role for item in scheme.items} == {"index"}, kind
        assert all(item.dimension and item.indicator for item in scheme.items)


def test_being_steered_is_told_by_yes_alone():
    read = scenes.shipped()["internal"]
    for direction in tabulation.scheme(read).directions:
        choices = read.items[direction.index].choices
        assert (choices[direction.yes].score, choices[direction.no].score) == (0, 10000)
