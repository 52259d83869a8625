"""Sheets are shuffled before rights change, in each zone of the country."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime

import pytest
from django.utils import timezone

from surveys import nights

ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
NOON = datetime.fromisoformat("2026-11-29T12:00+08:00")
NEXT_SHUFFLE = """
from datetime import datetime
from spi_portal.celery import app
bell = app.conf.beat_schedule["night of the box"]["schedule"]
bell.app, noon = app, datetime.fromisoformat("2026-11-29T12:00+08:00")
bell.nowfun = lambda: noon.astimezone(app.timezone)
print((bell.now() + bell.remaining_estimate(noon)).isoformat())
"""


def shuffle_in(zone: str) -> datetime:
    """As process `beat` itself reckons it."""
    ours = ("DATABASE_URL", "BOX_DATABASE_URL", "REDIS_URL", "SPI_")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    environment |= {"SPI_PROCESS": "beat", "REDIS_URL": "redis://127.0.0.1:1/0"}
    environment |= {"SPI_TIME_ZONE": zone}
    told = subprocess.run(
        [sys.executable, "-c", NEXT_SHUFFLE],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return datetime.fromisoformat(told.stdout.strip())


@pytest.mark.parametrize("zone", ZONES)
def test_the_shuffle_comes_an_hour_before_the_changes(zone, settings):
    settings.TIME_ZONE = zone

    apart = nights.following(NOON) - shuffle_in(zone)

    assert apart.total_seconds() == 3600


@pytest.mark.parametrize("zone", ZONES)
def test_rights_change_at_four_there(zone, settings):
    settings.TIME_ZONE = zone

    local = timezone.localtime(nights.following(NOON), timezone.get_default_timezone())

    assert (local.day, local.hour) == (30, 4)


def test_a_city_with_a_zone_of_its_own_does_not_move_the_night_before_the_shuffle(settings):
    settings.TIME_ZONE = "Asia/Jakarta"

    with timezone.override("Asia/Jayapura"):
        assert nights.following(NOON).isoformat() == "2026-11-30T04:00:00+07:00"
