"""Published results as plain objects, for tests that need no database."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from reports.formula import State
from reports.readings import (
    Correction,
    Imprint,
    Lists,
    OfKind,
    Part,
    Reading,
    Result,
    UsedWeights,
)
from surveys.models.waves import Wave

NO_CORRECTION = Correction(conduct=0.0, prevalence=0.0, total=0.0)


def part(value: float, *, error: float = 0.3) -> Part:
    return Part(
        value=value, low=value - 2 * error, high=value + 2 * error, standard_error=error, bound=""
    )


def of_kind(kind: str, value: float | None) -> OfKind:
    dimensions = {} if value is None else {"TRN": part(value - 1), "SDM": part(value + 1)}
    return OfKind(
        kind=kind,
        population=100,
        invited=60,
        answers=None if value is None else 40,
        component=None if value is None else part(value),
        dimensions=dimensions,
        hidden="" if value is not None else "few",
    )


def result(
    *,
    code: str = "OPD-1",
    figure: str | None = "75.00",
    category: str | None = "waspada",
    state: State = State.COMPLETE,
    staff: float | None = 75.0,
    users: float | None = 75.0,
    organiser: bool = False,
    **given: Any,
) -> Result:
    values: dict[str, Any] = {
        "name": f"Dinas {code}",
        "short_name": code,
        "bound": "",
        "decimals": 1,
        "missing": [],
        "before_correction": None if figure is None else part(float(figure)),
        "correction": None if figure is None else NO_CORRECTION,
        "kinds": {"internal": of_kind("internal", staff), "external": of_kind("external", users)},
    }
    return Result(
        code=code,
        figure=None if figure is None else Decimal(figure),
        category=category,
        state=state,
        is_organiser=organiser,
        **(values | given),
    )


def reading(*, city: Result | None = None, offices: list[Result] | None = None) -> Reading:
    titles = {"TRN": "Transparansi", "SDM": "Pengelolaan SDM"}
    return Reading(
        slug="2026",
        title="Survei Integritas OPD 2026",
        year=2026,
        minimum=10,
        cuts=(73.0, 78.0),
        dimensions={"internal": titles, "external": titles},
        city=city or result(code=""),
        offices=offices or [],
        imprint=Imprint(
            city="Kota Tirtamulya",
            organiser="Inspektorat",
            is_demo=True,
            method="1",
            input_hash="a" * 64,
            result_hash="b" * 64,
        ),
        weights=UsedWeights(
            name="Bobot 2026",
            author="Inspektorat",
            reason="Bawaan",
            kinds={"internal": 0.4, "external": 0.4, "expert": 0.2},
            correction={},
        ),
        lists=Lists(),
    )


def wave(state: Wave.State) -> Wave:
    return Wave(
        slug="2026",
        title="Survei Integritas OPD 2026",
        year=2026,
        state=state,
        opens_at=datetime(2026, 8, 1, tzinfo=UTC),
        closes_at=datetime(2026, 10, 31, 8, tzinfo=UTC),
        results_expected="Januari 2027",
    )
