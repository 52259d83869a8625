"""What a matching gets right by luck alone, exactly, and whether more than that was got right.

The null hypothesis is that a matching has nothing to do with the truth: then, inside each group,
every permutation of the columns is equally likely, and the number of hits has the distribution
of matches of a random permutation. It is worked out in full, so nothing here is drawn by lot.
Source: inclusion and exclusion over the rows that hit; Holm, Scandinavian Journal of
Statistics 6 (1979), 65-70.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from math import comb, exp, lgamma

import numpy as np

MOST_IN_A_GROUP = 24  # hits by luck; more have a probability below 1e-23


@cache
def of_group(rows: int, columns: int) -> tuple[float, ...]:
    """P(0 hits), P(1 hit) … when `rows` are given different ones of `columns` by lot."""
    if not 0 < rows <= columns:
        raise ValueError(f"{rows} rows cannot have a column each of {columns}")
    most = min(rows, MOST_IN_A_GROUP)
    return tuple(max(0.0, _exactly(hits, rows, columns)) for hits in range(most + 1))


def _exactly(hits: int, rows: int, columns: int) -> float:
    terms = range(min(rows - hits, 40) + 1)
    return sum((-1) ** more * comb(hits + more, hits) * _at_least_these(hits + more, rows, columns)
               for more in terms)  # fmt: skip


def _at_least_these(chosen: int, rows: int, columns: int) -> float:
    """Expected number of sets of `chosen` rows that all hit."""
    logarithm = lgamma(rows + 1) - lgamma(chosen + 1) - lgamma(rows - chosen + 1)
    logarithm += lgamma(columns - chosen + 1) - lgamma(columns + 1)
    return exp(logarithm)


def p_value(hits: int, shapes: Iterable[tuple[int, int]]) -> float:
    """P(at least `hits` by luck) over groups of these (rows, columns). 1 where there are none."""
    whole = np.array([1.0])
    for rows, columns in shapes:
        whole = np.convolve(whole, of_group(rows, columns))
    return float(min(1.0, whole[hits:].sum())) if hits else 1.0


def expected(shapes: Iterable[tuple[int, int]]) -> float:
    """Hits by luck: every row has one chance in as many as there are columns."""
    return sum(rows / columns for rows, columns in shapes)


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """p-values adjusted for having looked so often."""
    adjusted, highest = {}, 0.0
    ordered = sorted(p_values.items(), key=lambda pair: pair[1])
    for place, (name, p) in enumerate(ordered):
        highest = max(highest, min(1.0, p * (len(ordered) - place)))
        adjusted[name] = highest
    return adjusted
