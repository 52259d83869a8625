"""What a list says, as one number that changes with it.

Contacts are left out on purpose. They change at the help telephone, and when somebody answers
from a public page that a link is not theirs: an office that saw its digest move would learn it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from respondents.models.offices import Office

# Days as numbers: a date's text depends on a setting of the session.
DAYS = ", ".join(f"{column} - date '2000-01-01'" for column in (
    "started_on", "in_unit_since", "served_on",
))  # fmt: skip
OF_EACH_OFFICE = f"""
SELECT office_id, kind, count(*), sha256(convert_to(string_agg(
    ROW(id, name, category, position, level, unit, main_task, service, {DAYS})::text,
    E'\\n' ORDER BY id), 'UTF8'))
FROM respondents_person
WHERE left_on IS NULL AND kind <> 'expert' AND office_id = ANY(%s) GROUP BY office_id, kind
"""  # noqa: S608  # put together from names of columns only


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    rows: int
    digest: bytes


def of_offices(offices: Collection[int]) -> dict[tuple[int, str], Listed]:
    """By office and kind, units below counted in; two queries, however many offices.

    An empty list is not in it. Whoever asks must see the whole branch (respondents/access.py).
    """
    nearest = _nearest(offices)
    parts: dict[tuple[int, str], list[tuple[int, int, bytes]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(OF_EACH_OFFICE, [list(nearest)])
        for office, kind, rows, digest in cursor.fetchall():
            parts[nearest[office], kind].append((office, rows, bytes(digest)))
    return {key: _together(found) for key, found in parts.items()}


def _nearest(offices: Collection[int]) -> dict[int, int]:
    """For each office that has one of `offices` at or above it: the nearest of those."""
    parent_of = dict(Office.objects.values_list("pk", "parent_id"))
    nearest = {}
    for office in parent_of:
        at: int | None = office
        while at is not None and at not in offices:
            at = parent_of.get(at)
        if at is not None:
            nearest[office] = at
    return nearest


def _together(parts: list[tuple[int, int, bytes]]) -> Listed:
    text = "".join(f"{office}:{digest.hex()}\n" for office, _, digest in sorted(parts))
    return Listed(
        rows=sum(rows for _, rows, _ in parts), digest=hashlib.sha256(text.encode()).digest()
    )
