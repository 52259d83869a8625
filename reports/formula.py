"""The index: components weighed together, the correction, one rounding, the category.

Every weight is city policy and comes in from outside; KPK has published none of its own.
Source: docs/method.md sections 6 to 8.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from math import isfinite
from typing import TypeVar

from reports import estimation, suppression
from reports.estimation import Estimate, Indicator, Stratum

KINDS_OF_AN_OFFICE = ("internal", "external")  # experts judge the city and not an office
KINDS_OF_THE_CITY = ("internal", "external", "expert")
CENT = Decimal("0.01")
NEAR_A_BAND = Decimal("0.1")

Name = TypeVar("Name", bound=Hashable)


class UnsoundWeights(ValueError):
    """A weight set that no index can be made with; the message says which rule it breaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    category: str
    start: Decimal  # points; the band reaches up to, and not into, the next one


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRules:
    """Points taken off. The sizes are city policy; the two caps were seen in SPI 2022."""

    most: float
    per_directed_share: float  # points if everybody was directed
    per_uniform_share: float  # points if every sheet was uniform
    most_for_conduct: float
    per_decided_case: float
    per_investigated_case: float
    per_substantiated_complaint: float
    most_for_prevalence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One version of the method. Weights are relative: they are rescaled to add up to 1.

    Indicators of a dimension of which `indicators` names none weigh alike; where it names some,
    the others weigh nothing.
    Raises UnsoundWeights when a weight is negative or all are zero, when a kind has no
    dimensions, when the bands leave part of 0-100 without a category, and when minimum
    or a correction makes no sense.
    """

    kinds: Mapping[str, float]
    dimensions: Mapping[str, Mapping[str, float]]  # by kind
    bands: Sequence[Band]  # from the lowest up
    minimum: int  # respondents, below which nothing is said
    correction: CorrectionRules
    indicators: Mapping[str, Mapping[Indicator, float]] = field(default_factory=dict)  # by kind

    def __post_init__(self) -> None:
        _rescaled(self.kinds)
        for kind in self.kinds:
            _rescaled(self.dimensions.get(kind, {}))
        for of_kind in self.indicators.values():
            for of_dimension in _by_dimension(of_kind).values():
                _rescaled({name: of_kind[name] for name in of_dimension})
        _check_bands(self.bands)
        if self.minimum < suppression.MINIMUM:
            raise UnsoundWeights(f"minimum is below {suppression.MINIMUM}")
        rules = self.correction
        if any(not 0 <= getattr(rules, name) < 100 for name in rules.__slots__):
            raise UnsoundWeights("a correction is below 0 or not below 100")


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One kind's part of the index, and what it is made of. Points 0-100."""

    estimate: Estimate
    dimensions: Mapping[str, Estimate]
    indicators: Mapping[Indicator, Estimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the correction rests on."""

    directed: float = 0.0  # share of sheets, 0-1, that say they were directed
    uniform: float = 0.0  # share of sheets, 0-1
    decided: int = 0  # corruption cases
    investigated: int = 0
    complaints: int = 0  # substantiated

    def __post_init__(self) -> None:
        shares = (self.directed, self.uniform)
        counts = (self.decided, self.investigated, self.complaints)
        if not all(0 <= share <= 1 for share in shares) or min(counts) < 0:
            raise ValueError(f"not shares from 0 to 1, or counts: {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Faktor koreksi: points taken off, after the caps."""

    conduct: float  # FK pelaksanaan
    prevalence: float  # FK prevalensi
    total: float


class State(StrEnum):
    COMPLETE = "complete"
    PROVISIONAL = "provisional"  # sementara: a kind is missing, no category
    INSUFFICIENT = "insufficient"  # data belum mencukupi: no figure, no category


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index as it may be told. `estimate` is before the correction, and so is its interval."""

    state: State
    components: Mapping[str, Estimate]  # by kind, those that count
    missing: tuple[str, ...]  # kinds that were expected and are too few
    estimate: Estimate | None
    correction: Correction
    figure: Decimal | None  # two decimals
    category: str | None


def index(
    components: Mapping[str, Estimate | None],
    *,
    expects: Collection[str],
    correction: Correction,
    weights: Weights,
) -> Index:
    """K = Σ W·C over the kinds that `expects` names; the index is max(0, K − FK), rounded once.

    A component of fewer than `minimum` respondents counts as missing: the weights of the
    others are rescaled and the index is provisional. Without any it is insufficient, which
    is a state and never a category. A kind that weighs nothing neither counts nor is missing.
    """
    weighing = [kind for kind in sorted(expects) if weights.kinds[kind]]
    counted = {
        kind: part
        for kind in weighing
        if (part := components.get(kind)) and part.respondents >= weights.minimum
    }
    missing = tuple(kind for kind in weighing if kind not in counted)
    estimate = figure = None
    if counted:
        weight = _rescaled({kind: weights.kinds[kind] for kind in counted})
        estimate = estimation.combine((weight[kind], part) for kind, part in counted.items())
        figure = rounded(max(0.0, estimate.value - correction.total))
    complete = figure is not None and not missing
    return Index(
        state=_state(counted, missing),
        components=counted,
        missing=missing,
        estimate=estimate,
        correction=correction,
        figure=figure,
        category=category(figure, weights.bands) if figure is not None and complete else None,
    )


def component(kind: str, strata: Sequence[Stratum], weights: Weights) -> Component | None:
    """One kind's component: Σ dimension weight × mean of the dimension's indicators.

    None when a dimension that weighs something has no indicator with `minimum` respondents:
    a component without one of its dimensions would be another figure under the same name.
    """
    shares = _shares(kind, strata, weights)
    if _without_share(shares, weights.dimensions[kind]):
        return None
    return Component(
        estimate=_composite(strata, _weighed(shares, weights.dimensions[kind])),
        dimensions={code: _composite(strata, parts) for code, parts in shares.items() if parts},
        indicators={i: _composite(strata, {i: 1.0}) for parts in shares.values() for i in parts},
    )


def lacking(kind: str, strata: Sequence[Stratum], weights: Weights) -> list[str]:
    """The dimensions that weigh something and have no indicator with `minimum` respondents."""
    return _without_share(_shares(kind, strata, weights), weights.dimensions[kind])


def _without_share(
    shares: Mapping[str, Mapping[Indicator, float]], dimensions: Mapping[str, float]
) -> list[str]:
    return [code for code, weight in dimensions.items() if weight and not shares[code]]


def _shares(
    kind: str, strata: Sequence[Stratum], weights: Weights
) -> dict[str, dict[Indicator, float]]:
    """By dimension, what part of it each indicator is; none that too few respondents have."""
    heard = {i for i, count in estimation.answered(strata).items() if count >= weights.minimum}
    shares: dict[str, dict[Indicator, float]] = {}
    for dimension in weights.dimensions[kind]:
        given = {i: w for i, w in weights.indicators.get(kind, {}).items() if i[0] == dimension}
        relative = {
            i: given.get(i, 0.0) if given else 1.0 for i in sorted(heard) if i[0] == dimension
        }
        counted = {i: one for i, one in relative.items() if one}
        shares[dimension] = _rescaled(counted) if counted else {}
    return shares


def _weighed(
    shares: Mapping[str, Mapping[Indicator, float]], dimensions: Mapping[str, float]
) -> dict[Indicator, float]:
    weight = _rescaled(dimensions)
    return {i: weight[code] * part for code, parts in shares.items() for i, part in parts.items()}


def _by_dimension(indicators: Collection[Indicator]) -> dict[str, list[Indicator]]:
    found: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        found.setdefault(indicator[0], []).append(indicator)
    return found


def _composite(strata: Sequence[Stratum], parts: Mapping[Indicator, float]) -> Estimate:
    return suppression.coarse(estimation.composite(strata, parts))


def correction(evidence: Evidence, rules: CorrectionRules) -> Correction:
    """FK = min(most, FK pelaksanaan + FK prevalensi), each under a cap of its own, points."""
    conduct = min(
        rules.most_for_conduct,
        rules.per_directed_share * evidence.directed + rules.per_uniform_share * evidence.uniform,
    )
    prevalence = min(
        rules.most_for_prevalence,
        rules.per_decided_case * evidence.decided
        + rules.per_investigated_case * evidence.investigated
        + rules.per_substantiated_complaint * evidence.complaints,
    )
    total = min(rules.most, conduct + prevalence)
    return Correction(conduct=conduct, prevalence=prevalence, total=total)


def rounded(points: float) -> Decimal:
    """Half up to two decimals, once.

    What binary fractions add below a billionth of a point is taken off first, so that
    77.995 is not taken for 77.99499999999999.
    """
    return Decimal(f"{points:.9f}").quantize(CENT, ROUND_HALF_UP)


def category(figure: Decimal, bands: Sequence[Band]) -> str:
    """The band of the figure that is published: 78.00 is in the band that starts at 78."""
    return next(band.category for band in reversed(bands) if figure >= band.start)


def decimals(figure: Decimal, bands: Sequence[Band]) -> int:
    """How many decimals to show: one, and two where one could hide the side of a band."""
    return 2 if any(abs(figure - band.start) <= NEAR_A_BAND for band in bands[1:]) else 1


def _state(counted: Collection[str], missing: Collection[str]) -> State:
    if not counted:
        return State.INSUFFICIENT
    return State.PROVISIONAL if missing else State.COMPLETE


def _rescaled(weights: Mapping[Name, float]) -> dict[Name, float]:
    if not all(isfinite(weight) and weight >= 0 for weight in weights.values()):
        raise UnsoundWeights(f"a weight is negative: {dict(weights)}")
    if not (total := sum(weights.values())):
        raise UnsoundWeights(f"the weights add up to nothing: {dict(weights)}")
    return {name: weight / total for name, weight in weights.items()}


def _check_bands(bands: Sequence[Band]) -> None:
    if not bands or bands[0].start != 0:
        raise UnsoundWeights("the lowest band does not start at 0")
    if any(lower.start >= upper.start for lower, upper in pairwise(bands)):
        raise UnsoundWeights("a band does not start above the one before it")
    if bands[-1].start > 100:
        raise UnsoundWeights("a band starts above 100")
    if len({band.category for band in bands}) < len(bands):
        raise UnsoundWeights("two bands have one category")
