"""The static cut of an instrument into pages, the same for everybody.

Old browsers cannot hide a question by the answer to another one on the same page, so a
page ends before an item whose condition names an item on it. Each page is two requests and a
wait on a poor line, so short sections share one as far as no answer decides what comes next.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.questionnaire import rules
from surveys.questionnaire.instrument import Instrument, Item
from surveys.questionnaire.rules import Rule

MOST_ITEMS = 9  # see also the markers and cards in static/css/questions.css
BETTER_ITEMS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Halaman. `number` counts from 1; `items` are places in an answer sheet.

    `sections` are the neighbours that it is of, most often one, counted from 0. `offers` are the
    ordinals that the page offers for its only item, where a choice filter leaves more than one
    set of them: each set has a page of its own.
    """

    number: int
    sections: tuple[int, ...]
    items: tuple[int, ...]
    offers: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class _Cut:
    sections: tuple[int, ...]
    places: tuple[int, ...]
    offers: frozenset[int] | None = None


def pages(instrument: Instrument) -> tuple[Page, ...]:
    """At most 9 items: a longer section is split evenly, shorter neighbours share a page.

    The section that stands beside the questionnaire has no page among them.
    """
    items = instrument.items
    return cut(instrument, [rules.of(item, items[:place]) for place, item in enumerate(items)])


def cut(instrument: Instrument, by: Sequence[Rule]) -> tuple[Page, ...]:
    """`pages`, with the rules of the items already worked out."""
    cuts = [
        _Cut((number,), *each)
        for number, places in enumerate(_places(instrument))
        if not instrument.sections[number].is_beside
        for run in _runs(places, instrument.items, by)
        for each in _even(run, by)
    ]
    return tuple(
        Page(number=number, sections=cut.sections, items=cut.places, offers=cut.offers)
        for number, cut in enumerate(_joined(cuts, instrument.items, by), start=1)
    )


def _places(instrument: Instrument) -> Iterator[range]:
    start = 0
    for section in instrument.sections:
        yield range(start, start + len(section.items))
        start += len(section.items)


def _runs(places: range, items: Sequence[Item], by: Sequence[Rule]) -> Iterator[list[int]]:
    """Items that can stand on one page: what is asked there hangs on nothing that is on it.

    A page is the same for everybody, so all of its items are asked under one condition.
    """
    run: list[int] = []
    for place in places:
        if items[place].asks == "calculate":
            continue
        if run and _begins_a_page(place, run, items, by):
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _begins_a_page(place: int, run: list[int], items: Sequence[Item], by: Sequence[Rule]) -> bool:
    alone = by[place].offers is not None or by[run[-1]].offers is not None
    other_condition = items[place].relevant != items[run[-1]].relevant
    return alone or other_condition or not reads(place, by).isdisjoint(run)


def reads(place: int, by: Sequence[Rule]) -> frozenset[int]:
    """Places of the answers that decide about an item, through calculations as well."""
    rule = by[place]
    direct = {
        each
        for table in (rule.condition, rule.offers, rule.allows, rule.calculation)
        if table is not None
        for each in table.depends
    }
    through = (reads(each, by) for each in direct if by[each].calculation is not None)
    return frozenset(direct).union(*through)


def _joined(cuts: Sequence[_Cut], items: Sequence[Item], by: Sequence[Rule]) -> list[_Cut]:
    """Neighbours of different sections together, as long as they are asked as one page is."""
    joined: list[_Cut] = []
    for cut in cuts:
        if joined and _can_share(joined[-1], cut, items, by):
            held = joined.pop()
            cut = _Cut(held.sections + cut.sections, held.places + cut.places)
        joined.append(cut)
    return joined


def _can_share(one: _Cut, other: _Cut, items: Sequence[Item], by: Sequence[Rule]) -> bool:
    """Not behind an answer that may end the questionnaire: nobody reads on before it is given."""
    if one.sections[-1] == other.sections[0] or _may_end(one, items):
        return False
    if len(one.places) + len(other.places) > MOST_ITEMS:
        return False
    return not any(_begins_a_page(each, [*one.places], items, by) for each in other.places)


def _may_end(cut: _Cut, items: Sequence[Item]) -> bool:
    return any(choice.ends is not None for each in cut.places for choice in items[each].choices)


def _even(
    run: list[int], by: Sequence[Rule]
) -> Iterator[tuple[tuple[int, ...], frozenset[int] | None]]:
    offers = by[run[0]].offers
    if offers is not None:
        for ordinals in sorted({tuple(sorted(left)) for left in offers.ordinals.values() if left}):
            yield tuple(run), frozenset(ordinals)
        return
    parts = 1 if len(run) <= MOST_ITEMS else math.ceil(len(run) / BETTER_ITEMS)
    edges = [len(run) * part // parts for part in range(parts + 1)]
    for start, end in itertools.pairwise(edges):
        yield tuple(run[start:end]), None
