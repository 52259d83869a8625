"""What a thousand invented respondents meet in a questionnaire before a real one does."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from random import Random

from surveys.questionnaire import walk
from surveys.questionnaire.paging import Page
from surveys.questionnaire.path import Questionnaire

WALKS = 1_000
SEED = 2026  # the same walks for everybody who looks


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    least: int
    middle: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """`dead_ends` says at which items walks could not go on, `unreached` which nobody met.

    A request is one page fetched or sent: the start, its style sheet, "Mulai", every page of
    questions twice, and sending. `submits` are presses of a button: "Mulai", pages, "Kirim".
    """

    walks: int
    finished: int
    declined: int
    not_eligible: int
    dead_ends: dict[str, int]
    unreached: tuple[str, ...]
    questions: Spread
    submits: Spread
    requests: Spread


@dataclass(slots=True)
class _Walked:
    questions: int = 0
    pages: int = 0


def rehearse(questionnaire: Questionnaire, *, walks: int = WALKS, seed: int = SEED) -> Rehearsal:
    """Only walks that were finished give the lengths."""
    rng = Random(seed)  # noqa: S311  # invented answers: nothing hangs on their luck
    ends: Counter[int | None] = Counter()
    stuck: Counter[str] = Counter()
    met: set[int] = set()
    lengths: list[_Walked] = []
    for _ in range(walks):
        answers = walk.random_walk(questionnaire, rng)
        path = questionnaire.settled(answers)
        met.update(path)
        reason = questionnaire.ended(answers)
        blocked = _blocked(questionnaire, answers) if reason is None else ""
        if blocked:
            stuck[blocked] += 1
            continue
        ends[reason] += 1
        if reason is None:
            lengths.append(_walked(questionnaire, answers))
    return Rehearsal(
        walks=walks,
        finished=ends[None],
        declined=ends[91],
        not_eligible=ends[92],
        dead_ends=dict(stuck),
        unreached=tuple(
            item.name for place, item in enumerate(questionnaire.items) if place not in met
        ),
        questions=_spread([each.questions for each in lengths]),
        submits=_spread([each.pages + 2 for each in lengths]),
        requests=_spread([3 + 2 * each.pages + 1 for each in lengths]),
    )


def _blocked(questionnaire: Questionnaire, answers: list[int]) -> str:
    """The first item that must be answered and could not be."""
    for page in questionnaire.pages:
        for place in questionnaire.missing(page, answers):
            return questionnaire.items[place].name
    return ""


def _walked(questionnaire: Questionnaire, answers: list[int]) -> _Walked:
    pages = [page for page in questionnaire.pages if questionnaire.page_items(page, answers)]
    return _Walked(questions=sum(_questions(questionnaire, answers, page) for page in pages),
                   pages=len(pages))  # fmt: skip


def _questions(questionnaire: Questionnaire, answers: list[int], page: Page) -> int:
    asked = questionnaire.page_items(page, answers)
    return sum(questionnaire.items[place].is_asked for place in asked)


def _spread(numbers: list[int]) -> Spread:
    if not numbers:
        return Spread(least=0, middle=0, most=0)
    return Spread(least=min(numbers), middle=round(statistics.median(numbers)), most=max(numbers))
