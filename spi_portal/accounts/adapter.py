from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from spi_portal.accounts.models import User


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody makes an account for themselves; a mandate that is over does not sign in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": "Terlalu sering salah. Tunggu lima menit, lalu coba lagi, "
        "atau atur ulang kata sandi.",
        "rate_limited": "Terlalu sering mencoba. Tunggu lima menit, lalu coba lagi.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: object) -> object:
        if not user.is_current:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)
