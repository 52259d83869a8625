"""What stands behind the links by which a password is set.

Signed with a key that commands and `staff` share: a process's SECRET_KEY is its own, and a
link that a command makes must open a page of `staff`.
"""

from __future__ import annotations

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from spi_portal import keyring


class LinkTokens(PasswordResetTokenGenerator):
    """Good once, and for settings.PASSWORD_RESET_TIMEOUT: password and last sign-in are in it."""

    key_salt = "spi_portal.accounts.tokens"
    secret_fallbacks: list[str] = []  # type: ignore[assignment]

    @property
    def secret(self) -> str:  # type: ignore[override]
        return keyring.load("links").hex()
