"""The machine under a process: its clock beside the database's, and the room on its disk."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from django.db import connection

from spi_portal.ui import formats
from surveys.inspection.observation import Observation, attention, good, missing

CLOSE, FAR = 2.0, 30.0  # seconds between two clocks
ROOMY, NARROW = 0.20, 0.10  # shares of the disk that are free
GIGABYTE = 1e9
KEEP_TIME = "Minta pengelola server menyalakan penyelarasan waktu (chrony atau systemd-timesyncd)."


def ahead() -> float:
    """How many seconds this machine's clock is before the database's; no other clock is asked."""
    before = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        there = float(cursor.fetchone()[0])
    return (before + time.time()) / 2 - there


def clock(worker_ahead: float, web_ahead: float | None) -> Observation:
    differences = {"server pengirim": worker_ahead}
    if web_ahead is not None:
        differences["server halaman"] = web_ahead
    told = ", ".join(
        f"{name} {formats.number(abs(seconds), 1)} detik" for name, seconds in differences.items()
    )
    measured = f"Beda dengan jam basis data: {told}."
    worst = max(map(abs, differences.values()))
    if worst < CLOSE:
        return good(measured)
    return attention(measured, KEEP_TIME) if worst < FAR else missing(measured, KEEP_TIME)


def disk(place: Path) -> Observation:
    usage = shutil.disk_usage(place)
    share = usage.free / usage.total
    free, total = (formats.number(each / GIGABYTE, 1) for each in (usage.free, usage.total))
    measured = f"{free} GB dari {total} GB kosong ({formats.percent(share)}) di server pengirim."
    advice = "Minta pengelola server menambah ruang atau memindahkan cadangan lama."
    if share >= ROOMY:
        return good(measured)
    return attention(measured, advice) if share >= NARROW else missing(measured, advice)
