"""Drawing up batches of receipts, and finding a receipt again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from surveys.box import receipts
from surveys.box.receipts import Batch

AT_LEAST = 10  # fewer wait for the next day: a small batch tells a small span of time
_LOCK = 2  # class of our advisory locks; see also ballots

_PENDING = """SELECT wave, bool_or(closed) FROM box_receipt_pending JOIN LATERAL (
    SELECT statement_timestamp() >= closes_at AS closed FROM box_manifest
    WHERE box_manifest.wave = box_receipt_pending.wave ORDER BY version DESC LIMIT 1
) AS manifest ON true GROUP BY wave"""

_STORE = """INSERT INTO box_receipt_batch (wave, no, size, root, prev, hash, signature, body)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"""
_LIST = "SELECT no, size, root, prev, hash, signature, body FROM box_receipt_batch WHERE wave = %s"
_LENGTH = "SELECT count(*), COALESCE(sum(size), 0) FROM box_receipt_batch WHERE wave = %s"
_INDEX = "INSERT INTO box_receipt (r, wave, batch_no) SELECT unnest(%s::bytea[]), %s, %s"
_FIND = "SELECT r, batch_no FROM box_receipt WHERE wave = %s AND r BETWEEN %s AND %s ORDER BY r"


def draw_up_due(*, key: Ed25519PrivateKey, only_closed: bool = False) -> list[Batch]:
    """One batch for each wave that has enough pending receipts; after closing, all of them.

    With `only_closed`, waves that are still open are left for the night.
    """
    with connections["box"].cursor() as cursor:
        cursor.execute(_PENDING)
        waves = cursor.fetchall()
    due = [(wave, closed) for wave, closed in waves if closed or not only_closed]
    drawn = [draw_up(wave, at_least=1 if closed else AT_LEAST, key=key) for wave, closed in due]
    return [batch for batch in drawn if batch]


def draw_up(wave: UUID, *, at_least: int, key: Ed25519PrivateKey) -> Batch | None:
    """Move all pending receipts of the wave into its next batch, in one transaction.

    None, and nothing moved, when there are fewer than `at_least`.
    """
    with transaction.atomic(using="box"), connections["box"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::int, 0)", [_LOCK])
        cursor.execute("SELECT count(*) FROM box_receipt_pending WHERE wave = %s", [wave])
        if cursor.fetchall()[0][0] < at_least:
            return None
        cursor.execute("DELETE FROM box_receipt_pending WHERE wave = %s RETURNING r", [wave])
        moved = [bytes(r) for (r,) in cursor.fetchall()]
        batch = receipts.draw_up(wave, moved, after=_last(cursor, wave), key=key)
        store(cursor, batch)
    return batch


def chain(wave: UUID) -> list[Batch]:
    """All batches of the wave, in order."""
    with connections["box"].cursor() as cursor:
        cursor.execute(f"{_LIST} ORDER BY no", [wave])
        return [_batch(wave, row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Length:
    batches: int
    receipts: int


def length(wave: UUID) -> Length:
    """Of the wave's chain."""
    with connections["box"].cursor() as cursor:
        cursor.execute(_LENGTH, [wave])
        return Length(*cursor.fetchall()[0])


def beginning_with(prefix: str, *, wave: UUID) -> list[tuple[bytes, int]]:
    """Receipts that begin with `prefix`, as typed, each with the number of its batch."""
    span = receipts.span(prefix)
    return [] if span is None else _between(*span, wave)


def listed(wave: UUID) -> list[tuple[bytes, int]]:
    """All of them, in the same form."""
    return _between(bytes(receipts.LENGTH), b"\xff" * receipts.LENGTH, wave)


def _between(first: bytes, last: bytes, wave: UUID) -> list[tuple[bytes, int]]:
    with connections["box"].cursor() as cursor:
        cursor.execute(_FIND, [wave, first, last])
        return [(bytes(r), number) for r, number in cursor.fetchall()]


def _last(cursor: CursorWrapper, wave: UUID) -> Batch | None:
    cursor.execute(f"{_LIST} ORDER BY no DESC LIMIT 1", [wave])
    row = cursor.fetchone()
    return _batch(wave, row) if row else None


def _batch(wave: UUID, row: tuple[Any, ...]) -> Batch:
    number, size, root, previous, digest, signature, body = row
    return Batch(
        wave=wave,
        number=number,
        size=size,
        root=bytes(root),
        previous=bytes(previous),
        hash=bytes(digest),
        signature=bytes(signature),
        body=bytes(body),
    )


def store(cursor: CursorWrapper, batch: Batch) -> None:
    """The batch as it is, and where each of its receipts is found."""
    cursor.execute(
        _STORE,
        [
            batch.wave,
            batch.number,
            batch.size,
            batch.root,
            batch.previous,
            batch.hash,
            batch.signature,
            batch.body,
        ],
    )
    cursor.execute(_INDEX, [batch.receipts, batch.wave, batch.number])
