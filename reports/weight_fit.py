"""Whether a weight set is about what a wave asks: a dimension without weight counts nowhere."""

from __future__ import annotations

from reports import method, readings, tabulation
from reports.formula import Weights
from reports.models.weights import WeightSet
from surveys.models.waves import Wave


def misfits(weight_set: WeightSet, wave: Wave) -> list[str]:
    """What is asked and has no weight, and what has one and is not asked, in sentences."""
    weights = method.read(weight_set)
    found = []
    for one in wave.waveinstrument_set.select_related("version"):
        asked = {(i.dimension, i.indicator) for i in tabulation.scheme(one.version.read()).items}
        found += _of_kind(one.kind, asked, weights)
    return found


def _of_kind(kind: str, asked: set[tuple[str, str]], weights: Weights) -> list[str]:
    who = readings.KINDS[kind]
    dimensions = {dimension for dimension, _ in asked}
    weighed = {code for code, weight in weights.dimensions.get(kind, {}).items() if weight}
    found = [
        f"{who}: dimensi {code} ditanyakan, tetapi tidak berbobot dan tidak dihitung."
        for code in sorted(dimensions - weighed)
    ]
    found += [
        f"{who}: dimensi {code} berbobot, tetapi tidak ditanyakan. Komponen ini tidak akan lengkap."
        for code in sorted(weighed - dimensions)
    ]
    given = weights.indicators.get(kind, {})
    written = {dimension for dimension, _ in given}
    found += [
        f"{who}: indikator “{name}” ditanyakan, tetapi tidak berbobot dan tidak dihitung."
        for dimension, name in sorted(asked)
        if dimension in written & weighed and not given.get((dimension, name))
    ]
    return found
