"""Doors for worker `box`. What a task does is told elsewhere."""

from __future__ import annotations

from celery import shared_task
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from spi_portal import keyring
from surveys.box import batches, ending, letterbox, shuffling


@shared_task  # type: ignore[untyped-decorator]
def work() -> int:
    """Every ten seconds: what is destroyed, and the last batch of a survey that has closed."""
    ending.empty_marked()
    return len(batches.draw_up_due(key=_batch_key(), only_closed=True))


@shared_task  # type: ignore[untyped-decorator]
def nightly() -> int:
    """Shuffle first, so that the batch is drawn from rows that have no order any more."""
    today = timezone.localdate()
    shuffling.shuffle(today=today)
    letterbox.forget_days(today=today)
    return len(batches.draw_up_due(key=_batch_key()))


def _batch_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring.load("batch"))
