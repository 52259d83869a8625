"""The inbox table: public pages drop envelopes in, the registrar empties it in batches."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from django.db import connections, transaction

CEILING = 300  # candidacies a day from one service point: more than any counter serves

_DROP_ONCE = "INSERT INTO box_inbox (id, sealed) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_COUNT = """INSERT INTO box_point_day AS today (point, day, letters) VALUES (%s, %s, 1)
    ON CONFLICT (point, day) DO UPDATE SET letters = today.letters + 1
    WHERE today.letters < %s RETURNING letters"""


class TooManyToday(Exception):
    """The service point has reached its ceiling; nothing was dropped."""


def drop(sealed: bytes) -> None:
    with connections["box"].cursor() as cursor:
        cursor.execute("INSERT INTO box_inbox (id, sealed) VALUES (%s, %s)", [uuid4(), sealed])


def drop_candidacy(sealed: bytes, *, press: UUID, point: str, day: date) -> None:
    """The same `press` of a button is one envelope. Raises TooManyToday."""
    with transaction.atomic(using="box"), connections["box"].cursor() as cursor:
        cursor.execute(_DROP_ONCE, [press, sealed])
        if cursor.rowcount == 0:
            return
        cursor.execute(_COUNT, [point, day, CEILING])
        if cursor.fetchone() is None:
            raise TooManyToday(point)


def forget_days(*, today: date) -> None:
    """The ceilings of days that are over."""
    with connections["box"].cursor() as cursor:
        cursor.execute("DELETE FROM box_point_day WHERE day < %s", [today])


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
