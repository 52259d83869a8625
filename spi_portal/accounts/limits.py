"""How long a session lasts, and what must stand before anything else opens.

Stands above `readonly_gets`: ending a session writes, also when a page is asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from spi_portal.accounts import sessions
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import WITH_SECOND_FACTOR, Role

IDLE = 15 * 60  # seconds
ABSOLUTE = 8 * 3600
NOTED_EVERY = 60  # a page a second need not be a write a second
BEGAN, LAST_SEEN = "sesi_mulai", "sesi_terakhir"

TOO_IDLE = "Anda keluar otomatis karena 15 menit tidak memakai portal. Silakan masuk lagi."
TOO_LONG = "Anda sudah masuk 8 jam, jadi portal mengeluarkan Anda. Silakan masuk lagi."
LOST = " Isian terakhir belum tersimpan."
WITHOUT_SECOND_FACTOR = frozenset(
    {
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "account_reauthenticate",
        "account_logout",
    }
)

Answer = Callable[[HttpRequest], HttpResponse]


def limits(get_response: Answer) -> Answer:
    """End what has lasted too long, or whose holder may no longer sign in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        if not request.user.is_current:
            sessions.end_all(request.user)
            logout(request)
            return render(request, "account/account_inactive.html", status=403)
        if reason := _over(request):
            return _to_the_door(request, reason)
        _note(request)
        if _lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware


def begin(sender: object, request: HttpRequest, **kwargs: object) -> None:
    """Somebody signed in: both clocks start."""
    request.session[BEGAN] = request.session[LAST_SEEN] = time.time()


def _over(request: HttpRequest) -> str:
    now = time.time()
    if now - request.session.get(BEGAN, 0) > ABSOLUTE:
        return TOO_LONG
    return TOO_IDLE if now - request.session.get(LAST_SEEN, 0) > IDLE else ""


def _note(request: HttpRequest) -> None:
    now = time.time()
    if now - request.session[LAST_SEEN] > NOTED_EVERY:
        request.session[LAST_SEEN] = now


def _to_the_door(request: HttpRequest, reason: str) -> HttpResponse:
    is_page = request.method == "GET"
    logout(request)
    messages.warning(request, reason if is_page else reason + LOST)
    return redirect_to_login(request.get_full_path() if is_page else "/")


def _lacks_second_factor(request: HttpRequest) -> bool:
    user = request.user
    if not isinstance(user, User) or not settings.MFA_DEMANDED:
        return False
    if Role(user.role) not in WITH_SECOND_FACTOR:
        return False
    return _name_of(request) not in WITHOUT_SECOND_FACTOR and not is_mfa_enabled(user)


def _name_of(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None
