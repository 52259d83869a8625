"""An open survey with many links, answered by the real public processes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from surveys.box import derivations, issued, rights
from surveys.box.issued import Right
from tests.benches import machine
from tests.journeys.running import Running
from tests.journeys.site import Site
from tests.surveys.respond import make


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    site: Site
    codes: list[str]  # of staff, who have the questionnaire of 46 items
    parts: dict[str, int]  # the first process of each part that works for it


@contextmanager
def open_survey(*, links: int) -> Iterator[Survey]:
    """On the database of a bench, with the command lines of `dev.py run`."""
    with tempfile.TemporaryDirectory(prefix="spi-bench-") as name:
        folder = Path(name)
        with override_settings(KEYS=folder / "keys"):
            call_command("make_keys", verbosity=0, stdout=(folder / "made").open("w"))
            make.post()
            codes = _issue(links)
            running = Running(folder=folder, static=Path(settings.STATIC_ROOT))
            try:
                running.start("public")
                running.wait_for_sites("public")
                site = Site(running.public_port)
                parts = {"web": running.pid("public"), "postgres": _postmaster()}
                yield Survey(site=site, codes=codes, parts=parts)
            finally:
                running.stop()
                _empty()


def forget_drafts() -> None:
    """What the walkers of an earlier run left unfinished would lead those of the next elsewhere."""
    with connections["box"].cursor() as cursor:
        cursor.execute("TRUNCATE box_draft")


def _issue(links: int) -> list[str]:
    secrets = [make.secret(number) for number in range(links)]
    group = make.GROUP_OF["internal"]
    new = [
        Right(key=derivations.right(secret, make.WAVE), group_id=group, status=issued.OPEN)
        for secret in secrets
    ]
    rights.issue(new, wave=make.WAVE)
    with connections["box"].cursor() as cursor:
        cursor.execute("ANALYZE box_right")
    return [make.code(number) for number in range(links)]


def _empty() -> None:
    names = ", ".join(f"box_{table}" for table in make.TABLES)
    with connections["box"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {names}")


def _postmaster() -> int:
    with connections["box"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ((backend,),) = cursor.fetchall()
    return machine.parent_of(backend)
