"""Checks, tests, and whatever else tries the portal out: each on databases of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from spi_portal.embedded import (
    checking,
    environments,
    locks,
    places,
    preparation,
    servers,
    state,
    system_packages,
)
from spi_portal.embedded.console import Failure, aside, say

TEST = "test"
JSON = "--json"
CHAOS = state.CLONE / "tests" / "chaos"
SUMMED = "ballots"  # takes many calls: how many kills there were is added up
SETTINGS = {"DJANGO_SETTINGS_MODULE": "spi_portal.settings"}


def test(words: list[str]) -> int:
    """Checks and tests; with words, pytest alone with these."""
    browser = system_packages.chromium()
    with servers.running() as up:
        place = places.current(up)
        preparation.prepare_if_changed(place, for_tests=True)
        environment = environments.of("manage", place)
        good = bool(words) or checking.check(environment)
        without = [] if browser else ["-m", "not browser"]
        status = _pytest(*(words or _side_by_side()), *without, environment=environment)
    if not browser:
        say("BROWSER TESTS WERE LEFT OUT: there is no Chromium (apt-get install chromium).")
    return status or int(not good)


def year(words: list[str]) -> int:
    """Play a wave from copying to its follow-up with a moving clock, on databases of its own."""
    if not system_packages.chromium():
        raise Failure("The year is seen in a browser: apt-get install chromium")
    album = state.CLONE / "docs" / "screenshots" / "tahun"
    with servers.running() as up:
        place = places.current(up)
        preparation.prepare_if_changed(place, for_tests=True)
        told = ("-n0", "-q", "--no-header", "--capture=no", f"--pictures={album}")
        status = _pytest("tests/year", *told, environment=environments.of("manage", place))
    say(f"The pictures are in {album.relative_to(state.CLONE)}.")
    return status


def bench(words: list[str]) -> int:
    """Figures on standard output, everything else on standard error."""
    with aside(), servers.running() as up:
        place = places.current(up)
        if locks.holder(places.RUN) is None:
            preparation.prepare_if_changed(place, for_tests=True)
        environment = environments.of("manage", place)
        return _alone("tests.benches", *words, environment=environment | SETTINGS)


def chaos(words: list[str]) -> int:
    """What is killed on purpose: on servers and data of its own, which are gone afterwards.

    A record of all calls stays that killed under a crowd; its sum is printed after such a call.
    """
    known = sorted(path.stem for path in CHAOS.glob("*.py") if "def test_" in path.read_text())
    names = [word for word in words if word != JSON] or known
    if unknown := [name for name in names if name not in known]:
        raise Failure(f"chaos knows no {unknown[0]}; it knows {', '.join(known)}.")
    record = str(state.folder() / "chaos.jsonl")
    with tempfile.TemporaryDirectory(prefix="spi-chaos-") as folder, aside():
        os.environ["SPI_STATE"] = folder
        with servers.running() as up:
            if not up.own_database:
                raise Failure("chaos kills its database: unset DATABASE_URL, so it has its own.")
            place = places.current(up)
            preparation.prepare(place, for_tests=True)
            environment = environments.of("manage", place) | SETTINGS | {"SPI_LEDGER": record}
            files = [str(CHAOS / f"{name}.py") for name in names]
            told = ("-n0", "-q", "--no-header", "--capture=sys", *files)
            status = _pytest(*told, environment=environment)
            if SUMMED not in names:
                return status
            json = [word for word in words if word == JSON]
            return status or _alone("tests.chaos", *json, environment=environment)


def attack(words: list[str]) -> int:
    """Whether anybody who has everything can tell whose sheet is whose; a record is kept."""
    with aside(), servers.running() as up:
        place = places.current(up)
        if locks.holder(places.RUN) is None:
            preparation.prepare_if_changed(place, for_tests=True)
        told = SETTINGS | {"SPI_LEDGER": str(state.folder() / "attack.jsonl")}
        return _alone("tests.attack", *words, environment=environments.of("manage", place) | told)


def simulate(words: list[str]) -> int:
    """Coverage of the intervals over made-up cities, into docs/."""
    return _without_database("tests.cities", "simulate", *words)


def signals(words: list[str]) -> int:
    """False alarms and power of the signals of answering, into docs/."""
    return _without_database("tests.cities", "signals", *words)


def mutants(words: list[str]) -> int:
    """Small changes to scoring and estimation, and how many of them a test notices."""
    return _without_database("tests.mutants", *words)


def _without_database(module: str, *words: str) -> int:
    with aside(), servers.running() as up:
        environment = environments.of("manage", places.current(up)) | SETTINGS
    return subprocess.run(  # noqa: S603 (our own simulations and mutants)
        [sys.executable, "-m", module, *words],
        cwd=state.CLONE,
        env=environment,
        check=False,
    ).returncode


def _side_by_side() -> list[str]:
    """One more than there are cores: many tests wait for a browser or a worker."""
    return ["-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal"]


def check(words: list[str]) -> int:
    with servers.running() as up:
        place = places.current(up)
        preparation.prepare_if_changed(place)
        return int(not checking.check(environments.of("manage", place)))


def _pytest(*words: str, environment: dict[str, str]) -> int:
    return _alone("pytest", *words, environment=environment)


def _alone(module: str, *words: str, environment: dict[str, str]) -> int:
    """Run a module that needs the databases of tests to itself."""
    with locks.claimed(TEST) as first:
        if not first:
            raise Failure(
                f"Tests run in this clone already (process {locks.holder(TEST)}), "
                "and two runs would empty each other's tables."
            )
        return subprocess.run(  # noqa: S603 (our own tests and benches)
            [sys.executable, "-m", module, *words],
            cwd=state.CLONE,
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode
