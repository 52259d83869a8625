"""Which of two figures is higher, and how sure that is; ranks as intervals, not as numbers."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import TypeVar

from reports.estimation import student
from reports.estimation.estimates import Estimate, combine

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """The places that a figure may have among the others, 1 is the highest."""

    best: int
    worst: int


def difference(one: Estimate, other: Estimate) -> Estimate:
    """`one` minus `other`, which different people answered: two OPDs, two years.

    Where many were asked in both years and answered alike, the true error is smaller.
    """
    return replace(combine([(1.0, one), (-1.0, other)]), top=inf)


def is_certain(difference: Estimate) -> bool:
    """Whether the interval of a difference leaves out 0."""
    return difference.low > 0 or difference.high < 0


def ranks(estimates: Mapping[Name, Estimate]) -> dict[Name, Ranks]:
    """Joint intervals of all ranks: with the confidence of the estimates all hold together.

    Each interval is widened so that all of them hold at once (Šidák); a place is taken off
    only by an interval that lies wholly above or below. Klein, Wright, Wieczorek, A joint
    confidence region for an overall ranking of populations, JRSS C 69 (2020).
    """
    ends = {name: _ends(one, together=len(estimates)) for name, one in estimates.items()}
    return {
        name: Ranks(
            best=1 + sum(other_low > high for other_low, _ in ends.values()),
            worst=len(ends) - sum(other_high < low for _, other_high in ends.values()),
        )
        for name, (low, high) in ends.items()
    }


def _ends(one: Estimate, *, together: int) -> tuple[float, float]:
    confidence = one.conventions.confidence ** (1 / together)
    degrees = one.degrees if one.conventions.degrees == "design" else inf
    reach = student.quantile(degrees, confidence=confidence) * one.standard_error
    return one.value - reach, one.value + reach
