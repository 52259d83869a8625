"""Doors for the worker of queue `reports`. What is done with an upload is told in lists.py."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from respondents import access, city_files, lists
from respondents.models.city_files import CityFile
from respondents.models.lists import Upload

TRIES = 3
Job = TypeVar("Job", Upload, CityFile)
TOO_HEAVY = (
    "Berkas ini tiga kali gagal dibaca. Salin daftarnya ke buku kerja baru tanpa gambar dan gaya, "
    "lalu unggah lagi."
)
OUR_FAULT = (
    "Berkas ini tidak dapat dibaca karena kesalahan di portal, bukan di berkas. "
    "Daftar lama tidak berubah. Beri tahu Inspektorat."
)

log = logging.getLogger(__name__)


@shared_task  # type: ignore[untyped-decorator]
def work() -> int:
    """Read and take over what is due. Safe to run twice, or on two workers: the claim settles it.

    The table is the queue; a bell only wakes us.
    """
    now = timezone.now()
    with access.acting(lists.BELL):
        due = list(Upload.objects.due(now).values_list("pk", flat=True)[:20])
        of_the_city = list(CityFile.objects.due(now).values_list("pk", flat=True)[:1])
    done = sum(attend(pk, at=now) for pk in due)
    return done + sum(attend_city_file(pk, at=now) for pk in of_the_city)


def attend(pk: int, *, at: datetime) -> bool:
    """Do what one upload waits for; False if another worker has it."""
    with access.acting(lists.BELL):
        upload = Upload.objects.claim(pk, at)
    return upload is not None and _try(upload, _next_step, refuse=lists.refuse)


def attend_city_file(pk: int, *, at: datetime) -> bool:
    """The same for a file of all OPDs."""
    with access.acting(lists.BELL):
        file = CityFile.objects.claim(pk, at)
    return file is not None and _try(file, city_files.go_on, refuse=city_files.refuse)


def _try(job: Job, step: Callable[[Job], None], *, refuse: Callable[..., None]) -> bool:
    if job.tries > TRIES:
        refuse(job, TOO_HEAVY, by=lists.BELL)
        return True
    try:
        step(job)
    except lists.NotReady:
        pass  # cancelled meanwhile, or lost with its reason written down
    except (OperationalError, InterfaceError):
        raise  # the database is away: the lease runs out, and it falls due again
    except Exception as fault:  # nobody may wait for ever for a mistake of ours
        log.error("%r failed with %s:\n%s", job, type(fault).__name__, _where(fault))
        refuse(job, OUR_FAULT, by=lists.BELL)
    return True


def _next_step(upload: Upload) -> None:
    if upload.state == Upload.State.ACCEPTED:
        lists.take_over(upload, by=lists.BELL)
    else:
        lists.check(upload, asks=True)


def _where(fault: Exception) -> str:
    """The places without the message: that may quote a row."""
    return "".join(traceback.format_tb(fault.__traceback__))
