"""What a visit may leave behind: the marks to look for, and the places to look in."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connections

from surveys.box import codes, derivations

TOUCHED = """SELECT count(*), sum(hashtextextended(
    concat_ws('|', t.ctid, t.xmin, t.xmax, t.*::text), 0)::numeric) FROM "{table}" AS t"""
WRITES = """SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables
    ORDER BY relname"""


def of_link(code: str, wave: UUID) -> set[str]:
    """Every form in which a link, or the right behind it, could be written down."""
    secret = codes.decode(code)
    assert secret is not None
    right = derivations.right(secret, wave)
    draft = derivations.draft_id(secret, wave)
    values = (secret, right, draft)  # PostgreSQL cuts a long value; its beginning tells enough
    return of_text(code) | {value.hex()[:16] for value in values} | {repr(right)[2:20]}


def of_text(code: str) -> set[str]:
    """A code as typed; its first half is half of a secret, and counts as well."""
    whole = code.replace("-", "")
    return {code, code[:14], whole, whole[:12]}


def found(marks: set[str], text: str) -> list[str]:
    return [mark for mark in sorted(marks) if mark.lower() in text.lower()]


def touched(alias: str) -> dict[str, Any]:
    """Changes when any row of the database is written, and also when one is only locked."""
    with connections[alias].cursor() as cursor:
        shown = {}
        for table in connections[alias].introspection.table_names(cursor):
            cursor.execute(TOUCHED.format(table=table))
            shown[table] = cursor.fetchone()
        return shown


def writes(alias: str) -> list[tuple[Any, ...]]:
    """How often rows were written. Exact once the processes that wrote have ended."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(WRITES)
        return list(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class ServerLog:
    """PostgreSQL's own log from now on; `path` is None when it is kept on another machine."""

    path: Path | None
    start: int

    def text(self) -> str:
        assert self.path is not None
        with self.path.open(errors="replace") as log:
            log.seek(self.start)
            return log.read()


def server_log() -> ServerLog:
    """Where the postmaster writes its words: what its standard error leads to."""
    with connections["box"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    try:
        status = Path(f"/proc/{backend}/status").read_text()
        assert "postgres" in status.splitlines()[0]
        postmaster = re.search(r"^PPid:\s+(\d+)$", status, re.MULTILINE)[1]
        path = Path(os.readlink(f"/proc/{postmaster}/fd/2"))
        return ServerLog(path, path.stat().st_size)
    except (OSError, AssertionError):
        return ServerLog(None, 0)
