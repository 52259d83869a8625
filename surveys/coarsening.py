"""What is taken out of answer sheets at the count, before anybody can read them.

Screening has done its work once the sheet is counted. A profile item stays only where every
cell of its group holds enough people to hide in.
Source: docs/method.md section 9.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from surveys.box.tallying import CountedSheet
from surveys.questionnaire.instrument import NO_ANSWER, Instrument

FEWEST_IN_A_CELL = 5


def coarsen(sheets: Iterable[CountedSheet], instruments: Mapping[str, Instrument]) -> None:
    """Blank screening items, and profile items of groups with a cell of fewer than five."""
    by_group: dict[int, list[CountedSheet]] = defaultdict(list)
    for sheet in sheets:
        by_group[sheet.group_id].append(sheet)
    for members in by_group.values():
        items = instruments[members[0].kind].items
        for place, item in enumerate(items):
            if item.role == "screening" or (item.role == "profile" and _tells(members, place)):
                _blank(members, place)


def _tells(members: list[CountedSheet], place: int) -> bool:
    cells = Counter(sheet.answers[place] for sheet in members)
    return any(size < FEWEST_IN_A_CELL for size in cells.values())


def _blank(members: list[CountedSheet], place: int) -> None:
    for sheet in members:
        sheet.answers[place] = NO_ANSWER
