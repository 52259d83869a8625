"""What a run says of how its answers came about, for those who review it and for nobody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from reports import formula, pressure, signals
from reports.estimation import Estimate
from reports.pressure import Heard
from reports.signals import Measured, Sign
from reports.tabulation import Tabulated
from surveys.models.waves import Wave

Figures = dict[str, Any]


def under_pressure(
    wave: Wave, groups: Sequence[Tabulated], offices: Sequence[Figures], minimum: int
) -> list[Figures]:
    """By kind that is asked, what was told. Whoever reviews does not read of their own office."""
    asked = {
        one.kind: [item for item in one.version.read().items if item.role == "pressure"]
        for one in wave.waveinstrument_set.select_related("version")
    }
    return [
        {"kind": kind}
        | pressure.figures(
            [(choice.code, choice.label["id"]) for choice in item.choices],
            [
                Heard(opd=group.opd, answers=group.answers, told=group.told)
                for group in groups
                if group.kind == kind
            ],
            minimum=minimum,
            unread=[office["code"] for office in offices if office["organiser"]],
        )
        for kind in formula.KINDS_OF_THE_CITY
        for item in asked.get(kind, ())
    ]


def signs(
    offices: Sequence[Figures], groups: Mapping[str, Sequence[Tabulated]], minimum: int
) -> list[Figures]:
    """Strong signs of conditioned answers, by office; of groups below the minimum none."""
    measured: dict[Sign, dict[tuple[str, int], Measured]] = defaultdict(dict)
    for office in offices:
        code = office["code"]
        for number, group in enumerate(groups[code]):
            if group.kind == "internal" and group.answers >= minimum:
                for sign, one in group.signs.items():
                    measured[sign][code, number] = one
        staff, users = (
            office["kinds"].get(k, {}).get("component") for k in ("internal", "external")
        )
        if staff and users:
            measured[Sign.GAP][code, 0] = signals.gap(_known(staff), _known(users))
    return [
        {"office": office, "sign": str(sign), "strength": round(strength, 1)}
        for sign, some in sorted(measured.items())
        for (office, _), strength in sorted(signals.strengths(some).items())
        if strength >= signals.STRONG
    ]


def _known(part: Figures) -> Estimate:
    return Estimate(
        value=part["value"], standard_error=part["standard_error"], respondents=0, population=0
    )
