"""The end of a wave's box: marked by the counter, carried out by worker `box`.

Tables are written anew without the wave's rows, into new files, as in every night. A DELETE
would leave the rows in the old ones until somebody vacuums, and their bytes after that.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from surveys.box import ballots, shuffling

# All that says who could answer or did; announcements and receipts stay.
TABLES = shuffling.COLUMNS | {"box_right": "pk, wave, group_id, status"}
_SORTED = "box_right"  # as it was issued: the order of the keys tells nothing


def mark(waves: Iterable[UUID]) -> None:
    """Say that these are over. Safe to repeat."""
    with connections["box"].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO box_ended (wave, emptied) VALUES (%s, false) ON CONFLICT DO NOTHING",
            [(wave,) for wave in waves],
        )


def are_empty(waves: Iterable[UUID]) -> bool:
    """Whether nothing of them is left."""
    with connections["box"].cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(emptied) FROM box_ended WHERE wave = ANY(%s)", [list(waves)]
        )
        return bool(cursor.fetchall()[0][0])


def empty_marked() -> int:
    """Write the tables anew without the waves that are marked; returns how many rows went.

    One transaction: killed at any moment, nothing has happened, and the next look does it.
    """
    with transaction.atomic(using="box"), connections["box"].cursor() as cursor:
        cursor.execute("SELECT wave FROM box_ended WHERE NOT emptied")
        over = {wave for (wave,) in cursor.fetchall()}
        if not over:
            return 0
        ballots.keep_everybody_out(cursor)
        cursor.execute(f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE")
        gone = sum(_write_anew(cursor, table, over) for table in TABLES)
        cursor.execute("UPDATE box_ended SET emptied = true WHERE wave = ANY(%s)", [list(over)])
    return gone


def _write_anew(cursor: CursorWrapper, table: str, over: set[Any]) -> int:
    columns = TABLES[table]
    place = columns.split(", ").index("wave")
    cursor.execute(f"SELECT {columns} FROM {table}")  # noqa: S608
    rows = cursor.fetchall()
    kept = [row for row in rows if row[place] not in over]
    if table == _SORTED:
        kept.sort(key=lambda row: bytes(row[0]))
    else:
        secrets.SystemRandom().shuffle(kept)
    shuffling.put_in_place(cursor, table, columns, kept)
    return len(rows) - len(kept)
