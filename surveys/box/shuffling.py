"""The nightly shuffle: sheets, drafts and receipts are put back in random order, all at once.

Afterwards no row's place or transaction tells when it came: all of them came tonight, with one
transaction number, into new files. What older backups and write-ahead logs still tell ends
when those expire.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from surveys.box import ballots

DRAFT_DAYS = 14  # an unfinished sheet that was not touched for longer is not put back

COLUMNS = {
    "box_ballot": "pk, wave, group_id, suite, sealed, sig, tag",
    "box_draft": "draft_id, wave, day, ct",
    "box_receipt_pending": "r, wave",
    "box_receipt_gone": "r, wave, why",
}
_CLOSED = """SELECT DISTINCT ON (wave) wave, closes_at <= statement_timestamp()
    FROM box_manifest ORDER BY wave, version DESC"""


def shuffle(*, today: date) -> dict[str, int]:
    """Put all rows back in random order; returns how many went into each table.

    Drafts of closed waves, and those untouched for DRAFT_DAYS, are left out: that is how
    they end. Everybody else waits meanwhile, about a second for 20,000 sheets. Killed at any
    moment, nothing has happened. TRUNCATE shows other transactions' old snapshots an empty
    table: take logical dumps after the shuffle, never across it.
    """
    with transaction.atomic(using="box"), connections["box"].cursor() as cursor:
        ballots.keep_everybody_out(cursor)
        cursor.execute(f"LOCK TABLE {', '.join(COLUMNS)} IN ACCESS EXCLUSIVE MODE")
        return {table: _put_back(cursor, table, today) for table in COLUMNS}


def _put_back(cursor: CursorWrapper, table: str, today: date) -> int:
    columns = COLUMNS[table]
    cursor.execute(f"SELECT {columns} FROM {table}")  # noqa: S608
    rows = cursor.fetchall()
    if table == "box_draft":
        rows = _still_wanted(cursor, rows, today)
    secrets.SystemRandom().shuffle(rows)
    put_in_place(cursor, table, columns, rows)
    return len(rows)


def put_in_place(cursor: CursorWrapper, table: str, columns: str, rows: Sequence[Any]) -> None:
    """`rows`, and no others, into new files. Call it under an exclusive lock."""
    cursor.execute(f"TRUNCATE {table}")
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _still_wanted(cursor: CursorWrapper, drafts: list[Any], today: date) -> list[Any]:
    cursor.execute(_CLOSED)
    closed = {wave for wave, is_closed in cursor.fetchall() if is_closed}
    oldest = today - timedelta(days=DRAFT_DAYS)
    return [row for row in drafts if row[1] not in closed and row[2] >= oldest]
