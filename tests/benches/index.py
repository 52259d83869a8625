"""How long an index takes: 34 offices, every figure with its interval, from sheets in memory.

`index_20k` also from rows of the database, as worker `reports` reads them.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from reports import formula, tabulation
from reports.formula import Weights
from reports.tabulation import Tabulated
from surveys.models.sheets import Sheet
from tests import make
from tests.benches import figures
from tests.benches.figures import Figure
from tests.cities import answers, sizes
from tests.reports import scenes
from tests.reports.test_formula import BANDS, RULES

OFFICES = len(sizes.STAFF)
SMALL, LARGE = 20_000, 1_000_000  # sheets
SECONDS = {SMALL: 1.0, LARGE: 15.0}
MEGABYTES = 2000


def index_20k() -> Iterator[Figure]:
    yield from _in_memory("index_20k", SMALL, runs=5)
    yield figures.figure("index_20k.database", [_from_rows() for _ in range(3)], "s", aim=1.0)


def index_1m() -> Iterator[Figure]:
    """In a process of its own, whose memory is measured; half as many must take half as long."""
    code = "import django; django.setup(); from tests.benches import index; index.main()"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    yield figures.figure("index_1m", found["seconds"], "s", aim=SECONDS[LARGE])
    yield figures.figure("index_1m.cpu", found["cpu"], "s")
    yield figures.figure("index_1m.memory", [found["megabytes"]], "MB", aim=MEGABYTES)
    yield figures.figure("index_1m.growth", [found["growth"]], "times half of it", aim=2.4)


def main() -> None:
    """What `index_1m` measures, as JSON on standard output."""
    half, whole = [_timed(city(LARGE // 2))], [_timed(city(LARGE)) for _ in range(3)]
    half.append(_timed(city(LARGE // 2)))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {
        "seconds": [one.wall for one in whole],
        "cpu": [one.cpu for one in whole],
        "megabytes": most,
        "growth": min(one.cpu for one in whole) / min(one.cpu for one in half),
    }
    sys.stdout.write(json.dumps(found))


def _in_memory(name: str, sheets: int, *, runs: int) -> Iterator[Figure]:
    groups = city(sheets)
    spent = [_timed(groups) for _ in range(runs)]
    yield figures.figure(name, [one.wall for one in spent], "s", aim=SECONDS[sheets])
    yield figures.figure(f"{name}.cpu", [one.cpu for one in spent], "s")


class Spent(NamedTuple):
    """Seconds: by the clock, and those that this process worked."""

    wall: float
    cpu: float


Group = tuple[str, int, int, "answers.Sheets"]  # kind, number of the office, people, sheets


def city(sheets: int) -> list[Group]:
    """As many sheets, spread over staff and users of 34 offices, and 40 experts."""
    luck = np.random.default_rng(20)
    found: list[Group] = []
    people = sum(sizes.STAFF) + sum(sizes.USERS)
    for kind, lists in (("internal", sizes.STAFF), ("external", sizes.USERS)):
        for office, size in enumerate(lists):
            many = max(15, round(sheets * size / people))
            own = answers.opinions(luck.normal(76, 4.5), many, luck)
            found.append((kind, office, 3 * many, answers.sheets(kind, own, luck)))
    own = answers.opinions(70, sizes.EXPERTS, luck)
    found.append(("expert", OFFICES, 60, answers.sheets("expert", own, luck)))
    return found


def _timed(groups: Sequence[Group]) -> Spent:
    begun, worked = time.perf_counter(), time.process_time()
    tabulated = [
        Tabulated.of(
            sheets, answers.form(kind).scheme, opd=str(n), population=people, invited=people
        )
        for kind, n, people, sheets in groups
    ]
    _figures(tabulated)
    return Spent(time.perf_counter() - begun, time.process_time() - worked)


def _figures(groups: Sequence[Tabulated]) -> None:
    weights = _weights()
    _index(groups, formula.KINDS_OF_THE_CITY, weights)
    for office in range(OFFICES):
        mine = [group for group in groups if group.opd == str(office)]
        _index(mine, formula.KINDS_OF_AN_OFFICE, weights)


def _index(groups: Sequence[Tabulated], kinds: Sequence[str], weights: Weights) -> None:
    parts = {}
    for kind in kinds:
        part = formula.component(kind, [g.stratum for g in groups if g.kind == kind], weights)
        parts[kind] = part.estimate if part else None
    nothing = formula.Correction(conduct=0, prevalence=0, total=0)
    found = formula.index(parts, expects=kinds, correction=nothing, weights=weights)
    assert found.figure is not None


def _weights() -> Weights:
    kinds = ("internal", "external", "expert")
    return Weights(
        kinds=dict(zip(kinds, (0.4, 0.4, 0.2), strict=True)),
        dimensions={
            kind: dict.fromkeys(answers.form(kind).instrument.dimensions, 1) for kind in kinds
        },
        bands=BANDS,
        minimum=10,
        correction=RULES,
    )


def _from_rows() -> float:
    """A wave of 20,000 rows, through tabulation and the figures as they are stored."""
    from reports import index
    from reports.models.weights import WeightSet
    from surveys.models.waves import Wave

    wave = Wave.objects.filter(slug="bench").first() or _stored()
    weight_set = WeightSet.objects.get()
    begun = time.perf_counter()
    table = tabulation.tabulate(wave)
    index.compute(wave, table.groups, index.method.read(weight_set))
    return time.perf_counter() - begun


def _stored():  # type: ignore[no-untyped-def]
    from surveys.models.groups import AnonymityGroup

    scenes.weight_set()
    wave = scenes.wave(slug="bench")
    offices = [make.office() for _ in range(OFFICES)]
    for kind, n, people, sheets in city(SMALL):
        group = AnonymityGroup.objects.create(
            wave=wave, kind=kind, opd=offices[n] if n < OFFICES else None,
            name=f"{kind} {n}", population=people, invited=people,
        )  # fmt: skip
        Sheet.objects.bulk_create(Sheet(group=group, answers=sheet) for sheet in sheets.tolist())
    return wave
