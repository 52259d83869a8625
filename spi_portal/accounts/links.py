"""One-time links by e-mail: to begin with an account, to set a new password, to sign a list.

Signed with a key that commands and `staff` share: a process's SECRET_KEY is its own, and a
link that a command makes must open a page of `staff`.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.http import base36_to_int

from spi_portal import keyring
from spi_portal.accounts.models import User

SENT_BY_US = timedelta(days=7)  # settings.PASSWORD_RESET_TIMEOUT
ASKED_FOR = timedelta(days=1)


class LinkTokens(PasswordResetTokenGenerator):
    """Keys that serve until a password is set or somebody signs in, whichever comes first.

    A link that the Inspektorat sent to somebody without a password waits seven days for them;
    one that anybody may ask for at the door waits a day.
    """

    key_salt = "spi_portal.accounts.links"
    secret_fallbacks: list[str] = []  # type: ignore[assignment]

    @property
    def secret(self) -> str:  # type: ignore[override]
        return keyring.load("links").hex()

    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or not token or not super().check_token(user, token):
            return False
        return not user.has_usable_password() or self._age(token) <= ASKED_FOR

    def _age(self, token: str) -> timedelta:
        made = base36_to_int(token.partition("-")[0])
        return timedelta(seconds=self._num_seconds(self._now()) - made)


def make(user: User) -> str:
    """The whole address of a page where `user` sets a password, once."""
    key = LinkTokens().make_token(user)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
    )
    return f"{settings.STAFF_URL}{path}"


def seal(purpose: str, number: int) -> str:
    """A token that names one row of one kind of link, and cannot be made up."""
    return _signer(purpose).sign(str(number))


def unseal(purpose: str, token: str) -> int | None:
    """The number in a token of this purpose; None for anything else."""
    try:
        return int(_signer(purpose).unsign(token))
    except (BadSignature, ValueError):
        return None


def _signer(purpose: str) -> Signer:
    return Signer(key=keyring.load("links").hex(), salt=f"spi_portal.links/{purpose}", sep=".")
