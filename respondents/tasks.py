"""Doors for the worker of queue `reports`. What is done with an upload is told in lists.py."""

from __future__ import annotations

import logging
import traceback
from datetime import datetime

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from respondents import access, lists
from respondents.models.lists import Upload

TRIES = 3
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
    return sum(attend(pk, at=now) for pk in due)


def attend(pk: int, *, at: datetime) -> bool:
    """Do what one upload waits for; False if another worker has it."""
    with access.acting(lists.BELL):
        upload = Upload.objects.claim(pk, at)
    if upload is None:
        return False
    if upload.tries > TRIES:
        lists.refuse(upload, TOO_HEAVY, by=lists.BELL)
        return True
    try:
        _next_step(upload)
    except lists.NotReady:
        pass  # cancelled meanwhile, or lost with its reason written down
    except (OperationalError, InterfaceError):
        raise  # the database is away: the lease runs out, and it falls due again
    except Exception as fault:  # nobody may wait for ever for a mistake of ours
        log.error("%s failed with %s:\n%s", upload, type(fault).__name__, _where(fault))
        lists.refuse(upload, OUR_FAULT, by=lists.BELL)
    return True


def _next_step(upload: Upload) -> None:
    if upload.state == Upload.State.ACCEPTED:
        lists.take_over(upload, by=lists.BELL)
    else:
        lists.check(upload, asks=True)


def _where(fault: Exception) -> str:
    """The places without the message: that may quote a row."""
    return "".join(traceback.format_tb(fault.__traceback__))
