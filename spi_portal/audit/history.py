"""Riwayat: what the ledger tells about one thing, for the page of that thing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from spi_portal.audit import ledger
from spi_portal.audit.models.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """For `audit/history.html`."""

    entries: list[Entry]  # newest first
    search: str  # what to type on the ledger's page to see them all


def of(*subjects: models.Model | str, search: str, at_most: int = 20) -> History:
    """The last entries about these subjects, which together are one thing to whoever reads it."""
    references = [ledger.reference(subject) for subject in subjects]
    entries = list(Entry.objects.filter(subject__in=references)[:at_most])
    return History(entries=entries, search=search)
