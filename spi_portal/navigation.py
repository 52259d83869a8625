"""What stands around every page of those who sign in: menu, banner, the city's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Permission
from spi_portal.audit import approvals
from spi_portal.notices.models import Notice
from surveys.models.cities import City

RESULTS_AT_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the menu. `current` when its page, or one below it, is shown."""

    label: str
    url: str
    icon: str
    current: bool
    count: int = 0  # what waits there for this user


MENU: tuple[tuple[Permission, str, str, str], ...] = (
    (Permission.START_VIEW, "start", "Beranda", "house"),
    (Permission.START_VIEW, "notices:list", "Pemberitahuan", "bell"),
    (Permission.REGISTRY_VIEW, "respondents:home", "Daftar responden", "users"),
    (Permission.WAVE_VIEW, "surveys:waves", "Gelombang", "calendar-range"),
    (Permission.APPROVALS_VIEW, "audit:approvals", "Persetujuan", "circle-check-big"),
    (Permission.ACCOUNTS_MANAGE, "staffing:accounts", "Akun", "id-card"),
    (Permission.RESULTS_VIEW_CITY, "reports:sekda", "Dasbor", "chart-no-axes-column"),
    (Permission.DESK, "surveys:desk", "Meja bantuan", "phone"),
    (Permission.CITY_SETTINGS, "surveys:settings", "Pengaturan kota", "settings"),
    (Permission.CITY_SETTINGS, "surveys:readiness", "Kesiapan", "clipboard-check"),
    (Permission.AUDIT_VIEW, "audit:entries", "Jejak audit", "scroll-text"),
    (Permission.AUDIT_FILE, "reports:auditor", "Berkas pemeriksaan", "folder-archive"),
    (Permission.GALLERY_VIEW, "gallery", "Galeri", "palette"),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    city = request.city if hasattr(request, "city") else City.objects.first()
    return {
        "city_name": city.name if city else "",
        "demo": bool(city and city.is_demo),
        "navigation": _menu(request),
    }


def _menu(request: HttpRequest) -> list[Entry]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    lines = [(reverse(name), name, label, icon) for may, name, label, icon in MENU if user.may(may)]
    lines[3:3] = _results(user)
    shown = _nearest([url for url, *_ in lines], request.path)
    views = user.may(Permission.APPROVALS_VIEW)
    waiting = {"notices:list": Notice.objects.of(user).filter(is_new=True).count()}
    if views:
        waiting["audit:approvals"] = approvals.waiting_for(user).count()
    return [
        Entry(label=label, url=url, icon=icon, current=url == shown, count=waiting.get(name, 0))
        for url, name, label, icon in lines
    ]


def _results(user: User) -> list[tuple[str, str, str, str]]:
    """One line for each office held, for those who see the results of no other."""
    if user.may(Permission.RESULTS_VIEW_CITY) or not user.may(Permission.RESULTS_VIEW_OFFICE):
        return []
    held = Office.objects.filter(pk__in=Office.objects.held_by(user))
    codes = list(held.values_list("code", "short_name")[:RESULTS_AT_MOST])
    return [
        (
            reverse("reports:newest", args=[code]),
            "reports:newest",
            f"Hasil {name}" if len(codes) > 1 else "Hasil",
            "chart-no-axes-column",
        )
        for code, name in codes
    ]


def _nearest(urls: list[str], path: str) -> str:
    """The longest address that `path` is at or below: one line of the menu, never two."""
    above = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(above, key=len, default="")
