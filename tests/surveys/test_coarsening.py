"""What could tell one person among few is taken out at the count, and nothing else."""

from __future__ import annotations

import pytest

from surveys import coarsening
from surveys.box.tallying import CountedSheet
from surveys.questionnaire.instrument import NO_ANSWER, Choice, Instrument, Item, Role, Section

TITLE = {"id": "Bagian", "en": "Part"}
SCREENING, PROFILE, SCORED = 0, 1, 2  # places in the sheet


def item(name: str, role: Role) -> Item:
    choices = tuple(Choice(code=str(number), label=TITLE) for number in range(3))
    return Item(name=name, label=TITLE, choices=choices, role=role)


ITEMS = (item("s1", "screening"), item("p1", "profile"), item("q1", "information"))
INSTRUMENT = Instrument(
    kind="internal", title=TITLE, sections=(Section(name="a", title=TITLE, items=ITEMS),)
)


def coarsened(*profiles: int, group: int = 1) -> list[CountedSheet]:
    sheets = [
        CountedSheet(group_id=group, kind="internal", answers=[0, profile, 2])
        for profile in profiles
    ]
    coarsening.coarsen(sheets, {"internal": INSTRUMENT})
    return sheets


def column(sheets: list[CountedSheet], place: int) -> list[int]:
    return [sheet.answers[place] for sheet in sheets]


def test_screening_is_taken_out_of_every_sheet() -> None:
    sheets = coarsened(*[0] * 20)

    assert set(column(sheets, SCREENING)) == {NO_ANSWER}
    assert set(column(sheets, SCORED)) == {2}


def test_a_profile_stays_where_each_answer_is_that_of_five() -> None:
    assert column(coarsened(*[0] * 5, *[1] * 5), PROFILE) == [0] * 5 + [1] * 5


@pytest.mark.parametrize("few", [[1] * 4, [NO_ANSWER]])
def test_a_profile_goes_from_the_whole_group_where_one_answer_is_that_of_few(few) -> None:
    """Also where few gave none: what the others are would tell them apart."""
    assert set(column(coarsened(*[0] * 20, *few), PROFILE)) == {NO_ANSWER}


def test_groups_are_looked_at_one_by_one() -> None:
    large = [CountedSheet(group_id=1, kind="internal", answers=[0, 0, 2]) for _ in range(9)]
    small = [CountedSheet(group_id=2, kind="internal", answers=[0, 0, 2]) for _ in range(4)]

    coarsening.coarsen([*large, *small], {"internal": INSTRUMENT})

    assert set(column(large, PROFILE)) == {0}
    assert set(column(small, PROFILE)) == {NO_ANSWER}
