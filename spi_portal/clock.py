"""Every worker's own clock: it looks at its tables without waiting for a bell.

Neither beat nor broker is needed to find work, so losing all of Redis costs at most the ten
seconds between two looks.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from celery import Celery
from celery.signals import task_prerun, worker_init
from django.conf import settings
from django.db import close_old_connections

from spi_portal import zones

LOOK_EVERY = 10.0  # seconds
WORK_OF_QUEUE = {
    "send": ("spi_portal.post.tasks.work", "surveys.tasks.work"),
    "box": ("surveys.box.tasks.work",),
    "reports": (
        "respondents.tasks.work",
        "reports.tasks.work",
        "spi_portal.notices.tasks.work",
    ),
}

log = logging.getLogger(__name__)


@task_prerun.connect  # type: ignore[untyped-decorator]
def tell_time_as_the_city_does(**kwargs: Any) -> None:
    if settings.PROCESS.queue:
        zones.activate()


@worker_init.connect  # type: ignore[untyped-decorator]
def look_regularly(sender: Any, **kwargs: Any) -> None:
    tasks = WORK_OF_QUEUE.get(settings.PROCESS.queue or "", ())
    clock = threading.Thread(target=_look, args=(sender.app, tasks), daemon=True, name="clock")
    clock.start()


def _look(app: Celery, tasks: tuple[str, ...]) -> None:
    stop = threading.Event()
    while not stop.wait(LOOK_EVERY):
        for task in tasks:
            close_old_connections()
            try:
                zones.activate()
                app.tasks[task]()
            except Exception:  # the clock must outlive a database that is away
                log.exception("Looking for work failed; trying again in %s s.", LOOK_EVERY)
