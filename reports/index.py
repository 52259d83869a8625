"""A wave's index: of every office and of the city, from counted sheets and a weight set.

The figures are JSON: what a run stores, what is published (after suppression), and what
pages and papers show. Their shape is that of `_figures_of`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from hashlib import sha256
from math import ceil, fsum, isfinite
from typing import Any

from django.db import transaction

from reports import (
    circumstances,
    formula,
    method,
    releasing,
    scoring,
    sensitive,
    suppression,
    tabulation,
)
from reports.estimation import Estimate
from reports.formula import Component, Correction, Evidence, Index, Weights
from reports.models.cases import RecordedCase
from reports.models.runs import IndexRun
from reports.models.weights import WeightSet
from reports.tabulation import Tabulated
from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.models.waves import Wave

STAGES = RecordedCase.Stage
EXACT_FROM = 50  # respondents from whom the mean of one item is kept with its digits

Figures = dict[str, Any]


@transaction.atomic
def run(*, wave: Wave, by: User | str, weight_set: WeightSet | None = None) -> IndexRun:
    """Compute and store the index of a counted wave.

    Raises method.NoWeightSet, formula.UnsoundWeights. The same sheets, cases and weights give
    the same figures, to the byte.
    """
    weight_set = weight_set or method.for_wave(wave)
    table, weights = tabulation.tabulate(wave), method.read(weight_set)
    figures = compute(wave, table.groups, weights)
    stored = IndexRun.objects.create(
        wave=wave,
        weight_set=weight_set,
        method=method.VERSION,
        code=method.code_version(),
        input_hash=_input_hash(wave, table.input_hash, weights.minimum),
        figures=figures,
        result_hash=releasing.digest(figures),
        released_hash=releasing.digest(releasing.release(figures)),
    )
    ledger.record("index.computed", wave, by=by, run=stored.pk, result=stored.released_hash)
    return stored


def compute(wave: Wave, groups: Sequence[Tabulated], weights: Weights) -> Figures:
    """The figures of the city and of each of its offices."""
    cases = _cases(wave)
    by_opd: dict[str, list[Tabulated]] = defaultdict(list)
    for group in groups:
        if group.opd is not None:
            by_opd[group.opd].append(group)
    offices = Office.objects.opds().filter(code__in=by_opd)
    everywhere = sum(cases.values(), Counter[str]())
    of_offices = [
        {
            "code": office.code,
            "name": office.name,
            "short_name": office.short_name,
            "organiser": office.is_organiser,
        }
        | _figures_of(
            by_opd[office.code], _kinds(office, by_opd[office.code]), cases[office.code], weights
        )
        for office in offices.order_by("code")
    ]
    return {
        "wave": {"slug": wave.slug, "title": wave.title, "year": wave.year},
        "minimum": weights.minimum,
        "bands": [{"category": b.category, "floor": str(b.start)} for b in weights.bands],
        "dimensions": _dimension_titles(wave),
        "weightless": _weightless(weights),
        "city": _figures_of(groups, formula.KINDS_OF_THE_CITY, everywhere, weights),
        "offices": of_offices,
        "signals": circumstances.signs(of_offices, by_opd, weights.minimum),
        "pressure": circumstances.under_pressure(wave, groups, of_offices, weights.minimum),
    } | _sensitive(groups)


def _sensitive(groups: Sequence[Tabulated]) -> Figures:
    """What the method module says of the city; nothing where it was not asked."""
    found = sensitive.figures([(group.stratum.population, group.method) for group in groups])
    return {"sensitive": found} if found else {}


def _input_hash(wave: Wave, sheets: str, minimum: int) -> str:
    """SHA-256 over all that figures are made from besides weights and code: sheets, cases that
    count, what is set of offices, and the city's minimum."""
    offices = Office.objects.opds().order_by("code")
    cases = RecordedCase.objects.filter(wave=wave).counting()
    whole = [
        sheets,
        minimum,
        sorted(cases.values_list("office__code", "stage", "document", "digest")),
        list(offices.values_list("code", "name", "short_name", "is_organiser", "asks_external")),
    ]
    return sha256(json.dumps(whole).encode()).hexdigest()


def _kinds(office: Office, groups: Sequence[Tabulated]) -> list[str]:
    """An office is complete over the kinds it has: staff always, users unless set otherwise."""
    has = {"internal", *(group.kind for group in groups)}
    if office.asks_external:
        has.add("external")
    return [kind for kind in formula.KINDS_OF_AN_OFFICE if kind in has]


def _figures_of(
    groups: Sequence[Tabulated], expects: Sequence[str], cases: Counter[str], weights: Weights
) -> Figures:
    components = {kind: _component(groups, kind, weights) for kind in expects}
    index = formula.index(
        {kind: part.estimate if part else None for kind, part in components.items()},
        expects=expects,
        correction=formula.correction(
            _evidence(groups, cases, weights.minimum), weights.correction
        ),
        weights=weights,
    )
    return {
        "index": _index(index, weights),
        "correction": _correction(index.correction)
        | {"cases": {s.value: cases[s] for s in STAGES}},
        "kinds": {
            kind: _kind(groups, kind, part if _is_heard(part, weights) else None, weights)
            | _thin(groups, kind, part, weights)
            for kind, part in components.items()
        },
    }


def _component(groups: Sequence[Tabulated], kind: str, weights: Weights) -> Component | None:
    strata = [group.stratum for group in groups if group.kind == kind]
    return formula.component(kind, strata, weights) if strata else None


def _is_heard(component: Component | None, weights: Weights) -> bool:
    return component is not None and component.estimate.respondents >= weights.minimum


def _evidence(groups: Sequence[Tabulated], cases: Counter[str], minimum: int) -> Evidence:
    """Of the kinds that enough people answered: the correction is shown, and so is what it is
    made from, in so far as it can be worked out backwards."""
    parts = _parts(groups, minimum)

    def share(counts: Callable[[Tabulated], int]) -> float:
        return _coarse_share([_summed(part, counts) for part in parts], minimum)

    return Evidence(
        directed=share(lambda group: group.directed),
        uniform=share(lambda group: group.uniform),
        decided=cases[RecordedCase.Stage.DECIDED],
        investigated=cases[RecordedCase.Stage.INVESTIGATED],
        complaints=cases[RecordedCase.Stage.COMPLAINT],
    )


def _parts(groups: Sequence[Tabulated], minimum: int) -> list[list[Tabulated]]:
    """The groups of each office, as its own correction is made from them, and all others."""
    answers: Counter[str] = Counter()
    of_offices: Counter[tuple[str | None, str]] = Counter()
    for group in groups:
        answers[group.kind] += group.answers
        of_offices[group.opd, group.kind] += group.answers
    parts: dict[str | None, list[Tabulated]] = defaultdict(list)
    for group in groups:
        if answers[group.kind] >= minimum:
            is_told = of_offices[group.opd, group.kind] >= minimum
            parts[group.opd if is_told else None].append(group)
    return list(parts.values())


def _summed(part: Sequence[Tabulated], counts: Callable[[Tabulated], int]) -> tuple[int, int]:
    return sum(counts(group) for group in part), sum(group.answers for group in part)


def _coarse_share(parts: Sequence[tuple[int, int]], minimum: int) -> float:
    """Of the counts that offices are told: the city's less those of the others would else tell
    which of fewer than the minimum it is."""
    told = sum(suppression.told_count(count, of=of, minimum=minimum) for count, of in parts)
    return suppression.coarse_share(told, of=sum(of for _, of in parts), minimum=minimum)


def _cases(wave: Wave) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    counting = RecordedCase.objects.filter(wave=wave).counting()
    for code, stage in counting.values_list("office__code", "stage"):
        found[code][stage] += 1
    return found


def _dimension_titles(wave: Wave) -> dict[str, list[dict[str, str]]]:
    """By kind, in the order of the questionnaire, which the keys of stored JSON do not keep."""
    asked = wave.waveinstrument_set.select_related("version")
    return {
        one.kind: [
            {"code": code, "title": title["id"]}
            for code, title in one.version.read().dimensions.items()
        ]
        for one in asked
    }


def _weightless(weights: Weights) -> dict[str, list[str]]:
    """By kind the dimensions that are shown and make nothing of its component."""
    return {
        kind: [code for code, weight in dimensions.items() if not weight]
        for kind, dimensions in weights.dimensions.items()
    }


def _index(index: Index, weights: Weights) -> Figures:
    figure = index.figure
    return {
        "state": str(index.state),
        "figure": None if figure is None else str(figure),
        "decimals": None if figure is None else formula.decimals(figure, weights.bands),
        "category": index.category,
        "missing": list(index.missing),
        "before_correction": _estimate(index.estimate),
    }


def _correction(correction: Correction) -> Figures:
    return {
        "conduct": round(correction.conduct, 4),
        "prevalence": round(correction.prevalence, 4),
        "total": round(correction.total, 4),
    }


def _kind(
    groups: Sequence[Tabulated], kind: str, component: Component | None, weights: Weights
) -> Figures:
    mine = [group for group in groups if group.kind == kind]
    dimensions, indicators = _details(mine, component) if component else ({}, [])
    return {
        "population": sum(group.stratum.population for group in mine),
        "invited": sum(group.invited for group in mine),
        "answers": sum(group.answers for group in mine),
        "component": _estimate(component.estimate if component else None),
        "dimensions": dimensions,
        "indicators": indicators,
        "items": _items(mine, weights.minimum) if component else [],
    }


def _details(
    groups: Sequence[Tabulated], component: Component
) -> tuple[dict[str, Figures | None], list[Figures]]:
    """Dimensions and indicators; coarse are those that are the mean of one item."""
    items = Counter((item.dimension, item.indicator) for item in groups[0].items)
    parts = Counter(dimension for dimension, _ in component.indicators)
    alone = {indicator for indicator in component.indicators if items[indicator] == 1}
    of_one = {dimension for dimension, _ in alone if parts[dimension] == 1}
    return (
        {code: _estimate(p, alone=code in of_one) for code, p in component.dimensions.items()},
        [
            {"dimension": key[0], "name": key[1], "estimate": _estimate(part, alone=key in alone)}
            for key, part in component.indicators.items()
        ],
    )


def _thin(
    groups: Sequence[Tabulated], kind: str, component: Component | None, weights: Weights
) -> Figures:
    """Which dimensions too few answered, where enough people did and that alone is why."""
    mine = [group.stratum for group in groups if group.kind == kind]
    if component or sum(stratum.answers for stratum in mine) < weights.minimum:
        return {}
    return {"thin": formula.lacking(kind, mine, weights)}


def _items(groups: Sequence[Tabulated], minimum: int) -> list[Figures]:
    """The mean of each item over those who gave it a score, as the strata weigh them.

    In whole points where few answered: 63.64 is 7 of 11, whatever number stands beside it.
    """
    found: dict[scoring.ScoredItem, list[tuple[float, float, int]]] = defaultdict(list)
    for group in groups:
        for item, (points, people) in group.items.items():
            weight = group.stratum.population / group.answers if people else 0.0
            found[item].append((weight * points, weight * people, people))
    return [
        {
            "dimension": item.dimension,
            "indicator": item.indicator,
            "name": item.name,
            "value": round(mean, 4) if people >= EXACT_FROM else float(_whole_mean(mean)),
            "respondents": people,
        }
        for item, parts in found.items()
        if (people := sum(n for _, _, n in parts)) >= minimum
        for mean in [fsum(p for p, _, _ in parts) / fsum(w for _, w, _ in parts)]
    ]


def _estimate(estimate: Estimate | None, *, alone: bool = False) -> Figures | None:
    """`alone`: of one item, and so in whole points where few answered, as in `_items`."""
    if estimate is None:
        return None
    told = {
        "value": round(estimate.value, 4),
        "standard_error": round(estimate.standard_error, 4),
        "low": round(estimate.low, 4),
        "high": round(estimate.high, 4),
        "degrees": round(estimate.degrees, 1) if isfinite(estimate.degrees) else None,
        "respondents": estimate.respondents,
    }
    return told | (_in_whole_points(estimate) if alone else {})


def _in_whole_points(estimate: Estimate) -> Figures:
    """Nothing for many. The middle of an interval is the value, so that it is put around the
    rounded one, and never made narrower."""
    if estimate.respondents >= EXACT_FROM:
        return {}
    value, margin = _whole_mean(estimate.value), ceil(round(estimate.margin, 9))
    return {
        "value": float(value),
        "standard_error": float(_whole(estimate.standard_error)),
        "low": float(max(0, value - margin)),
        "high": float(min(100, value + margin)),
    }


def _whole_mean(points: float) -> int:
    """On the side of the bound where it was: what is nearly of one mind stays beyond it."""
    whole, bound = _whole(points), round(100 * suppression.UNANIMITY_SHARE)
    if points > bound:
        return max(whole, bound + 1)
    if points < 100 - bound:
        return min(whole, 100 - bound - 1)
    return whole


def _whole(points: float) -> int:
    """Without what binary fractions add, as in formula.rounded: 62.5 may come as 62.49999999."""
    return round(round(points, 9))
