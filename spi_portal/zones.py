"""The city's time zone, by which pages, letters and papers tell days and hours.

SPI_TIME_ZONE stands in for it where no city is known: commands, and the processes of the box.
"""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.utils import timezone


def activate() -> None:
    """Use the city's zone in this thread from now on."""
    city = apps.get_model("surveys", "City") if apps.is_installed("surveys") else None
    zone = city.objects.values_list("time_zone", flat=True).first() if city else None
    if zone is None:
        timezone.deactivate()
    else:
        timezone.activate(zone)


def in_the_citys_zone(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        activate()
        try:
            return get_response(request)
        finally:
            timezone.deactivate()

    return middleware
