"""Somebody used the link of a letter: so the address is theirs, and the ledger says so."""

from __future__ import annotations

from django.db import transaction

from spi_portal.accounts.models import User
from spi_portal.audit import ledger


def note(sender: object, user: User, **kwargs: object) -> None:
    with transaction.atomic():
        user.keep_address(verified=True)
        ledger.record("account.opened", user.reference, by=user)
