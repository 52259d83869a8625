"""`python3 dev.py simulate [CITIES]`: do 95 % intervals hold the truth in 95 of 100 cities?

Each city is made up anew: the opinions of everybody on its lists, the draw by the portal's own
rule, three ways of answering. The truth is the figure that all people together would give.
Writes docs/simulation.md and docs/simulation.svg. Not a test: it takes many minutes.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from reports import estimation, formula, scoring
from reports.estimation import Column, Estimate, Stratum
from surveys import sampling
from tests.cities import answers, simulation_report, sizes

WAYS = ("complete", "by group", "by answer")
EXPECTED = {"internal": 0.5, "external": 0.3, "expert": 0.6}
MANY_USERS = 1000  # of an office on its list
ENOUGH = 30  # answers from which a group is held to the promise
SEED = 20261128
WEIGHTS_OF = {"internal": 0.4, "external": 0.4, "expert": 0.2}


class Seen(NamedTuple):
    """One interval: whose, over how many answers, how far off, and whether it held the truth."""

    way: str
    what: str
    off: float
    error: float
    held: bool
    held_by_normal: bool


@dataclass(frozen=True, slots=True)
class Group:
    kind: str
    opd: int | None
    opinions: NDArray[np.float64]
    points: Mapping[estimation.Indicator, NDArray[np.float64]]

    def stratum(self, who: NDArray[np.intp] | None = None) -> Stratum:
        here = slice(None) if who is None else who
        return Stratum(
            population=len(self.opinions),
            answers=len(self.opinions[here]),
            columns={key: Column.of(points[here]) for key, points in self.points.items()},
        )


def main(words: list[str]) -> int:
    many = int(words[0]) if words else 1000
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        found = [seen for city in pool.map(of_city, range(many), chunksize=5) for seen in city]
    simulation_report.write(found, cities=many, seed=SEED)
    return 0


def of_city(number: int) -> list[Seen]:
    luck = np.random.default_rng([SEED, number])
    groups = list(_people(luck))
    coefficients = {kind: default_coefficients(kind) for kind in WEIGHTS_OF}
    truth = {n: _value(group, coefficients) for n, group in enumerate(groups)}
    true_city = _city(groups, [group.stratum() for group in groups], coefficients).value
    return [
        seen for way in WAYS for seen in _waves(way, groups, coefficients, truth, true_city, luck)
    ]


def _people(luck: Generator) -> Iterator[Group]:
    """Offices differ, and so do people in one; experts think less of the city than users do."""
    levels = np.clip(luck.normal(76, 4.5, len(sizes.STAFF)), 62, 86)
    for opd, (level, staff, users) in enumerate(zip(levels, sizes.STAFF, sizes.USERS, strict=True)):
        yield _group("internal", opd, level, staff, luck)
        yield _group("external", opd, level + 5, min(users, MANY_USERS), luck)
    yield _group("expert", None, 70, sizes.EXPERTS, luck)


def _group(kind: str, opd: int | None, level: float, people: int, luck: Generator) -> Group:
    own = answers.opinions(level, people, luck)
    sheets = answers.sheets(kind, own, luck)
    return Group(kind, opd, own, scoring.indicators(sheets, answers.form(kind).scheme))


def default_coefficients(kind: str) -> dict[estimation.Indicator, float]:
    """Dimensions alike, indicators of one alike: the portal's default."""
    keys: dict[str, list[estimation.Indicator]] = defaultdict(list)
    for item in answers.form(kind).scheme.items:
        key = (item.dimension, item.indicator)
        if key not in keys[item.dimension]:
            keys[item.dimension].append(key)
    return {key: 1 / len(keys) / len(some) for some in keys.values() for key in some}


Coefficients = Mapping[str, Mapping[estimation.Indicator, float]]


def _waves(
    way: str,
    groups: Sequence[Group],
    coefficients: Coefficients,
    truth: Mapping[int, float],
    true_city: float,
    luck: Generator,
) -> Iterator[Seen]:
    strata = [group.stratum(_who_answers(way, group, luck)) for group in groups]
    if _is_complete(groups, strata):
        yield _seen(way, "city", _city(groups, strata, coefficients), true_city)
    for n, (group, stratum) in enumerate(zip(groups, strata, strict=True)):
        if stratum.answers < formula.suppression.MINIMUM or stratum.answers == stratum.population:
            continue
        size = f"n >= {ENOUGH}" if stratum.answers >= ENOUGH else f"n < {ENOUGH}"
        try:
            one = estimation.composite([stratum], coefficients[group.kind])
        except estimation.TooFewRespondents:
            continue
        yield _seen(way, size, one, truth[n])


def _who_answers(way: str, group: Group, luck: Generator) -> NDArray[np.intp]:
    people = len(group.opinions)
    plan = sampling.plan(
        kind=group.kind, population=people, response=EXPECTED[group.kind], reachable=1
    )
    invited = luck.permutation(people)[: plan.invited]
    if way == "complete":
        return invited[: plan.answers_wanted]
    if way == "by group":
        chance = np.full(len(invited), luck.uniform(0.25, 0.8))
    else:  # whoever thinks less of the office dares less
        chance = 1 / (1 + np.exp(-(group.opinions[invited] - 76) / 9))
    return invited[luck.random(len(invited)) < chance]


def _is_complete(groups: Sequence[Group], strata: Sequence[Stratum]) -> bool:
    """Whether the portal would tell the city's index: each kind has the least number of answers."""
    answers = dict.fromkeys(WEIGHTS_OF, 0)
    for group, stratum in zip(groups, strata, strict=True):
        answers[group.kind] += stratum.answers
    return min(answers.values()) >= formula.suppression.MINIMUM


def _city(
    groups: Sequence[Group], strata: Sequence[Stratum], coefficients: Coefficients
) -> Estimate:
    parts = [
        (
            weight,
            estimation.composite(
                [s for g, s in zip(groups, strata, strict=True) if g.kind == kind],
                coefficients[kind],
            ),
        )
        for kind, weight in WEIGHTS_OF.items()
    ]
    return estimation.combine(parts)


def _value(group: Group, coefficients: Coefficients) -> float:
    return estimation.composite([group.stratum()], coefficients[group.kind]).value


def _seen(way: str, what: str, one: Estimate, truth: float) -> Seen:
    off = one.value - truth
    normal = 1.959963984540054 * one.standard_error
    return Seen(
        way, what, off, one.standard_error, one.low <= truth <= one.high, abs(off) <= normal
    )
