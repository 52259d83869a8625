"""The correction worked out on paper, a sentence a step, from published figures."""

from __future__ import annotations

from collections.abc import Mapping

from reports import sentences
from reports.models.cases import RecordedCase
from reports.readings import Correction, Reading, Result
from spi_portal.ui import formats

Stage = RecordedCase.Stage
COUNTED = {
    Stage.DECIDED: ("perkara sudah diputus", "per_decided_case"),
    Stage.INVESTIGATED: ("perkara sedang disidik", "per_investigated_case"),
    Stage.COMPLAINT: ("pengaduan terbukti", "per_substantiated_complaint"),
}


def of(result: Result, reading: Reading) -> list[str]:
    """Conduct, cases, their sum under its cap, and what is left; empty without a correction."""
    off, rules = result.correction, reading.weights.correction
    if off is None or not rules:
        return []
    return [
        _conduct(off, rules),
        _prevalence(off, rules),
        _total(off, rules),
        *filter(None, [sentences.correction(result)]),
    ]


def _conduct(off: Correction, rules: Mapping[str, float]) -> str:
    directed, uniform = rules["per_directed_share"], rules["per_uniform_share"]
    return (
        f"Pelaksanaan: {_points(directed)} × bagian lembar yang mengaku diarahkan "
        f"+ {_points(uniform)} × bagian lembar berjawaban seragam{_under_its_cap(off, rules)}"
    )


def _under_its_cap(off: Correction, rules: Mapping[str, float]) -> str:
    """The shares are not told, so that what they came to above the cap is not known here."""
    cap = rules["most_for_conduct"]
    if off.conduct >= cap:
        return f", dibatasi menjadi {_points(cap)}"
    return f" = {_points(off.conduct)} (paling banyak {_points(cap)})"


def _prevalence(off: Correction, rules: Mapping[str, float]) -> str:
    told = [
        (off.cases[stage], word, rules[rule])
        for stage, (word, rule) in COUNTED.items()
        if off.cases.get(stage)
    ]
    cap = rules["most_for_prevalence"]
    if not told:
        return f"Perkara dan pengaduan: {_points(off.prevalence)} (paling banyak {_points(cap)})"
    terms = " + ".join(f"{number} {word} × {_points(each)}" for number, word, each in told)
    whole = sum(number * each for number, _, each in told)
    over = (
        f", dibatasi menjadi {_points(cap)}" if whole > cap else f" (paling banyak {_points(cap)})"
    )
    return f"Perkara dan pengaduan: {terms} = {_points(whole)}{over}"


def _total(off: Correction, rules: Mapping[str, float]) -> str:
    cap, whole = rules["most"], off.conduct + off.prevalence
    over = (
        f", dibatasi menjadi {_points(cap)}" if whole > cap else f" (paling banyak {_points(cap)})"
    )
    return (
        f"Seluruhnya: {_points(off.conduct)} + {_points(off.prevalence)} = {_points(whole)}{over}"
    )


def _points(points: float) -> str:
    return formats.number(points, 2)
