"""Weights that add up to margins which are both asked and known of the whole population.

One margin is post-stratification; several are raked in turn until all hold (Deming, Stephan
1940). What the margins explain is taken out of the error: each respondent's pull is its
residual from them, weighted as drawn (Deville, Särndal 1992).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reports.estimation.strata import Stratum
from reports.estimation.sums import Floats

ROUNDS = 1000
CLOSE = 1e-13  # of a margin, relative
Classes = NDArray[np.intp]


class MarginsDoNotHold(ValueError):
    """A class with people has no answers, or the margins contradict each other."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Margin:
    """`classes` by respondent of all strata in order; `known` people by class."""

    name: str
    classes: Classes
    known: Floats

    @classmethod
    def of(cls, name: str, values: Sequence[str], known: Mapping[str, float]) -> Margin:
        """Raises MarginsDoNotHold for a class on one side only."""
        names = sorted(known)
        if strange := sorted(set(values) - known.keys()):
            raise MarginsDoNotHold(f"{name} has no population for {strange[0]!r}")
        if silent := sorted(known.keys() - set(values)):
            raise MarginsDoNotHold(f"nobody answered in {name} {silent[0]!r}")
        places = {value: place for place, value in enumerate(names)}
        return cls(
            name=name,
            classes=np.array([places[value] for value in values], dtype=np.intp),
            known=np.array([known[value] for value in names], dtype=np.float64),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Calibration:
    """Strata with their new weights, and the margins with the weights of the draw."""

    strata: Sequence[Stratum]
    margins: Sequence[Margin]
    drawn: Floats

    def residuals(self, pulls: Floats) -> Floats:
        """What the margins do not explain of unweighted pulls."""
        for _ in range(ROUNDS):
            before = pulls
            for margin in self.margins:
                pulls = pulls - _means(pulls, margin, self.drawn)[margin.classes]
            if np.max(np.abs(pulls - before), initial=0) <= CLOSE * np.max(
                np.abs(pulls), initial=0
            ):
                break
        return pulls


def calibrate(strata: Sequence[Stratum], margins: Sequence[Margin]) -> Calibration:
    """Raises MarginsDoNotHold when no weights meet all margins."""
    drawn = np.concatenate([_weights(stratum) for stratum in strata])
    weights = _raked(drawn, margins)
    ends = np.cumsum([stratum.answers for stratum in strata])
    parts = np.split(weights, ends[:-1])
    return Calibration(
        strata=[replace(one, weights=part) for one, part in zip(strata, parts, strict=True)],
        margins=margins,
        drawn=drawn,
    )


def _raked(weights: Floats, margins: Sequence[Margin]) -> Floats:
    for _ in range(ROUNDS):
        furthest = 0.0
        for margin in margins:
            size = np.bincount(margin.classes, weights=weights, minlength=len(margin.known))
            factor = margin.known / size
            furthest = max(furthest, float(np.max(np.abs(factor - 1))))
            weights = weights * factor[margin.classes]
        if furthest <= CLOSE or len(margins) == 1:
            return weights
    raise MarginsDoNotHold(
        "the margins contradict each other: " + ", ".join(m.name for m in margins)
    )


def _weights(stratum: Stratum) -> Floats:
    if stratum.weights is not None:
        return stratum.weights
    return np.full(stratum.answers, stratum.population / max(stratum.answers, 1))


def _means(pulls: Floats, margin: Margin, weights: Floats) -> Floats:
    many = len(margin.known)
    total = np.bincount(margin.classes, weights=weights * pulls, minlength=many)
    return total / np.bincount(margin.classes, weights=weights, minlength=many)
