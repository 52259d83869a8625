"""What stands around every page of those who sign in: menu, banner, the city's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from spi_portal.accounts.permissions import Permission
from surveys.models.cities import City


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. `current` when its page, or one below it, is shown."""

    label: str
    url: str
    icon: str
    current: bool


MENU: tuple[tuple[Permission, str, str, str], ...] = ()


def navigation(request: HttpRequest) -> dict[str, Any]:
    city = City.objects.first()
    return {
        "city_name": city.name if city else "",
        "demo": bool(city and city.is_demo),
        "navigation": _menu(request),
    }


def _menu(request: HttpRequest) -> list[Entry]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [
        Entry(label, reverse(name), icon, request.path.startswith(reverse(name)))
        for permission, name, label, icon in MENU
        if user.may(permission)
    ]
