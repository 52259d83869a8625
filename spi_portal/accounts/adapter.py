from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpRequest

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import OF_AN_OFFICE, Role


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody makes an account for themselves; a mandate that is over does not sign in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": "Terlalu sering salah. Tunggu lima menit, lalu coba lagi, "
        "atau atur ulang kata sandi.",
        "rate_limited": "Terlalu sering mencoba. Tunggu lima menit, lalu coba lagi.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_login_by_code_required(self, login: Login) -> bool:
        """Who has no second factor shows once on each device that the mailbox is theirs."""
        if not settings.MFA_DEMANDED or Role(login.user.role) not in OF_AN_OFFICE:
            return False
        records = get_authentication_records(self.request, login.user)
        return bool(records) and records[-1]["method"] == "password"

    def pre_login(self, request: HttpRequest, user: User, **kwargs: object) -> object:
        if not user.is_current:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)
