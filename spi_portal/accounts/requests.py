from __future__ import annotations

from django.http import HttpRequest

from spi_portal.accounts.models import User


class SignedInRequest(HttpRequest):
    """What a guarded view receives: `user` is known."""

    user: User
