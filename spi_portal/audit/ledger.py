"""What happened, written down in the same transaction as the deed itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models, transaction

from spi_portal.accounts.models import User
from spi_portal.audit.models.entries import Entry


def record(verb: str, subject: models.Model | str, *, by: User | str, **details: Any) -> Entry:
    """Write one entry. `by` is the user, or the name of the task or command that did it.

    Raises TransactionManagementError outside a transaction: an entry that could stay while
    its deed is rolled back would be worse than none.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A deed and its entry go together.")
    return Entry.objects.create(
        actor=name_of(by), verb=verb, subject=reference(subject), details=details
    )


def last(subject: models.Model | str, *verbs: str) -> Entry | None:
    """The newest entry about `subject` that tells of one of these deeds."""
    return Entry.objects.filter(subject=reference(subject), verb__in=verbs).first()


def last_of_each(subjects: Collection[models.Model], verb: str) -> dict[str, Entry]:
    """By reference, the newest entry that tells of this deed about each of these."""
    told = Entry.objects.filter(subject__in=[reference(one) for one in subjects], verb=verb)
    return {entry.subject: entry for entry in told.reverse()}


def name_of(by: User | str) -> str:
    return by if isinstance(by, str) else f"{by.pk} {by.name}"


def reference(subject: models.Model | str) -> str:
    """`app.model natural-name`: readable without a join, and stable."""
    return subject if isinstance(subject, str) else f"{subject._meta.label_lower} {subject}"[:120]
