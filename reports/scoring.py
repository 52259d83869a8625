"""From answer sheets to points: items to indicators, and what sheets say of their making.

Sheets of one kind are a matrix, a row a sheet. Scores are integers in hundredths of a point
(2222 is 22.22), so that adding them is exact. Source: docs/method.md section 4.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNANSWERED = -1  # was asked, has no answer
NOT_ASKED = -2  # is not on this respondent's path

UNIFORM_FIFTHS = 4
FEWEST_JUDGED = 10

Sheets = NDArray[np.int16]  # row: for each item the ordinal of the choice, from 0 to 253
Flags = NDArray[np.bool_]
Indicator = tuple[str, str]  # code of the dimension, code of the indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredItem:
    index: int  # place on the sheet
    dimension: str
    indicator: str
    scores: tuple[int | None, ...]  # by choice, hundredths; None: "tidak tahu", refusal
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionItem:
    """Asks whether somebody steered the answers. Stands outside the index."""

    index: int
    yes: int  # ordinals of the two choices that say something
    no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionItem:
    """Says which choice to take. Stands outside the index."""

    index: int
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PressureItem:
    """Where somebody tells of being put under pressure. Stands outside the index."""

    index: int
    choices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodItem:
    """Of the city-level method module. Stands outside the index."""

    index: int
    name: str
    worth: tuple[float | None, ...]  # by choice: 1 and 0 for yes and no, or a number; None: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """What of one kind's instrument is scored, and how."""

    kind: str
    items: tuple[ScoredItem, ...]
    directions: tuple[DirectionItem, ...] = ()
    attention: tuple[AttentionItem, ...] = ()
    pressure: PressureItem | None = None
    method: tuple[MethodItem, ...] = ()
    by_dimension: dict[str, tuple[ScoredItem, ...]] = field(init=False)

    def __post_init__(self) -> None:
        together: dict[str, list[ScoredItem]] = defaultdict(list)
        for item in self.items:
            together[item.dimension].append(item)
        grouped = {dimension: tuple(items) for dimension, items in together.items()}
        object.__setattr__(self, "by_dimension", grouped)


class AnswerOffTheScale(ValueError):
    """A sheet holds a choice that its item does not have."""


def indicators(sheets: Sheets, scheme: Scheme) -> dict[Indicator, NDArray[np.float64]]:
    """By respondent each indicator, the mean of its scored items, points 0-100; NaN: has none.

    A dimension counts only when at least half of its items on the respondent's path have
    a score; "tidak tahu" and refusals have none, and are neither 0 nor 50.
    Raises AnswerOffTheScale for a choice that an item does not have.
    """
    found: dict[Indicator, NDArray[np.float64]] = {}
    for dimension, items in scheme.by_dimension.items():
        asked = np.zeros(len(sheets), dtype=np.int64)
        sums: dict[str, NDArray[np.int64]] = {}
        counts: dict[str, NDArray[np.int64]] = {}
        for item in items:
            scores, has = _scored(sheets, item)
            asked += sheets[:, item.index] != NOT_ASKED
            sums[item.indicator] = sums.get(item.indicator, 0) + scores
            counts[item.indicator] = counts.get(item.indicator, 0) + has.astype(np.int64)
        enough = 2 * sum(counts.values()) >= asked
        for indicator, count in counts.items():
            heard = enough & (count > 0)
            points = np.full(len(sheets), np.nan)
            np.divide(sums[indicator], 100 * count, out=points, where=heard)
            found[dimension, indicator] = points
    return found


def item_sums(sheets: Sheets, scheme: Scheme) -> dict[ScoredItem, tuple[float, int]]:
    """By item the points that were given together, and how many gave it a score."""
    found = {}
    for item in scheme.items:
        scores, has = _scored(sheets, item)
        found[item] = (int(scores.sum()) / 100, int(has.sum()))
    return found


def uniform(sheets: Sheets, scheme: Scheme) -> Flags:
    """Whether four fifths of the scored answers are one and the same choice by position.

    A sheet with fewer than ten scored answers is not judged. A flag for the share in a
    whole group: of one respondent it says nothing, for an office may deserve it.
    """
    widest = max((len(item.scores) for item in scheme.items), default=1)
    chosen = np.zeros((widest, len(sheets)), dtype=np.int16)
    for item in scheme.items:
        for ordinal, score in enumerate(item.scores):
            if score is not None:
                chosen[ordinal] += sheets[:, item.index] == ordinal
    answers, most = chosen.sum(axis=0), chosen.max(axis=0)
    flags: Flags = (answers >= FEWEST_JUDGED) & (5 * most >= UNIFORM_FIFTHS * answers)
    return flags


def directed(sheets: Sheets, scheme: Scheme) -> tuple[Flags, Flags]:
    """Whether the respondent says that somebody steered the answers, and who says at all."""
    yes = np.zeros(len(sheets), dtype=np.bool_)
    says = yes.copy()
    for item in scheme.directions:
        choice = sheets[:, item.index]
        yes |= choice == item.yes
        says |= (choice == item.yes) | (choice == item.no)
    return yes, says


def inattentive(sheets: Sheets, scheme: Scheme) -> tuple[Flags, Flags]:
    """Whether an item that names its own answer got another one, and who answered any."""
    wrong = np.zeros(len(sheets), dtype=np.bool_)
    answers = wrong.copy()
    for item in scheme.attention:
        choice = sheets[:, item.index]
        wrong |= (choice >= 0) & (choice != item.expected)
        answers |= choice >= 0
    return wrong, answers


def told(sheets: Sheets, scheme: Scheme) -> tuple[int, ...]:
    """By choice of the item on pressure, how many sheets have it; empty where nobody is asked.

    Raises AnswerOffTheScale.
    """
    if scheme.pressure is None:
        return ()
    place, choices = scheme.pressure.index, scheme.pressure.choices
    counts = np.bincount(sheets[:, place][sheets[:, place] >= 0], minlength=choices)
    if len(counts) > choices:
        raise AnswerOffTheScale(f"item {place} has no choice {len(counts) - 1}")
    return tuple(int(count) for count in counts)


def method_answers(sheets: Sheets, scheme: Scheme) -> dict[str, NDArray[np.float64]]:
    """By item of the method module what each sheet says, NaN where it says nothing.

    Raises AnswerOffTheScale.
    """
    found = {}
    for item in scheme.method:
        choice = _on_the_scale(sheets, item.index, len(item.worth))
        worth = np.array([*item.worth, None, None], dtype=np.float64)
        found[item.name] = worth[choice]  # −1 and −2 are the last two places
    return found


def matrix(sheets: Any, items: int) -> Sheets:
    """Sheets as lists of ordinals, as a matrix of `items` columns."""
    return np.array(sheets, dtype=np.int16).reshape(-1, items)


def _scored(sheets: Sheets, item: ScoredItem) -> tuple[NDArray[np.int64], Flags]:
    """By respondent the score, 0 where there is none, and whether there is one."""
    choice = _on_the_scale(sheets, item.index, len(item.scores))
    worth = np.array([*(score or 0 for score in item.scores), 0, 0], dtype=np.int64)
    counts = np.array([*(score is not None for score in item.scores), False, False])
    return worth[choice], counts[choice]  # −1 and −2 are the last two places


def _on_the_scale(sheets: Sheets, index: int, choices: int) -> NDArray[np.intp]:
    choice = sheets[:, index].astype(np.intp)
    off = (choice < NOT_ASKED) | (choice >= choices)
    if off.any():
        raise AnswerOffTheScale(f"item {index} has no choice {choice[off][0]}")
    return choice
