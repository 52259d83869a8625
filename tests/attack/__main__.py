"""`python3 dev.py attack [--seeds N] [--json] [--small]`: can anybody tell whose sheet is whose?

Each seed is a city of its own on databases of its own, played on real processes. What earlier
calls found counts as long as the code is the same; a call ends within nine minutes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases

CALL = 9 * 60  # seconds
SIZES = {"city": (40, 50), "small": (10, 40)}  # groups, people in each


def main(words: list[str]) -> int:
    given = _given(words)
    begun = time.monotonic()
    django.setup()
    from spi_portal.celery import app
    from tests import migrated
    from tests.attack import ledger, telling, verdict

    app.conf.broker_url = settings.CELERY_BROKER_URL = "memory://"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    migrated.copy_for_tests()
    size = "small" if given.small else "city"
    known = {one.seed for one in ledger.read(size=size)}
    longest = 0.0
    for seed in sorted(set(range(1, given.seeds + 1)) - known):
        at = time.monotonic()
        if at + longest - begun > CALL:
            break
        _play_apart(seed, size)
        longest = max(longest, time.monotonic() - at)
        sys.stderr.write(f"City {seed} of {given.seeds}: {time.monotonic() - at:.0f} s\n")
    outcomes = sorted(ledger.read(size=size), key=lambda one: one.seed)[: given.seeds]
    found = verdict.of(outcomes)
    show = telling.as_json if given.json else telling.as_table
    sys.stdout.write(f"{show(found, outcomes)}\n")
    if left := given.seeds - len(outcomes):
        sys.stderr.write(f"{left} cities are left for the next call.\n")
        return 3
    return 2 if found.void else int(bool(found.complaints))


def _given(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py attack", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="cities 1 to N")
    parser.add_argument("--small", action="store_true", help="400 invited instead of 2,000")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(words)


def _play_apart(seed: int, size: str) -> None:
    """In a process of its own: the keys that one city keeps in memory open nothing of the next."""
    city = multiprocessing.get_context("fork").Process(target=_play, args=(seed, size))
    city.start()
    city.join()
    if city.exitcode:
        raise SystemExit(f"City {seed} could not be played.")


def _play(seed: int, size: str) -> None:
    from tests.attack import ledger, trial

    groups, people = SIZES[size]
    with _stage() as (stage, folder):
        outcome = trial.run(stage, seed=seed, groups=groups, people=people, backups=folder)
    ledger.append(outcome, size=size)


@contextmanager
def _stage() -> Iterator[tuple[object, Path]]:
    """Databases, keys, broker, post office and processes, all of them gone afterwards."""
    from tests.attack.stage import Stage
    from tests.journeys import post
    from tests.journeys.broker import Valkey
    from tests.journeys.running import Running

    before = setup_databases(verbosity=0, interactive=False)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="spi-a") as name,
            post.office() as office,
            override_settings(KEYS=Path(name) / "keys"),
        ):
            folder = Path(name)
            for part in ("logs", "bells", "backups"):
                (folder / part).mkdir()
            valkey = Valkey(folder / "bells")
            valkey.start()
            with (folder / "said").open("w") as said:
                call_command("make_keys", verbosity=0, stdout=said)
            running = Running(
                folder=folder / "logs", static=Path(settings.STATIC_ROOT),
                bell=valkey.url, mail_port=office.port,
            )  # fmt: skip
            try:
                stage = Stage(running=running, valkey=valkey, post=office, apart=True)
                yield stage, folder / "backups"
            finally:
                running.stop()
                valkey.kill()
    finally:
        teardown_databases(before, verbosity=0)


sys.exit(main(sys.argv[1:]))
