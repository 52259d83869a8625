"""The link by which somebody sets the first password of an account."""

from __future__ import annotations

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from spi_portal.accounts.models import User
from spi_portal.accounts.tokens import LinkTokens

DAYS = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)


def link_for(user: User) -> str:
    """Made, not stored. It ends when it is used, when its time is over, or at a sign-in."""
    token = LinkTokens().make_token(user)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": token},
    )
    return settings.STAFF_URL.rstrip("/") + path
