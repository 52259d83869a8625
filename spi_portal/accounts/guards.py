from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest

View = Callable[..., HttpResponseBase]


def requires(permission: Permission) -> Callable[[View], View]:
    """Let only holders of `permission` through; strangers go to the door, others get a 403.

    The permission is kept on the view, so that tests/house/test_doors.py can walk the URLs
    and find any door that was left open.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                # Only a page can be returned to; what was being sent went with the session.
                page = request.get_full_path() if request.method == "GET" else "/"
                return redirect_to_login(page)
            if not request.user.may(permission):
                raise PermissionDenied(permission)
            if any("\0" in str(value) for value in kwargs.values()):
                raise Http404("PostgreSQL has no text with a NUL in it.")
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def second_factor_first(view: View) -> View:
    """For what takes contacts along: where second factors are demanded, whoever has none sets
    one up first, whatever the role."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.MFA_DEMANDED and not is_mfa_enabled(request.user):
            messages.info(request, "Aktifkan dulu kode verifikasi sebelum mengunduh kontak.")
            return redirect("mfa_activate_totp")
        return view(request, *args, **kwargs)

    return guarded
