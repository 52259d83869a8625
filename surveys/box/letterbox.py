"""The inbox table: public pages drop envelopes in, the registrar empties it in batches."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import connections


def drop(sealed: bytes) -> None:
    with connections["box"].cursor() as cursor:
        cursor.execute("INSERT INTO box_inbox (id, sealed) VALUES (%s, %s)", [uuid4(), sealed])


def waiting() -> list[tuple[UUID, bytes]]:
    """All envelopes, in random order: which came first is nobody's business."""
    with connections["box"].cursor() as cursor:
        cursor.execute("SELECT id, sealed FROM box_inbox")
        envelopes = [(id_, bytes(sealed)) for id_, sealed in cursor.fetchall()]
    secrets.SystemRandom().shuffle(envelopes)
    return envelopes


def remove(ids: Sequence[UUID]) -> None:
    """After what they ask for was done and committed; until then they wait, and come again."""
    with connections["box"].cursor() as cursor:
        cursor.execute("DELETE FROM box_inbox WHERE id = ANY(%s)", [list(ids)])
