"""From the staging table into the registry, set by set. Nothing is deleted by a list.

Who a row is, is decided in this order: the NIP; number and name; the number, where neither has
a NIP; address and name; name and unit. A blank in a file never erases what a list knew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from respondents import secrecy
from respondents.imports import staging
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.staged import StagedRow

ONE_AT_A_TIME = 0x5350_4901  # key of the advisory lock that merges take

NOT_ANOTHER = "(s.nip_index IS NULL OR p.nip_index IS NULL OR s.nip_index = p.nip_index)"
RULES = (
    ("nip_index", "nip_index IS NOT NULL", "true"),
    ("phone_index, lower(name)", "phone_index IS NOT NULL", NOT_ANOTHER),
    ("phone_index", "phone_index IS NOT NULL", "s.nip_index IS NULL AND p.nip_index IS NULL"),
    ("email_index, lower(name)", "email_index IS NOT NULL", NOT_ANOTHER),
    ("office_id, lower(name), lower(unit), lower(position)", "kind <> 'external'", NOT_ANOTHER),
    ("office_id, lower(name), lower(unit)", "kind = 'internal' AND unit <> ''", NOT_ANOTHER),
)
# Rows and people with the same key are paired in order, so that two namesakes meet two people.
RECOGNISE = """
WITH rows AS (
    SELECT row, nip_index, {key_as},
           row_number() OVER (PARTITION BY {key} ORDER BY use DESC, row) AS nth
    FROM respondents_stagedrow s
    WHERE upload_id = %(upload)s AND person_id IS NULL AND {where}
), people AS (
    SELECT id, nip_index, {key_as}, row_number() OVER (PARTITION BY {key} ORDER BY id) AS nth
    FROM respondents_person p
    WHERE kind = %(kind)s AND left_on IS NULL AND office_id = ANY(%(offices)s) AND {where}
      AND NOT EXISTS (
        SELECT FROM respondents_stagedrow t WHERE t.upload_id = %(upload)s AND t.person_id = p.id)
)
UPDATE respondents_stagedrow s SET person_id = pair.id
FROM (
    SELECT s.row, p.id FROM rows s JOIN people p USING ({names}, nth) WHERE {condition}
) pair
WHERE s.upload_id = %(upload)s AND s.row = pair.row
"""
FORGET = """
UPDATE respondents_stagedrow SET person_id = NULL
WHERE upload_id = %(upload)s AND person_id IS NOT NULL
"""
HELD_ELSEWHERE = """
UPDATE respondents_stagedrow s SET use = 0 FROM respondents_person p
WHERE s.upload_id = %(upload)s AND s.use > 0 AND p.id IS DISTINCT FROM s.person_id
  AND p.nip_index = s.nip_index AND p.left_on IS NULL
"""
PLAIN = (
    "office_id", "name", "category", "position", "unit", "started_on", "in_unit_since",
    "main_task", "service", "served_on",
)  # fmt: skip
NEW_VALUE = {column: f"s.{column}" for column in PLAIN} | {
    "level": "CASE WHEN s.level = '' THEN p.level ELSE s.level END",
    "consent_on": "COALESCE(s.consent_on, p.consent_on)",
    "further": "p.further || s.further",
    **{
        f"{contact}_index": f"COALESCE(s.{contact}_index, p.{contact}_index)"
        for contact in staging.CONTACTS
    },
}
# A sealed text differs at every sealing: whether it is new is told by its index.
SEALED = {
    f"{contact}_sealed": f"CASE WHEN s.{contact}_index IS NULL "
    f"OR s.{contact}_index = p.{contact}_index THEN p.{contact}_sealed ELSE s.{contact}_sealed END"
    for contact in staging.CONTACTS
}
DIFFERS = (
    f"({', '.join(f'p.{column}' for column in NEW_VALUE)}) IS DISTINCT FROM "
    f"({', '.join(NEW_VALUE.values())})"
)
# The statements below are put together from names of columns only.
CHANGE = f"""
UPDATE respondents_person p
SET {", ".join(f"{column} = {value}" for column, value in (NEW_VALUE | SEALED).items())}
FROM respondents_stagedrow s
WHERE s.upload_id = %(upload)s AND s.use >= %(use)s AND NOT s.is_skipped
  AND s.person_id = p.id AND {DIFFERS}
"""  # noqa: S608
NAMED_AGAIN = """
UPDATE respondents_person p SET listed_on = %(today)s FROM respondents_stagedrow s
WHERE s.upload_id = %(upload)s AND s.use >= %(use)s AND NOT s.is_skipped
  AND s.person_id = p.id AND p.listed_on < %(today)s
"""
CARRIED = ("id", *staging.OF_A_PERSON)
ADD = f"""
INSERT INTO respondents_person ({", ".join(CARRIED)}, left_why, listed_on)
SELECT {", ".join(CARRIED)}, '', %(today)s FROM respondents_stagedrow
WHERE upload_id = %(upload)s AND use >= %(use)s AND NOT is_skipped AND person_id IS NULL
"""  # noqa: S608
COUNT = f"""
SELECT count(*) FILTER (WHERE s.person_id IS NULL),
       count(*) FILTER (WHERE p.id IS NOT NULL AND {DIFFERS}),
       count(*) FILTER (WHERE p.id IS NOT NULL AND NOT {DIFFERS})
FROM respondents_stagedrow s LEFT JOIN respondents_person p ON p.id = s.person_id
WHERE s.upload_id = %(upload)s AND s.use >= %(use)s AND NOT s.is_skipped
"""  # noqa: S608
CHANGED = f"""
SELECT s.row FROM respondents_stagedrow s JOIN respondents_person p ON p.id = s.person_id
WHERE s.upload_id = %(upload)s AND s.use >= %(use)s AND NOT s.is_skipped AND {DIFFERS}
ORDER BY s.row
"""  # noqa: S608
ABSENT = """
SELECT count(*) FROM respondents_person p
WHERE kind = %(kind)s AND left_on IS NULL AND office_id = ANY(%(own)s) AND NOT EXISTS (
    SELECT FROM respondents_stagedrow s WHERE s.upload_id = %(upload)s AND s.person_id = p.id)
"""
TO_SEAL_AGAIN = """
SELECT s.row, s.id, p.id, s.phone_sealed, s.email_sealed, s.nip_sealed
FROM respondents_stagedrow s JOIN respondents_person p ON p.id = s.person_id
WHERE s.upload_id = %(upload)s AND s.use >= %(use)s AND NOT s.is_skipped AND (
    (s.phone_index IS NOT NULL AND s.phone_index IS DISTINCT FROM p.phone_index)
 OR (s.email_index IS NOT NULL AND s.email_index IS DISTINCT FROM p.email_index)
 OR (s.nip_index IS NOT NULL AND s.nip_index IS DISTINCT FROM p.nip_index))
"""
SEAL_AGAIN = """
UPDATE respondents_stagedrow SET phone_sealed = %s, email_sealed = %s, nip_sealed = %s
WHERE upload_id = %s AND row = %s
"""


# Only by a reason that somebody gave, and nobody who stands in the file after all.
REMOVE = """
UPDATE respondents_person p SET left_on = %(today)s, left_why = r.why
FROM respondents_removal r
WHERE r.upload_id = %(upload)s AND r.person_id = p.id AND p.left_on IS NULL AND NOT EXISTS (
    SELECT FROM respondents_stagedrow s WHERE s.upload_id = %(upload)s AND s.person_id = p.id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a list changes: people added, changed, left as they are, removed; whom it lacks."""

    added: int
    changed: int
    unchanged: int
    absent: int
    removed: int = 0


def compare(upload: Upload, *, with_repairs: bool = False) -> Difference:
    """What taking the staged rows over would do. The registry is not touched."""
    values = _values(upload, with_repairs=with_repairs)
    with connection.cursor() as cursor, _large_joins(cursor):
        cursor.execute(FORGET, values)
        for key, where, condition in RULES:
            cursor.execute(_recognise(key, where, condition), values)
        cursor.execute(HELD_ELSEWHERE, values)
        cursor.execute(COUNT, values)
        added, changed, unchanged = cursor.fetchone()
        cursor.execute(ABSENT, values)
        (absent,) = cursor.fetchone()
    return Difference(added=added, changed=changed, unchanged=unchanged, absent=absent)


def merge(upload: Upload, *, with_repairs: bool) -> Difference:
    """Carry the staged rows over: in the caller's transaction, one merge at a time."""
    values = _values(upload, with_repairs=with_repairs)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    difference = compare(upload, with_repairs=with_repairs)
    with connection.cursor() as cursor, _large_joins(cursor):
        cursor.execute(TO_SEAL_AGAIN, values)
        again = [_sealed_again(row, upload.pk) for row in cursor.fetchall()]
        if again:
            cursor.executemany(SEAL_AGAIN, again)
        cursor.execute(CHANGE, values)
        cursor.execute(NAMED_AGAIN, values)
        cursor.execute(ADD, values)
        cursor.execute(REMOVE, values)
        removed = cursor.rowcount
    return replace(difference, absent=difference.absent - removed, removed=removed)


def changed_rows(upload: Upload) -> list[int]:
    """The rows about somebody known of whom the file says something new."""
    with connection.cursor() as cursor, _large_joins(cursor):
        cursor.execute(CHANGED, _values(upload, with_repairs=False))
        return [row for (row,) in cursor.fetchall()]


@contextmanager
def _large_joins(cursor: CursorWrapper) -> Iterator[None]:
    """Join by hashing, never row by row.

    The rows are new and nobody has analysed them, so the planner takes them for few; with
    nested loops 5,000 rows against 5,000 people took three minutes, without them half a second.
    """
    cursor.execute("SELECT set_config('enable_nestloop', 'off', true)")
    yield
    cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")


def speaks_for(upload: Upload) -> list[int]:
    """The offices whose people the list is about: a unit with a list of its own is not missed."""
    below = set(Office.below([upload.office_id]))
    with_own_list = Upload.objects.filter(
        kind=upload.kind, state=Upload.State.TAKEN_OVER, office__in=below
    ).exclude(office=upload.office_id)
    others = Office.below(list(with_own_list.values_list("office_id", flat=True)))
    return list(below.difference(others))


def _values(upload: Upload, *, with_repairs: bool) -> dict[str, int | str | date | list[int]]:
    use = StagedRow.Use.AFTER_REPAIR if with_repairs else StagedRow.Use.READY
    return {
        "upload": upload.pk,
        "kind": upload.kind,
        "offices": list(Office.below([upload.office_id])),
        "own": speaks_for(upload),
        "use": use.value,
        "today": timezone.localdate(),
    }


def _recognise(key: str, where: str, condition: str) -> str:
    parts = key.split(", ")
    names = [f"key{n}" for n in range(len(parts))]
    return RECOGNISE.format(
        key=key,
        key_as=", ".join(f"{part} AS {name}" for part, name in zip(parts, names, strict=True)),
        names=", ".join(names),
        where=where,
        condition=condition,
    )


def _sealed_again(
    row: tuple[int, UUID, UUID, bytes, bytes, bytes], upload: int
) -> list[int | bytes]:
    """Contacts are sealed to a row; a new number of a known person is sealed to that person."""
    number, staged, person, *contacts = row
    sealed = [
        secrecy.seal_text(
            secrecy.open_text(text, column=column, row=staged), column=column, row=person
        )
        for column, text in zip(staging.CONTACTS, contacts, strict=True)
    ]
    return [*sealed, upload, number]
