"""Sheets of many made-up people at once: each has an opinion of an office, and luck an item."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from reports import tabulation
from reports.scoring import UNANSWERED, Scheme, Sheets
from surveys import instrument_shelf
from surveys.questionnaire import xlsform
from surveys.questionnaire.instrument import Instrument

BETWEEN_PEOPLE = 9.0  # points, standard deviation of opinions of one office
BETWEEN_ITEMS = 24.0  # of one person's answers around their opinion
SILENT = 0.06  # of items that are asked, without a score


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    instrument: Instrument
    scheme: Scheme

    @property
    def width(self) -> int:
        return len(self.instrument.items)


@cache
def form(kind: str) -> Form:
    content = (instrument_shelf.SHIPPED / f"{kind}.xlsx").read_bytes()
    read = xlsform.read(content, kind)  # type: ignore[arg-type]
    return Form(instrument=read, scheme=tabulation.scheme(read))


def opinions(level: float, people: int, luck: Generator) -> NDArray[np.float64]:
    return luck.normal(level, BETWEEN_PEOPLE, people)


def sheets(kind: str, own: NDArray[np.float64], luck: Generator) -> Sheets:
    """One sheet for each opinion: the choice whose score lies nearest to what is felt."""
    one, people = form(kind), len(own)
    found = np.full((people, one.width), UNANSWERED, dtype=np.int16)
    for item in one.scheme.items:
        ordinals = [n for n, score in enumerate(item.scores) if score is not None]
        scores = np.array([item.scores[n] for n in ordinals], dtype=np.float64) / 100
        felt = own + luck.normal(0, BETWEEN_ITEMS, people)
        up = np.argsort(scores)
        between = (scores[up][1:] + scores[up][:-1]) / 2
        choice = np.array(ordinals, dtype=np.int16)[up][np.searchsorted(between, felt)]
        choice[luck.random(people) < SILENT] = UNANSWERED
        found[:, item.index] = choice
    for question in one.scheme.directions:
        found[:, question.index] = question.no
    for attention in one.scheme.attention:
        found[:, attention.index] = attention.expected
    return found
