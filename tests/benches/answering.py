"""Complete questionnaires, from the link to the receipt, by many people at once.

The portal's own public processes, PostgreSQL and the walkers share this machine; there is neither
proxy nor TLS between them. Beside each figure stands what others took of the machine: a run in
which that was more than 0.3 of a core is repeated, three times at most, and the quietest counts.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from tests.benches import figures, machine, script, walkers
from tests.benches.figures import Figure
from tests.benches.machine import Usage
from tests.benches.open_survey import Survey, open_survey
from tests.benches.walkers import Load, Outcome

SECONDS = float(os.environ.get("SPI_BENCH_SECONDS", "60"))
WARM_UP = 5.0
OTHERS_AT_MOST = 0.3  # cores
ATTEMPTS = 3
PATHS = 8  # different ways through the questionnaire
LINKS = 12_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    outcome: Outcome
    usage: Usage
    others: float  # cores


def respond_35() -> Iterator[Figure]:
    """The floor: 35 questionnaires begin in a second."""
    yield from _arriving(35, p99=150)


def respond_50() -> Iterator[Figure]:
    """The aim."""
    yield from _arriving(50, p99=100)


def respond_max() -> Iterator[Figure]:
    """As many as it takes: 16 and 64 walkers who begin the next as soon as one is done."""
    with open_survey(links=LINKS) as survey:
        paths = _paths(survey)
        for number in (16, 64):
            name = f"respond_max.{number}_walkers"
            run = _quiet_run(survey, paths, walkers=number)
            done = run.outcome.finished / run.outcome.seconds
            yield figures.figure(name, [done], "questionnaires/s")
            yield from _of_run(name, run, paths)


def _arriving(rate: int, *, p99: float) -> Iterator[Figure]:
    with open_survey(links=LINKS) as survey:
        paths = _paths(survey)
        run = _quiet_run(survey, paths, rate=rate)
        yield from _of_run(f"respond_{rate}", run, paths, p99=p99)


def _of_run(
    name: str, run: Run, paths: list[list[walkers.Step]], *, p99: float | None = None
) -> Iterator[Figure]:
    times = run.outcome.milliseconds
    cuts = statistics.quantiles(times, n=100)
    failed = sum(run.outcome.errors.values())
    for words, number in sorted(run.outcome.errors.items()):
        sys.stderr.write(f"{name}: {number} x {words}\n")
    yield figures.figure(f"{name}.p50", [cuts[49]], "ms a request")
    yield figures.figure(f"{name}.p95", [cuts[94]], "ms a request")
    yield figures.figure(f"{name}.p99", [cuts[98]], "ms a request", aim=p99)
    yield figures.figure(f"{name}.errors", [failed], "questionnaires", aim=0)
    yield figures.figure(f"{name}.finished", [run.outcome.finished], "questionnaires")
    requests = statistics.mean(len(path) for path in paths)
    yield figures.figure(f"{name}.requests", [requests], "a questionnaire")
    for part, seconds in run.usage.parts.items():
        each = seconds * 1000 / run.outcome.finished
        yield figures.figure(f"{name}.cpu.{part}", [each], "ms a questionnaire")
    yield figures.figure(f"{name}.others", [run.others], "cores", aim=OTHERS_AT_MOST)


def _paths(survey: Survey) -> list[list[walkers.Step]]:
    return [script.learn(survey.site, survey.codes[-1], seed=seed) for seed in range(PATHS)]


def _quiet_run(
    survey: Survey, paths: list[list[walkers.Step]], *, rate: float = 0, walkers: int = 0
) -> Run:
    load = Load(
        port=survey.site.port,
        codes=survey.codes,
        scripts=paths,
        seconds=SECONDS,
        warm_up=WARM_UP,
        rate=rate,
        walkers=walkers,
    )
    runs: list[Run] = []
    while not runs or (runs[-1].others > OTHERS_AT_MOST and len(runs) < ATTEMPTS):
        runs.append(_run(survey, load))
        sys.stderr.write(f"others took {runs[-1].others:.2f} cores\n")
    return min(runs, key=lambda run: run.others)


def _run(survey: Survey, load: Load) -> Run:
    """The walkers' CPU counts from the end of their warming up, and so does everybody's."""
    crowd = subprocess.Popen(
        [sys.executable, "-m", "tests.benches.walkers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PATH": os.environ["PATH"]},
        text=True,
    )
    parts = survey.parts | {"walkers": crowd.pid}
    assert crowd.stdin is not None
    assert crowd.stdout is not None
    crowd.stdin.write(json.dumps(asdict(load)))
    crowd.stdin.close()
    begun: list[Usage] = []
    timer = threading.Timer(load.warm_up, lambda: begun.append(machine.usage(parts)))
    timer.start()
    time.sleep(load.warm_up + load.seconds)
    used = machine.usage(parts).since(begun[0])
    outcome = Outcome(**json.load(crowd.stdout))
    crowd.wait()
    return Run(outcome=outcome, usage=used, others=used.others)
