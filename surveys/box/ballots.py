"""Answering: saving a draft, casting the sealed sheet, taking it back. Plain SQL, no ORM.

Each verb asks the database whether the right is good and the survey open, by the database's
clock, in the statement that writes. Rights are only read, never locked: a lock would leave a
mark on exactly the rights that answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from surveys.box import receipts, sealing

_LOCK = 1  # class of our advisory locks; see also batches

# The latest manifest of a right's wave, and whether it is open at this very moment.
_MANIFEST = """JOIN LATERAL (
    SELECT version, statement_timestamp() >= opens_at AND statement_timestamp() < closes_at AS open
    FROM box_manifest WHERE box_manifest.wave = box_right.wave ORDER BY version DESC LIMIT 1
) AS manifest ON true"""

_ALLOWED = f"""SELECT pk, wave, group_id FROM box_right {_MANIFEST}
    WHERE pk = %(right)s AND wave = %(wave)s AND status = 'o' AND open"""  # noqa: S608

_FIND = f"""SELECT box_right.wave, group_id, status, version, open, day, ct
    FROM box_right {_MANIFEST} LEFT JOIN box_draft ON draft_id = %s WHERE pk = %s"""  # noqa: S608

_SAVE_FIRST = f"""WITH allowed AS ({_ALLOWED})
INSERT INTO box_draft (draft_id, wave, day, ct)
    SELECT %(draft_id)s, wave, %(day)s, %(locked)s FROM allowed
    ON CONFLICT (draft_id) DO NOTHING
RETURNING 1"""  # noqa: S608

# Whoever changed or ended the draft since it was read was faster: then no row is met.
_SAVE_NEXT = f"""WITH allowed AS ({_ALLOWED})
UPDATE box_draft SET day = %(day)s, ct = %(locked)s FROM allowed
    WHERE draft_id = %(draft_id)s AND ct = %(before)s
RETURNING 1"""  # noqa: S608

# All parts see the table as it was before the statement: `before` is the sheet it replaces.
_CAST = f"""WITH allowed AS ({_ALLOWED} AND group_id = %(group)s AND (%(draft)s::bytea IS NULL
    OR EXISTS (SELECT 1 FROM box_draft WHERE draft_id = %(draft_id)s AND ct = %(draft)s))),
before AS (
    SELECT b.wave, substring(sha256(b.sealed) FOR {receipts.LENGTH}) AS r
    FROM box_ballot AS b JOIN allowed USING (pk)
), stored AS (
    INSERT INTO box_ballot (pk, wave, group_id, suite, sealed, sig, tag)
        SELECT pk, wave, group_id, %(suite)s, %(sealed)s, %(signature)s, %(tag)s FROM allowed
        ON CONFLICT (pk) DO UPDATE SET suite = EXCLUDED.suite, sealed = EXCLUDED.sealed,
            sig = EXCLUDED.sig, tag = EXCLUDED.tag
            WHERE box_ballot.tag IS DISTINCT FROM EXCLUDED.tag
    RETURNING wave
), received AS (
    INSERT INTO box_receipt_pending (r, wave) SELECT %(receipt)s, wave FROM stored
), replaced AS (
    INSERT INTO box_receipt_gone (r, wave, why)
        SELECT before.r, before.wave, 'superseded' FROM before, stored
), tidied AS (
    DELETE FROM box_draft
        WHERE draft_id = %(draft_id)s AND ct = %(draft)s AND EXISTS (SELECT 1 FROM stored)
)
SELECT EXISTS (SELECT 1 FROM allowed), EXISTS (SELECT 1 FROM stored), (SELECT r FROM before)"""  # noqa: S608

_WITHDRAW = f"""WITH allowed AS ({_ALLOWED}),
taken AS (
    DELETE FROM box_ballot AS b USING allowed WHERE b.pk = allowed.pk RETURNING b.wave, b.sealed
), gone AS (
    INSERT INTO box_receipt_gone (r, wave, why)
        SELECT substring(sha256(sealed) FOR {receipts.LENGTH}), wave, 'withdrawn' FROM taken
), tidied AS (
    DELETE FROM box_draft WHERE draft_id = %(draft_id)s AND EXISTS (SELECT 1 FROM allowed)
)
SELECT EXISTS (SELECT 1 FROM allowed)"""  # noqa: S608


class SurveyIsClosed(Exception):
    """Not open yet, or closed, by the clock of the database."""


class RightIsNotValid(Exception):
    """Unknown, not called up, revoked or replaced."""


class DraftWasOvertaken(Exception):
    """Another request saved, sent or withdrew in the meantime: read the draft again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedDraft:
    day: date  # whose key locks it
    locked: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRight:
    wave: UUID
    group_id: int
    status: str  # see models.rights.BallotRight.Status
    manifest_version: int
    is_open: bool  # the survey, by database time
    draft: SavedDraft | None = None


def find_right(right: bytes, draft_id: bytes | None = None) -> FoundRight | None:
    """The right, and in the same breath the draft that lies at `draft_id`."""
    with connections["box"].cursor() as cursor:
        cursor.execute(_FIND, [draft_id, right])
        row = cursor.fetchone()
    if row is None:
        return None
    wave, group_id, status, version, is_open, day, locked = row
    return FoundRight(
        wave=wave,
        group_id=group_id,
        status=status,
        manifest_version=version,
        is_open=is_open,
        draft=None if day is None else SavedDraft(day=day, locked=bytes(locked)),
    )


def save_draft(
    *,
    right: bytes,
    wave: UUID,
    draft_id: bytes,
    day: date,
    locked: bytes,
    before: bytes | None = None,
) -> None:
    """Keep the draft in place of `before`, the one that it was made from; None: of none.

    `day` is that of the key which locked it. Two tabs that save at once would each throw away
    what the other has just been told is kept; so the later one is refused, reads again and adds.
    Raises DraftWasOvertaken, RightIsNotValid or SurveyIsClosed.
    """
    values: dict[str, Any] = {
        "right": right,
        "wave": wave,
        "draft_id": draft_id,
        "day": day,
        "locked": locked,
        "before": before,
    }
    with connections["box"].cursor() as cursor:
        cursor.execute(_SAVE_FIRST if before is None else _SAVE_NEXT, values)
        saved = cursor.fetchone()
    if not saved:
        raise _refusal(right)


def cast(
    *,
    right: bytes,
    wave: UUID,
    group: int,
    draft_id: bytes,
    draft: bytes | None,
    sealed: bytes,
    signature: bytes,
    tag: bytes,
) -> bytes:
    """Put the sealed sheet into the box and return its receipt; `draft`, of which it is made, goes.

    When that draft was added to, sent or taken back from elsewhere in the meantime, nothing is
    stored: somebody was told something else. None: the sheet was made of no draft.

    It is stored, synchronously, once this returns, and not before: whatever it raises, the
    sheet counts as not stored. A repeat with the same `tag` changes nothing and returns the
    same receipt. Another tag replaces the sheet, and the old receipt is noted as superseded.
    Raises DraftWasOvertaken, RightIsNotValid or SurveyIsClosed.
    """
    receipt = receipts.receipt(sealed)
    values: dict[str, Any] = {
        "right": right,
        "wave": wave,
        "group": group,
        "draft_id": draft_id,
        "draft": draft,
        "suite": sealing.SUITE,
        "sealed": sealed,
        "signature": signature,
        "tag": tag,
        "receipt": receipt,
    }
    with _alone_with(right) as cursor:
        cursor.execute(_CAST, values)
        allowed, stored, before = _only(cursor)
    if not allowed:
        raise _refusal(right, group)
    return receipt if stored else bytes(before)


def withdraw(*, right: bytes, wave: UUID, draft_id: bytes) -> None:
    """Take back whatever lies under this link, sheet and draft; silent about what there was.

    Raises RightIsNotValid or SurveyIsClosed.
    """
    with _alone_with(right) as cursor:
        cursor.execute(_WITHDRAW, {"right": right, "wave": wave, "draft_id": draft_id})
        (allowed,) = _only(cursor)
    if not allowed:
        raise _refusal(right)


@contextmanager
def _alone_with(right: bytes) -> Iterator[CursorWrapper]:
    """One transaction in which no other writes a sheet under the same right.

    The statement after the lock sees what was committed before it, so that a replaced sheet
    is always noted. Rights share 256 locks: one that shows up in a server's log names nobody.
    """
    with transaction.atomic(using="box"), connections["box"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::int, %s::int)", [_LOCK, right[0]])
        yield cursor


def keep_everybody_out(cursor: CursorWrapper) -> None:
    """Until the transaction ends nobody sends or takes back; who has begun is waited for.

    Whoever locks tables after this cannot meet them half-way.
    """
    cursor.execute(
        "SELECT count(pg_advisory_xact_lock(%s::int, byte)) FROM generate_series(0, 255) AS byte",
        [_LOCK],
    )


def _refusal(right: bytes, group: int | None = None) -> Exception:
    """Why nothing was written: asked only afterwards, because it seldom happens."""
    found = find_right(right)
    if found is None or found.status != "o" or group not in (None, found.group_id):
        return RightIsNotValid()
    return DraftWasOvertaken() if found.is_open else SurveyIsClosed()


def _only(cursor: CursorWrapper) -> tuple[Any, ...]:
    (row,) = cursor.fetchall()
    return tuple(row)
