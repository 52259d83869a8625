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

from tests.benches import figures, machine, open_survey, script
from tests.benches.figures import Figure
from tests.benches.machine import Usage
from tests.benches.open_survey import Survey
from tests.benches.walkers import Load, Outcome, Step

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
    requests: float  # of one questionnaire

    @property
    def others(self) -> float:
        """Cores that other people took meanwhile."""
        return self.usage.others

    def cpu_of(self, part: str) -> float:
        """Milliseconds for one questionnaire."""
        return self.usage.parts[part] * 1000 * self.requests / self.outcome.replies


def respond_35() -> Iterator[Figure]:
    """The floor: 35 questionnaires begin in a second."""
    yield from _arriving(35, p99=150)


def respond_50() -> Iterator[Figure]:
    """The aim."""
    yield from _arriving(50, p99=100)


def respond_max() -> Iterator[Figure]:
    """As many as it takes: 16 and 64 walkers who begin the next as soon as one is done."""
    with open_survey.open_survey(links=LINKS) as survey:
        paths = learn(survey)
        for number in (16, 64):
            name = f"respond_max.{number}_walkers"
            run = quiet_run(survey, paths, walkers=number)
            done = run.outcome.finished / run.outcome.seconds
            yield figures.figure(name, [done], "questionnaires/s")
            yield from _of_run(name, run)


def _arriving(rate: int, *, p99: float) -> Iterator[Figure]:
    with open_survey.open_survey(links=LINKS) as survey:
        paths = learn(survey)
        run = quiet_run(survey, paths, rate=rate)
        yield from _of_run(f"respond_{rate}", run, p99=p99)


def _of_run(name: str, run: Run, *, p99: float | None = None) -> Iterator[Figure]:
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
    yield figures.figure(f"{name}.requests", [run.requests], "a questionnaire")
    for part in run.usage.parts:
        yield figures.figure(f"{name}.cpu.{part}", [run.cpu_of(part)], "ms a questionnaire")
    yield figures.figure(f"{name}.others", [run.others], "cores", aim=OTHERS_AT_MOST)


def learn(survey: Survey) -> list[list[Step]]:
    return [script.learn(survey.site, survey.codes[-1], seed=seed) for seed in range(PATHS)]


def quiet_run(survey: Survey, paths: list[list[Step]], **crowd: float) -> Run:
    """The quietest of a few; one in which others took little is enough."""
    runs: list[Run] = []
    while not runs or (runs[-1].others > OTHERS_AT_MOST and len(runs) < ATTEMPTS):
        runs.append(run(survey, paths, **crowd))
        sys.stderr.write(f"others took {runs[-1].others:.2f} cores\n")
    return min(runs, key=lambda run: run.others)


def run(survey: Survey, paths: list[list[Step]], *, rate: float = 0, walkers: int = 0) -> Run:
    """The walkers' CPU counts from the end of their warming up, and so does everybody's."""
    open_survey.forget_drafts()
    load = Load(
        port=survey.site.port,
        codes=survey.codes,
        scripts=paths,
        seconds=SECONDS,
        warm_up=WARM_UP,
        rate=rate,
        walkers=walkers,
    )
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
    requests = statistics.mean(len(path) for path in paths)
    return Run(outcome=outcome, usage=used, requests=requests)
