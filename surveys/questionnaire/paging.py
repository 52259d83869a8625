"""The static cut of an instrument into pages, the same for everybody.

Old browsers cannot hide a question by the answer to another one on the same page, so a
page ends before an item whose condition names an item on it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.questionnaire import expressions
from surveys.questionnaire.instrument import Instrument, Item, Text

MOST_ITEMS = 8
BETTER_ITEMS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Halaman. `number` counts from 1; `items` are places in an answer sheet."""

    number: int
    section: int
    title: Text
    items: tuple[int, ...]


def pages(instrument: Instrument) -> tuple[Page, ...]:
    """A section never shares a page with another; at most 8 items, split evenly if more.

    The section that stands beside the questionnaire has no page among them.
    """
    cuts = [
        (number, cut)
        for number, places in enumerate(_places(instrument))
        if not instrument.sections[number].is_beside
        for run in _runs(places, instrument.items)
        for cut in _even(run)
    ]
    return tuple(
        Page(number=number, section=section, title=instrument.sections[section].title, items=cut)
        for number, (section, cut) in enumerate(cuts, start=1)
    )


def _places(instrument: Instrument) -> Iterator[range]:
    start = 0
    for section in instrument.sections:
        yield range(start, start + len(section.items))
        start += len(section.items)


def _runs(places: range, items: Sequence[Item]) -> Iterator[list[int]]:
    run: list[int] = []
    for place in places:
        relevant = items[place].relevant
        named = set(expressions.names(relevant)) if relevant else set()
        if named & {items[earlier].name for earlier in run}:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _even(run: list[int]) -> Iterator[tuple[int, ...]]:
    parts = 1 if len(run) <= MOST_ITEMS else math.ceil(len(run) / BETTER_ITEMS)
    edges = [len(run) * part // parts for part in range(parts + 1)]
    for start, end in itertools.pairwise(edges):
        yield tuple(run[start:end])
