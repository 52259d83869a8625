"""From the answers of a stratified sample to the whole population, with the error.

The strata are the anonymity groups: inside one everybody had the same chance. A mean is
the ratio of two estimated totals, since not everybody has every indicator; a composite is
a weighted sum of such means, and because the same people stand behind all of them its
variance is that of one linearised figure a respondent, which carries the covariances.
Sources: Särndal, Swensson, Wretman, Model Assisted Survey Sampling (1992), sections 5.5-5.7
and 10.3; Cochran, Sampling Techniques, 3rd ed. (1977), ch. 5; docs/method.md section 5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import NormalDist

Indicator = tuple[str, str]
Z = NormalDist().inv_cdf(0.975)
POINTS = 100.0
SHARE = 1.0


class TooFewRespondents(ValueError):
    """Nobody has the indicator, or a single answer would have to show its own spread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One anonymity group: its people on the frozen list, and those who answered."""

    population: int
    respondents: Sequence[Mapping[Indicator, float]]  # what each has, in points or shares

    def __post_init__(self) -> None:
        if len(self.respondents) > self.population:
            raise ValueError(f"{len(self.respondents)} answers of {self.population} people")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure for a population. Units: those of `top`, which is 100 points or a share of 1."""

    value: float
    standard_error: float
    respondents: int  # who have at least one of the indicators
    population: int  # people on the lists
    top: float = POINTS

    @property
    def low(self) -> float:
        return max(0.0, self.value - Z * self.standard_error)

    @property
    def high(self) -> float:
        return min(self.top, self.value + Z * self.standard_error)


def mean(strata: Sequence[Stratum], indicator: Indicator) -> Estimate:
    """The population's mean of one indicator, over those who have it, points 0-100."""
    return composite(strata, {indicator: 1.0})


def share(strata: Sequence[Stratum], claim: Indicator) -> Estimate:
    """The share of the population, 0-1, for whom `claim` holds (1) and not (0)."""
    return composite(strata, {claim: 1.0}, top=SHARE)


def composite(
    strata: Sequence[Stratum], coefficients: Mapping[Indicator, float], *, top: float = POINTS
) -> Estimate:
    """Σ coefficient × mean of the indicator, with the error of the whole sum.

    Units: as the indicators, provided that the coefficients add up to 1.
    Raises TooFewRespondents when nobody has one of the indicators, and when a single
    respondent stands for more people than one.
    """
    heard = _answering(strata)
    means = {indicator: _ratio(heard, indicator) for indicator in coefficients}
    spread = [_linearised(stratum, coefficients, means) for stratum in heard]
    return Estimate(
        value=fsum(coefficients[indicator] * means[indicator].value for indicator in means),
        standard_error=_error(heard, spread),
        respondents=sum(
            any(indicator in person for indicator in means)
            for stratum in heard
            for person in stratum.respondents
        ),
        population=sum(stratum.population for stratum in strata),
        top=top,
    )


def combine(parts: Iterable[tuple[float, Estimate]]) -> Estimate:
    """Σ weight × estimate, for parts that different people answered (the kinds)."""
    parts = list(parts)
    return Estimate(
        value=fsum(weight * part.value for weight, part in parts),
        standard_error=sqrt(fsum((weight * part.standard_error) ** 2 for weight, part in parts)),
        respondents=sum(part.respondents for _, part in parts),
        population=sum(part.population for _, part in parts),
        top=parts[0][1].top,
    )


def answered(strata: Iterable[Stratum]) -> Counter[Indicator]:
    """How many respondents have each indicator."""
    return Counter(
        indicator for stratum in strata for person in stratum.respondents for indicator in person
    )


@dataclass(frozen=True, slots=True)
class _Answering:
    """A stratum with answers, standing for `people` (not whole when others stand silent)."""

    people: float
    respondents: Sequence[Mapping[Indicator, float]]

    @property
    def weight(self) -> float:
        return self.people / len(self.respondents)


@dataclass(frozen=True, slots=True)
class _Ratio:
    value: float
    having: float  # people estimated to have the indicator


def _answering(strata: Sequence[Stratum]) -> list[_Answering]:
    """Strata with answers; the people of those without any are spread over them.

    That leaves every mean as it is and keeps a silent group from looking like a full count.
    """
    everyone = sum(stratum.population for stratum in strata)
    heard = [stratum for stratum in strata if stratum.respondents]
    spread = everyone / (sum(stratum.population for stratum in heard) or 1)
    return [_Answering(stratum.population * spread, stratum.respondents) for stratum in heard]


def _ratio(strata: Sequence[_Answering], indicator: Indicator) -> _Ratio:
    """The estimated total of the indicator over the estimated number who have it."""
    total, having = [], []
    for stratum in strata:
        points = [person[indicator] for person in stratum.respondents if indicator in person]
        total.append(stratum.weight * fsum(points))
        having.append(stratum.weight * len(points))
    people = fsum(having)
    if not people:
        raise TooFewRespondents(f"nobody has {'/'.join(indicator)}")
    return _Ratio(fsum(total) / people, people)


def _linearised(
    stratum: _Answering, coefficients: Mapping[Indicator, float], means: Mapping[Indicator, _Ratio]
) -> list[float]:
    """What each respondent, counted once, pulls the composite away from its value."""
    pulls = [0.0] * len(stratum.respondents)
    for indicator, coefficient in coefficients.items():
        centre = means[indicator].value
        pull = coefficient / means[indicator].having
        for place, person in enumerate(stratum.respondents):
            if indicator in person:
                pulls[place] += pull * (person[indicator] - centre)
    return pulls


def _error(strata: Sequence[_Answering], spread: Sequence[Sequence[float]]) -> float:
    """√ Σ N² (1 − n/N) s² / n; a lone answer takes the s² of all respondents together."""
    together = [u for one in spread for u in one]
    squared = []
    for stratum, one in zip(strata, spread, strict=True):
        n = len(one)
        unsampled = 1 - n / stratum.people
        if unsampled > 0:
            s2 = _variance(one if n > 1 else together)
            squared.append(stratum.people**2 * unsampled * s2 / n)
    return sqrt(fsum(squared))


def _variance(values: Sequence[float]) -> float:
    if len(values) < 2:
        raise TooFewRespondents("one answer has no spread")
    centre = fsum(values) / len(values)
    return fsum((value - centre) ** 2 for value in values) / (len(values) - 1)
