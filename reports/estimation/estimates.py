"""A figure for a population, with its error and its interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, fsum, inf, isfinite, log, sqrt

from reports.estimation import student
from reports.estimation.conventions import OURS, Conventions

POINTS = 100.0
SHARE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Units: those of `top`, which is 100 points or a share of 1, or inf for no upper end."""

    value: float
    standard_error: float
    respondents: int  # who have at least one of the indicators
    population: float  # people on the lists
    top: float = POINTS
    degrees: float = inf  # of freedom
    design_effect: float = 1.0  # Kish's, of unequal weights
    conventions: Conventions = OURS

    @property
    def margin(self) -> float:
        """Half of the interval before it is kept on the scale."""
        return self._reach * self.standard_error

    @property
    def low(self) -> float:
        return self._ends()[0]

    @property
    def high(self) -> float:
        return self._ends()[1]

    @property
    def _reach(self) -> float:
        degrees = self.degrees if self.conventions.degrees == "design" else inf
        return student.quantile(degrees, confidence=self.conventions.confidence)

    def _ends(self) -> tuple[float, float]:
        if self.conventions.interval == "logit" and 0 < self.value < self.top < inf:
            return self._logit()
        low = self.value - self.margin
        return (
            max(0.0, low) if isfinite(self.top) else low,
            min(self.top, self.value + self.margin),
        )

    def _logit(self) -> tuple[float, float]:
        """On the logarithm of the odds, where no end leaves the scale."""
        part = self.value / self.top
        middle = log(part / (1 - part))
        reach = self._reach * self.standard_error / (self.top * part * (1 - part))
        low, high = (self.top / (1 + exp(-end)) for end in (middle - reach, middle + reach))
        return low, high


def combine(parts: Iterable[tuple[float, Estimate]]) -> Estimate:
    """Σ weight × estimate, for parts that different people answered (the kinds).

    Degrees of freedom after Satterthwaite: (Σ V)² / Σ (V² / degrees).
    """
    parts = list(parts)
    variances = [(weight * part.standard_error) ** 2 for weight, part in parts]
    first = parts[0][1]
    return Estimate(
        value=fsum(weight * part.value for weight, part in parts),
        standard_error=sqrt(fsum(variances)),
        respondents=sum(part.respondents for _, part in parts),
        population=sum(part.population for _, part in parts),
        top=first.top,
        degrees=_satterthwaite(variances, [part.degrees for _, part in parts]),
        conventions=first.conventions,
    )


def _satterthwaite(variances: list[float], degrees: list[float]) -> float:
    uncertain = fsum(v * v / d for v, d in zip(variances, degrees, strict=True))
    return fsum(variances) ** 2 / uncertain if uncertain else inf
