"""Every place where something is kept, and what the attack does with it: a closed list.

A table, a queue or a log that is not on it fails the attack, for nobody has asked yet what it
gives away. Whoever adds one says here how it is looked at:

person    a row belongs to one who was invited: its place, transaction and values are compared
right, ballot, draft, receipt    a row of the box that hangs on one link, likewise
sheet     a counted sheet
apart     nothing in it is written when somebody answers; its values are compared, its rows not
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from pathlib import Path

import redis
from django.db import connections

PERSON, SHEET, APART = "person", "sheet", "apart"
LIST = Path(__file__).with_name("inventory.txt")
TABLES = """SELECT table_name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"""


def _read() -> tuple[dict[str, str], list[str], list[str]]:
    tables, queues, logs = {}, [], []
    for line in LIST.read_text().splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "table":
            name, how = rest.split()
            tables[name] = how
        elif kind == "queue":
            queues.append(rest.strip())
        elif kind == "log":
            logs.append(rest.strip())
    return tables, queues, logs


HOW, QUEUES, LOGS = _read()


def unlisted(*, broker: str, logs: Iterable[Path]) -> list[str]:
    """What is there and not on the list, each with its kind."""
    here = [f"table {name}" for name in tables() if name not in HOW]
    here += [f"queue {key}" for key in _keys(broker) if not _matches(key, QUEUES)]
    return here + [f"log {path.name}" for path in logs if not _matches(path.name, LOGS)]


def missing() -> list[str]:
    """What is on the list and no longer there."""
    return sorted(HOW.keys() - set(tables()))


def tables() -> list[str]:
    found = []
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute(TABLES)
            found += [f"{alias}.{table}" for (table,) in cursor.fetchall()]
    return sorted(found)


def _keys(broker: str) -> list[str]:
    with redis.Redis.from_url(broker) as client:
        return sorted(key.decode(errors="replace") for key in client.keys("*"))


def _matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
