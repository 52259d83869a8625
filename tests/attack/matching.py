"""Who could have written what: the best matching inside each group, and how much of it is true.

Rows are what the attacker wants to give a name to (counted sheets, or sealed ones), columns the
people who come into question. Numbers about either are compared as quantiles inside the group;
sets of marks by how many are shared.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from tests.attack import chance

Scores = NDArray[np.float64]
Numbers = Mapping[Hashable, float]
Marks = Mapping[Hashable, frozenset[str]]
NOISE = 1e-6  # ties are broken by lot: the order in which we read rows must not help


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    rows: Sequence[Hashable]
    columns: Sequence[Hashable]
    truth: Mapping[Hashable, Hashable]  # row to column


@dataclass(slots=True, kw_only=True)
class Result:
    """How often a linker was right, and where it looked."""

    hits: int = 0
    shapes: list[tuple[int, int]] = field(default_factory=list)  # rows, columns of each group

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.shapes)

    @property
    def accuracy(self) -> float:
        return self.hits / self.rows if self.rows else 0.0

    @property
    def advantage(self) -> float:
        """Share of rows that were named rightly, less the share that luck names: -1 to 1."""
        luck = chance.expected(self.shapes) / self.rows if self.rows else 0.0
        return self.accuracy - luck

    @property
    def p(self) -> float:
        return chance.p_value(self.hits, self.shapes)


Linker = Callable[[Group], Scores]


def by_order(rows: Numbers, columns: Numbers) -> Linker:
    """Who comes as far along in the one as in the other."""

    def scores(group: Group) -> Scores:
        left, right = _quantiles(group.rows, rows), _quantiles(group.columns, columns)
        return np.nan_to_num(-np.abs(left[:, None] - right[None, :]), nan=-0.5)

    return scores


def by_marks(rows: Marks, columns: Marks) -> Linker:
    """Whoever has most in common."""

    def scores(group: Group) -> Scores:
        nothing: frozenset[str] = frozenset()
        shared = [
            [len(rows.get(row, nothing) & columns.get(column, nothing)) for column in group.columns]
            for row in group.rows
        ]
        return np.array(shared, dtype=np.float64)

    return scores


def attack(
    groups: Sequence[Group], linkers: Mapping[str, Linker], *, luck: np.random.Generator
) -> dict[str, Result]:
    """Each linker by itself, and `all`: the sum of their scores."""
    results = {name: Result() for name in (*linkers, "all")}
    for group in groups:
        every = {name: linker(group) for name, linker in linkers.items()}
        every["all"] = sum((_standard(each) for each in every.values()), _nothing(group))
        for name, scores in every.items():
            _note(results[name], group, scores + NOISE * luck.random(scores.shape))
    return results


def _note(result: Result, group: Group, scores: Scores) -> None:
    chosen = linear_sum_assignment(scores, maximize=True)
    pairs = zip(*chosen, strict=True)
    result.hits += sum(group.truth[group.rows[r]] == group.columns[c] for r, c in pairs)
    result.shapes.append((len(group.rows), len(group.columns)))


def _quantiles(things: Sequence[Hashable], numbers: Numbers) -> NDArray[np.float64]:
    """Place of each thing among its group, 0 to 1; equal numbers share one, unknown ones none."""
    known = np.array([numbers.get(thing, np.nan) for thing in things], dtype=np.float64)
    values = np.unique(known[~np.isnan(known)])
    counts = np.searchsorted(np.sort(known[~np.isnan(known)]), values)
    after = np.append(counts[1:], np.count_nonzero(~np.isnan(known)))
    middle = dict(zip(values, (counts + after) / 2 / max(1, len(things)), strict=True))
    return np.array([middle.get(number, np.nan) for number in known])


def _standard(scores: Scores) -> Scores:
    """So that no linker outvotes the others by the size of its numbers."""
    spread = scores.std()
    return (scores - scores.mean()) / spread if spread else np.zeros_like(scores)


def _nothing(group: Group) -> Scores:
    return np.zeros((len(group.rows), len(group.columns)))
