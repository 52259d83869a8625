"""From an answer sheet to points: items to indicators, and what a sheet says of its making.

Scores are integers in hundredths of a point (2222 is 22.22), so that adding them is exact.
Source: docs/method.md section 4.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

UNANSWERED = -1  # was asked, has no answer
NOT_ASKED = -2  # is not on this respondent's path

UNIFORM_SHARE = 0.80
FEWEST_JUDGED = 10

Sheet = Sequence[int]  # for each item of the instrument the ordinal of the choice, from 0
Indicator = tuple[str, str]  # code of the dimension, code of the indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredItem:
    index: int  # place on the sheet
    dimension: str
    indicator: str
    scores: tuple[int | None, ...]  # by choice, hundredths; None: "tidak tahu", refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionItem:
    """Asks whether somebody steered the answers. Stands outside the index."""

    index: int
    yes: int  # ordinals of the two choices that say something
    no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """What of one kind's instrument is scored, and how."""

    kind: str
    items: tuple[ScoredItem, ...]
    directions: tuple[DirectionItem, ...] = ()
    by_dimension: dict[str, tuple[ScoredItem, ...]] = field(init=False)

    def __post_init__(self) -> None:
        together: dict[str, list[ScoredItem]] = defaultdict(list)
        for item in self.items:
            together[item.dimension].append(item)
        grouped = {dimension: tuple(items) for dimension, items in together.items()}
        object.__setattr__(self, "by_dimension", grouped)


class AnswerOffTheScale(ValueError):
    """A sheet holds a choice that its item does not have."""


def respondent_indicators(sheet: Sheet, scheme: Scheme) -> dict[Indicator, float]:
    """One respondent's indicators, each the mean of its scored items, points 0-100.

    A dimension counts only when at least half of its items on this respondent's path have
    a score; "tidak tahu" and refusals have none, and are neither 0 nor 50. An indicator or
    a dimension without a score is not in the result.
    Raises AnswerOffTheScale for a choice that an item does not have.
    """
    points: dict[Indicator, float] = {}
    for dimension, items in scheme.by_dimension.items():
        asked = [item for item in items if sheet[item.index] != NOT_ASKED]
        scored = [(item.indicator, s) for item in asked if (s := _score(sheet, item)) is not None]
        if 2 * len(scored) < len(asked):
            continue
        together: dict[str, list[int]] = defaultdict(list)
        for indicator, score in scored:
            together[indicator].append(score)
        for indicator, scores in together.items():
            points[dimension, indicator] = sum(scores) / (100 * len(scores))
    return points


def is_uniform(sheet: Sheet, scheme: Scheme) -> bool:
    """Whether four fifths of the scored answers are one and the same choice by position.

    A sheet with fewer than ten scored answers is not judged. A flag for the share in a
    whole group: of one respondent it says nothing, for an office may deserve it.
    """
    ordinals = Counter(_scored_ordinals(sheet, scheme))
    answers = ordinals.total()
    return answers >= FEWEST_JUDGED and max(ordinals.values()) >= UNIFORM_SHARE * answers


def was_directed(sheet: Sheet, scheme: Scheme) -> bool | None:
    """Whether the respondent says that somebody steered the answers; None: does not say."""
    said = [
        sheet[item.index] == item.yes
        for item in scheme.directions
        if sheet[item.index] in (item.yes, item.no)
    ]
    return any(said) if said else None


def _scored_ordinals(sheet: Sheet, scheme: Scheme) -> Iterator[int]:
    return (sheet[item.index] for item in scheme.items if _score(sheet, item) is not None)


def _score(sheet: Sheet, item: ScoredItem) -> int | None:
    choice = sheet[item.index]
    if choice in (UNANSWERED, NOT_ASKED):
        return None
    if not 0 <= choice < len(item.scores):
        raise AnswerOffTheScale(f"item {item.index} has no choice {choice}")
    return item.scores[choice]
