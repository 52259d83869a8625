"""The processes that the attack is played on: real ones, or for a small city their work here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from celery import Celery
from django.core import mail
from django.db import connections

from spi_portal import clock
from surveys import chores, counting
from surveys.box import tasks
from surveys.models.sheets import Count
from surveys.models.waves import Wave
from tests.journeys.broker import Valkey
from tests.journeys.post import CODE, Post
from tests.journeys.running import Running
from tests.journeys.site import Site

SITES = ("public",)
WORKERS = ("send", "box", "reports")
NIGHT = "surveys.box.tasks.nightly"
FILE_OF = "SELECT pg_relation_filepath('box_ballot')"
PATIENCE = 300  # seconds; a busy machine is no fault of what is tried


@dataclass(slots=True, kw_only=True)
class Stage:
    """With `apart`, workers and counter are processes of their own; the public server always is."""

    running: Running
    valkey: Valkey
    post: Post
    apart: bool
    _nights: int = field(default=0)

    def begin(self) -> None:
        self.running.start(*SITES, *((*WORKERS, "counter") if self.apart else ()))
        self.running.wait_for_sites(*SITES)

    @property
    def site(self) -> Site:
        return Site(self.running.public_port)

    @property
    def logs(self) -> list[Path]:
        return sorted(self.running.folder.glob("*.log"))

    def letters(self) -> list[str]:
        """The codes of the links, in the order in which letters left."""
        if self.apart:
            return self.post.codes()
        found = (re.search(CODE, letter.body) for letter in mail.outbox)
        return [link[1] for link in found if link]

    def let_work(self, queue: str, *, until: Callable[[], bool]) -> None:
        if not self.apart:
            {"send": chores.do_all, "box": tasks.work}[queue]()
            assert until()
            return
        for task in clock.WORK_OF_QUEUE[queue]:
            self._ring(task, queue)
        self.running.wait_until(until, f"{queue} has done its work", seconds=PATIENCE)

    def night(self) -> None:
        """The box is shuffled, and the list of receipts of the day drawn up."""
        if not self.apart:
            tasks.nightly()
            return
        before = _file_of_the_box()
        self._ring(NIGHT, "box")
        self.running.wait_until(
            lambda: _file_of_the_box() != before, "the box is shuffled", seconds=PATIENCE
        )
        self.running.wait_until(_is_quiet, "the night is over", seconds=PATIENCE)

    def count(self, wave: Wave) -> None:
        if not self.apart:
            counting.count(wave=wave)
            return
        counted = Count.objects.filter(wave=wave).exists
        self.running.wait_until(counted, "the wave is counted", seconds=PATIENCE)

    def end(self) -> None:
        self.running.stop()

    def _ring(self, task: str, queue: str) -> None:
        app = Celery(broker=self.valkey.url.replace("unix://", "redis+socket://"))
        with app.connection_for_write() as connection:
            app.send_task(task, queue=queue, connection=connection, ignore_result=True)
        app.close()


def _file_of_the_box() -> str:
    with connections["box"].cursor() as cursor:
        cursor.execute(FILE_OF)
        return str(cursor.fetchone()[0])


def _is_quiet() -> bool:
    """No transaction of worker `box` is open: its night has two."""
    with connections["box"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'spi-box' "
            "AND xact_start IS NOT NULL"
        )
        return not cursor.fetchone()[0]
