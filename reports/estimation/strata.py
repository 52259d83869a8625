"""The sample: strata of people, and what each adds to a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.estimation.sums import Floats, total

Indicator = tuple[str, str]  # code of the dimension, code of the indicator
Key = Hashable


class TooFewRespondents(ValueError):
    """Nobody has the indicator, or a single answer would have to show its own spread."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """What each respondent adds above and below the line of a ratio; nobody is left out.

    A mean has points above and ones below, and both are 0 for whoever has no answer.
    """

    above: Floats
    below: Floats

    @classmethod
    def of(cls, points: NDArray[Any]) -> Column:
        """The mean of `points`, where NaN stands for no answer."""
        has = ~np.isnan(points)
        return cls(above=np.where(has, points, 0.0), below=has.astype(np.float64))

    @classmethod
    def ratio(cls, above: NDArray[Any], below: NDArray[Any]) -> Column:
        """Total of `above` to total of `below`, over those who have both."""
        has = ~(np.isnan(above) | np.isnan(below))
        return cls(above=np.where(has, above, 0.0), below=np.where(has, below, 0.0))

    def within(self, domain: NDArray[Any]) -> Column:
        """The same of a part of the people; the others stay, with nothing to add."""
        return Column(above=self.above * domain, below=self.below * domain)

    @cached_property
    def sums(self) -> tuple[float, float]:
        return total(self.above), total(self.below)

    @cached_property
    def respondents(self) -> int:
        return int(np.count_nonzero(self.below))


@dataclass(frozen=True, kw_only=True, eq=False)
class Stratum:
    """One anonymity group: its people on the frozen list, and those who answered.

    `population` is the number of people, or of clusters where they were drawn; inf takes no
    part of them off the error. Without `weights` each answer stands for population / answers.
    """

    population: float
    answers: int
    columns: Mapping[Key, Column]
    weights: Floats | None = None
    clusters: NDArray[np.intp] | None = None  # by respondent, numbered from 0

    def __post_init__(self) -> None:
        if self.drawn > self.population:
            raise ValueError(f"{self.drawn} answers of {self.population:g} people")
        if self.weights is None and self.population == inf:
            raise ValueError("a stratum needs a population or weights")

    @classmethod
    def of(cls, *, population: float, respondents: Sequence[Mapping[Key, float]]) -> Stratum:
        """From what each respondent has, in points or shares."""
        keys = dict.fromkeys(key for person in respondents for key in person)
        found = {key: np.array([person.get(key, np.nan) for person in respondents]) for key in keys}
        return cls(
            population=population,
            answers=len(respondents),
            columns={key: Column.of(points) for key, points in found.items()},
        )

    @cached_property
    def drawn(self) -> int:
        """Units of the draw that answered: people, or clusters."""
        return self.answers if self.clusters is None else int(self.clusters.max(initial=-1)) + 1

    @cached_property
    def people(self) -> float:
        """How many people the answers stand for."""
        return self.population if self.weights is None else total(self.weights)

    def column(self, key: Key) -> Column:
        """Nothing from anybody where nobody of the stratum has it."""
        return self.columns.get(key) or self._nothing

    @cached_property
    def _nothing(self) -> Column:
        return Column(above=np.zeros(self.answers), below=np.zeros(self.answers))


def answered(strata: Iterable[Stratum]) -> Counter[Any]:
    """How many respondents have each indicator."""
    found: Counter[Any] = Counter()
    for stratum in strata:
        for key, column in stratum.columns.items():
            found[key] += column.respondents
    return found
