"""Signs that answers of a group were conditioned: never of a person, never a proof.

Each sign is one number a group, and its strength is how far the group stands out from the
other groups of its kind in the same wave, in standard deviations: their median is what is
usual, and what they differ by beyond chance (from the median deviation) is not held against
anybody. A spotless office answers alike, too: two people decide, with a reason.
How often a signal is false, and how often one is missed: docs/signals.md.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import median
from typing import TypeVar

import numpy as np

from reports import scoring
from reports.estimation import Estimate
from reports.scoring import FEWEST_JUDGED, Scheme, Sheets

STRONG = 3.5  # standard deviations from which a sign is told
FEWEST_GROUPS = 5  # others to compare with
TWIN_TENTHS = 9  # of the scored answers two sheets share to be called twins
TO_DEVIATION = 1.4826  # from a median deviation to a standard deviation of the normal
MOST_COMPARED = 2000  # sheets of a group, by lot with a fixed seed: pairs grow with the square
BLOCK = 1000  # sheets compared with all others at once

Name = TypeVar("Name", bound=Hashable)


class Sign(StrEnum):
    UNIFORM = "uniform"  # one choice all the way
    ALIKE = "alike"  # sheets that are nearly the same
    INATTENTIVE = "inattentive"  # an item that names its answer got another
    GAP = "gap"  # staff far above users


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A number about one group. A share has the `count` that it is of; else `variance` is known."""

    value: float
    count: float = 0
    variance: float = 0.0

    def by_chance(self, usual: float) -> float:
        """The variance if only the usual share of this group did it; of one more in two more,
        so that nothing is impossible (Agresti, Coull 1998)."""
        if not self.count:
            return self.variance
        p = (usual * self.count + 1) / (self.count + 2)
        return p * (1 - p) / self.count


def measure(sheets: Sheets, scheme: Scheme) -> dict[Sign, Measured]:
    """The three signs that the sheets of one group give by themselves."""
    wrong, answered = scoring.inattentive(sheets, scheme)
    return {
        Sign.UNIFORM: _share(int(scoring.uniform(sheets, scheme).sum()), len(sheets)),
        Sign.INATTENTIVE: _share(int(wrong.sum()), int(answered.sum())),
        Sign.ALIKE: _twins(sheets, scheme),
    }


def gap(staff: Estimate, users: Estimate) -> Measured:
    """How far staff's component lies above that of users, points."""
    return Measured(
        value=staff.value - users.value,
        variance=staff.standard_error**2 + users.standard_error**2,
    )


def strengths(measured: Mapping[Name, Measured]) -> dict[Name, float]:
    """How far each stands out upwards from the others; nothing where there are too few."""
    if len(measured) <= FEWEST_GROUPS:
        return {}
    usual = median(one.value for one in measured.values())
    spread = TO_DEVIATION * median(abs(one.value - usual) for one in measured.values())
    chance = {name: one.by_chance(usual) for name, one in measured.items()}
    apart = max(0.0, spread**2 - median(chance.values()))
    return {
        name: (one.value - usual) / sqrt(chance[name] + apart)
        for name, one in measured.items()
        if chance[name] + apart
    }


def _share(some: int, of: int) -> Measured:
    return Measured(value=some / of if of else 0.0, count=of, variance=1.0)


def _twins(sheets: Sheets, scheme: Scheme) -> Measured:
    """The share of pairs that are twins. Uniform sheets are a sign of their own and left out."""
    kept = sheets[~scoring.uniform(sheets, scheme)]
    if len(kept) > MOST_COMPARED:
        kept = kept[np.random.default_rng(0).permutation(len(kept))[:MOST_COMPARED]]
    n = len(kept)
    if n < 2:
        return _share(0, 0)
    chosen = _chosen(kept, scheme)
    scored = np.stack([block.any(axis=1) for block in np.split(chosen, len(scheme.items), axis=1)])
    has = scored.T.astype(np.float32)
    flat = chosen.astype(np.float32)
    twins = np.zeros(n)
    for start in range(0, n, BLOCK):
        here = slice(start, start + BLOCK)
        both = has[here] @ has.T
        same = flat[here] @ flat.T
        near = (both >= FEWEST_JUDGED) & (10 * same >= TWIN_TENTHS * both)
        twins[here] = near.sum(axis=1)
    itself = int((has.sum(axis=1) >= FEWEST_JUDGED).sum())
    return _share((int(twins.sum()) - itself) // 2, n * (n - 1) // 2)


def _chosen(sheets: Sheets, scheme: Scheme) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """By sheet, and by scored choice of each item (all as wide as the widest), whether it is it."""
    widest = max(len(item.scores) for item in scheme.items)
    found = np.zeros((len(sheets), len(scheme.items) * widest), dtype=np.bool_)
    for place, item in enumerate(scheme.items):
        for ordinal, score in enumerate(item.scores):
            if score is not None:
                found[:, place * widest + ordinal] = sheets[:, item.index] == ordinal
    return found
