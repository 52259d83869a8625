"""The variance of an estimated total, from what each respondent pulls on it.

Cochran, Sampling Techniques, 3rd ed. (1977), 5.4 and, for clusters drawn whole, 9.3 and 11.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np

from reports.estimation.conventions import Conventions
from reports.estimation.strata import Stratum, TooFewRespondents
from reports.estimation.sums import Floats, total


@dataclass(frozen=True, slots=True)
class Pulls:
    """A stratum that was heard, and by unit of its draw how much it pulls the figure."""

    units: Floats  # with the weight of the respondent
    population: float  # units of the draw, those standing in for silent strata included
    weight: float  # mean of the units

    @property
    def unsampled(self) -> float:
        return max(0.0, 1 - len(self.units) / self.population)


def by_unit(stratum: Stratum, weighted: Floats) -> Floats:
    """Respondents of one cluster were drawn together and count as one."""
    if stratum.clusters is None:
        return weighted
    units = np.bincount(stratum.clusters, weights=weighted, minlength=stratum.drawn)
    return units.astype(np.float64)


def variance(strata: Sequence[Pulls], conventions: Conventions) -> float:
    """Σ (1 − n/N) n/(n−1) Σ (z − z̄)² over strata; a lone unit as `conventions.lone` says.

    Raises TooFewRespondents where nothing is there to learn a spread from.
    """
    open_strata = [one for one in strata if one.unsampled > 0]
    lone = [one for one in open_strata if len(one.units) == 1]
    several = [one for one in open_strata if len(one.units) > 1]
    known = fsum(one.unsampled * len(one.units) * _s2(one.units) for one in several)
    if not lone:
        return known
    match conventions.lone:
        case "together":
            s2 = _s2(np.concatenate([one.units / one.weight for one in strata]))
            return known + fsum(one.unsampled * one.weight**2 * s2 for one in lone)
        case "adjust":
            return known + fsum(one.unsampled * float(one.units[0]) ** 2 for one in lone)
        case "average":
            if len(strata) == len(lone):
                raise TooFewRespondents("no stratum has more than one answer")
            return known * len(strata) / (len(strata) - len(lone))
        case "certainty":
            return known
        case _:
            raise TooFewRespondents("a stratum has one answer only")


def _s2(values: Floats) -> float:
    if len(values) < 2:
        raise TooFewRespondents("one answer has no spread")
    away = values - total(values) / len(values)
    return total(away * away) / (len(values) - 1)
