"""Who did not answer, by group, and how far that could move a mean.

Schouten, Cobben, Bethlehem, Indicators for the representativeness of survey response,
Survey Methodology 35 (2009): R = 1 − 2 S(ρ), with S the spread of response between groups.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import fsum, sqrt


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Of one group: people on the list, invited, and who answered."""

    population: int
    invited: int
    answers: int

    def __post_init__(self) -> None:
        if not 0 <= self.answers <= self.invited <= self.population:
            raise ValueError(f"answers ≤ invited ≤ population does not hold: {self}")

    @property
    def rate(self) -> float:
        """Share of the invited who answered, 0-1."""
        return self.answers / self.invited if self.invited else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Nonresponse:
    rate: float  # of the whole population, as if all had been invited alike
    representativeness: float  # R, 1 where all groups answered alike
    largest_bias: float  # as a part of the spread between groups of what is measured


def by_group(groups: Mapping[Hashable, Response]) -> Nonresponse:
    """Response of groups that stand for all their people. Raises ValueError without people."""
    people = sum(group.population for group in groups.values())
    if not people:
        raise ValueError("groups without people")
    parts = [(group.population / people, group.rate) for group in groups.values()]
    mean = fsum(part * rate for part, rate in parts)
    spread = sqrt(fsum(part * (rate - mean) ** 2 for part, rate in parts))
    return Nonresponse(
        rate=mean,
        representativeness=1 - 2 * spread,
        largest_bias=spread / mean if mean else 1.0,
    )
