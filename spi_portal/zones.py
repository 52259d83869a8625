"""The city's time zone, by which pages, letters and papers tell days and hours.

SPI_TIME_ZONE stands in for it where no city is known: commands, and the processes of the box.
"""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone


def activate() -> models.Model | None:
    """Use the city's zone in this thread from now on; returns the city, if there is one."""
    city = apps.get_model("surveys", "City") if apps.is_installed("surveys") else None
    here = city.objects.first() if city else None
    if here is None:
        timezone.deactivate()
    else:
        timezone.activate(here.time_zone)
    return here


def in_the_citys_zone(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """`request.city` spares the menu a second look."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.city = activate()  # type: ignore[attr-defined]
        try:
            return get_response(request)
        finally:
            timezone.deactivate()

    return middleware
