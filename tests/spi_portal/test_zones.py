from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.utils import timezone

from spi_portal import zones
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def afterwards():
    yield
    timezone.deactivate()


def test_without_a_city_the_zone_of_the_settings_counts(settings):
    zones.activate()

    assert timezone.get_current_timezone_name() == settings.TIME_ZONE


def test_the_citys_zone_counts_and_may_change():
    city = make.city(time_zone="Asia/Jayapura")
    zones.activate()
    assert timezone.get_current_timezone_name() == "Asia/Jayapura"

    city.time_zone = "Asia/Jakarta"
    city.save()
    zones.activate()
    assert timezone.get_current_timezone_name() == "Asia/Jakarta"


def test_a_request_leaves_no_zone_behind(rf, settings):
    make.city(time_zone="Asia/Jayapura")
    seen = []

    def view(request) -> HttpResponse:
        seen.append(timezone.get_current_timezone_name())
        return HttpResponse()

    zones.in_the_citys_zone(view)(rf.get("/"))

    assert seen == ["Asia/Jayapura"]
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE
