"""Figures made of ratios of estimated totals, with the error of the whole.

A composite is a weighted sum of ratios, and because the same people stand behind all of them
its variance is that of one linearised figure a respondent, which carries the covariances.
Särndal, Swensson, Wretman, Model Assisted Survey Sampling (1992), sections 5.5-5.7 and 10.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import fsum, inf, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.estimation import spread
from reports.estimation.calibration import Calibration
from reports.estimation.conventions import OURS, Conventions
from reports.estimation.estimates import POINTS, SHARE, Estimate
from reports.estimation.spread import Pulls
from reports.estimation.strata import Column, Key, Stratum, TooFewRespondents
from reports.estimation.sums import Floats, total

Coefficients = Mapping[Any, float]  # by key of a column


def mean(strata: Sequence[Stratum], indicator: Key, *, conventions: Conventions = OURS) -> Estimate:
    """The population's mean of one indicator, over those who have it, points 0-100."""
    return composite(strata, {indicator: 1.0}, conventions=conventions)


def share(strata: Sequence[Stratum], claim: Key, *, conventions: Conventions = OURS) -> Estimate:
    """The share of the population, 0-1, for whom `claim` holds (1) and not (0)."""
    return composite(strata, {claim: 1.0}, top=SHARE, conventions=conventions)


def composite(
    strata: Sequence[Stratum],
    coefficients: Coefficients,
    *,
    top: float = POINTS,
    conventions: Conventions = OURS,
    calibration: Calibration | None = None,
) -> Estimate:
    """Σ coefficient × ratio, with the error of the whole sum.

    Units: as the columns, provided that the coefficients add up to 1; with coefficients 1 and
    −1 it is a difference of two parts of the same sample, whose `top` is inf.
    Raises TooFewRespondents when nobody has one of the indicators, and when a single
    respondent stands for more people than one.
    """
    heard = _heard(calibration.strata if calibration else strata, conventions)
    if conventions.missing == "listwise":
        heard = [one.only_complete(coefficients) for one in heard]
    ratios = {key: _ratio(heard, key) for key in coefficients}
    pulls = [one.pulls(coefficients, ratios) for one in heard]
    return Estimate(
        value=fsum(coefficients[key] * ratio.value for key, ratio in ratios.items()),
        standard_error=_error(heard, pulls, conventions, calibration),
        top=top,
        conventions=conventions,
        population=sum(one.people for one in strata),
        **asdict(_weight_of_evidence(heard, coefficients)),
    )


def estimated_total(
    strata: Sequence[Stratum],
    key: Key,
    *,
    conventions: Conventions = OURS,
    calibration: Calibration | None = None,
) -> Estimate:
    """The population's total of what stands above the line; no upper end."""
    heard = _heard(calibration.strata if calibration else strata, conventions)
    pulls = [one.stratum.column(key).above for one in heard]
    return Estimate(
        value=fsum(one.total(one.stratum.column(key).above) for one in heard),
        standard_error=_error(heard, pulls, conventions, calibration),
        top=inf,
        conventions=conventions,
        population=sum(one.people for one in strata),
        **asdict(_weight_of_evidence(heard, [key])),
    )


@dataclass(frozen=True, slots=True)
class _Ratio:
    value: float
    below: float  # the estimated total below the line: for a mean, people who have it


@dataclass(frozen=True, slots=True)
class _Heard:
    """A stratum with answers, standing also for its part of those without any."""

    stratum: Stratum
    scale: float

    @property
    def weight(self) -> float | Floats:
        weights = self.stratum.weights
        if weights is None:
            return self.stratum.population * self.scale / self.stratum.answers
        return weights * self.scale

    def total(self, values: Floats) -> float:
        weight = self.weight
        if isinstance(weight, float):
            return weight * total(values)
        return total(weight * values)

    def of_column(self, key: Key) -> tuple[float, float]:
        column, weight = self.stratum.column(key), self.weight
        if isinstance(weight, float):
            above, below = column.sums
            return weight * above, weight * below
        return self.total(column.above), self.total(column.below)

    def pulls(self, coefficients: Coefficients, ratios: Mapping[Key, _Ratio]) -> Floats:
        """How far each respondent, counted once, pulls the figure away from its value."""
        found = np.zeros(self.stratum.answers)
        for key, coefficient in coefficients.items():
            column, ratio = self.stratum.column(key), ratios[key]
            away = column.above - ratio.value * column.below
            found += coefficient / ratio.below * away
        return found

    def only_complete(self, keys: Coefficients) -> _Heard:
        """Without what is said by people who lack one of the figure's parts."""
        columns = {key: self.stratum.column(key) for key in keys}
        complete = np.logical_and.reduce([column.below != 0 for column in columns.values()])
        kept: dict[Key, Column] = {key: one.within(complete) for key, one in columns.items()}
        return _Heard(replace(self.stratum, columns=kept), self.scale)


def _heard(strata: Sequence[Stratum], conventions: Conventions) -> list[_Heard]:
    """Strata with answers; the people of those without any are spread over them.

    That leaves every mean as it is and keeps a silent group from looking like a full count.
    """
    heard = [one for one in strata if one.answers]
    if len(heard) < len(strata) and conventions.silent == "refuse":
        raise TooFewRespondents("a stratum has no answers")
    everyone, there = (fsum(one.people for one in some) for some in (strata, heard))
    scale = everyone / there if len(heard) < len(strata) and there else 1.0
    return [_Heard(one, scale) for one in heard]


def _ratio(heard: Sequence[_Heard], key: Key) -> _Ratio:
    sums = [one.of_column(key) for one in heard]
    below = fsum(part for _, part in sums)
    if not below:
        name = "/".join(key) if isinstance(key, tuple) else key
        raise TooFewRespondents(f"nobody has {name}")
    return _Ratio(fsum(part for part, _ in sums) / below, below)


def _error(
    heard: Sequence[_Heard],
    pulls: Sequence[Floats],
    conventions: Conventions,
    calibration: Calibration | None,
) -> float:
    if calibration:
        unexplained = calibration.residuals(np.concatenate(pulls))
        pulls = np.split(unexplained, np.cumsum([len(part) for part in pulls])[:-1])
    parts = [
        Pulls(
            units=spread.by_unit(one.stratum, one.weight * pull),
            population=one.stratum.population * one.scale,
            weight=float(np.mean(one.weight)),
        )
        for one, pull in zip(heard, pulls, strict=True)
    ]
    return sqrt(spread.variance(parts, conventions))


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Who stands behind a figure."""

    respondents: int
    degrees: float
    design_effect: float


def _weight_of_evidence(heard: Sequence[_Heard], keys: Iterable[Key]) -> _Evidence:
    """Respondents, degrees of freedom and Kish's design effect of those with something to add.

    Degrees are units of the draw less strata (survey's convention for domains).
    Kish, Survey Sampling (1965), 11.7: n Σ w² / (Σ w)².
    """
    keys = list(keys)
    respondents = units = strata = 0
    once, squared = [], []
    for one in heard:
        has = _having(one.stratum, keys)
        many = int(np.count_nonzero(has))
        if not many:
            continue
        clusters = one.stratum.clusters
        respondents += many
        strata += 1
        units += many if clusters is None else len(np.unique(clusters[has]))
        weight = one.weight
        once.append(many * weight if isinstance(weight, float) else total(weight[has]))
        squared.append(many * weight**2 if isinstance(weight, float) else total(weight[has] ** 2))
    return _Evidence(
        respondents=respondents,
        degrees=max(1, units - strata),
        design_effect=respondents * fsum(squared) / fsum(once) ** 2 if respondents else 1.0,
    )


def _having(stratum: Stratum, keys: Iterable[Key]) -> NDArray[np.bool_]:
    has = np.zeros(stratum.answers, dtype=np.bool_)
    for key in keys:
        has |= stratum.column(key).below != 0
    return has
