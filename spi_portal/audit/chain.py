"""The chain over the ledger, checked from its rows alone.

The database makes it (migrations/0004_chain.py): when a deed commits, each of its entries gets
the next number and digest n = SHA-256(digest n-1 | content n); the first follows on 32 zero
bytes. Here it is computed once more, in Python, so that no function of the database is believed.
Whoever owns the database could write the whole chain anew: only a head that was noted elsewhere
shows that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection, transaction

from spi_portal.audit.models.chain import Head

BEGINNING = bytes(32)
CHUNK = 2000

# One statement sees one moment: deeds may commit while it is read. The text of the details is
# PostgreSQL's own, whose order of keys and way to write numbers do not change.
ROWS = """
SELECT mark.number, mark.digest, mark.entry_id, entry.id, entry.at, entry.actor, entry.verb,
       entry.subject, entry.details::text, head.number, head.digest
FROM audit_mark AS mark FULL JOIN audit_entry AS entry ON entry.id = mark.entry_id
LEFT JOIN audit_head AS head ON true
ORDER BY mark.number NULLS LAST, entry.id
"""


class Row(NamedTuple):
    """One entry with its mark; either may be missing, and says so by None."""

    number: int | None
    digest: bytes | None
    marked: int | None  # the id of the entry that the mark is for
    id: int | None
    at: datetime
    actor: str
    verb: str
    subject: str
    details: str
    head_number: int | None
    head_digest: bytes | None


class Noted(NamedTuple):
    """A head that somebody wrote down earlier, outside of the portal."""

    number: int
    digest: bytes

    @classmethod
    def read(cls, text: str) -> Noted:
        """From `N:HASH`, as `verify audit` prints it. Raises ValueError."""
        number, _, digest = text.strip().partition(":")
        noted = cls(int(number), bytes.fromhex(digest))
        if noted.number < 1 or len(noted.digest) != 32:
            raise ValueError(text)
        return noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The first place where the ledger is not what it was. `number` counts from 1."""

    number: int
    kind: str  # changed, deleted, cut_off, smuggled_in, head, rewritten
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    entries: int  # that follow one another without a fault
    head: str  # "N:HASH" of the last of them
    finding: Finding | None


def head() -> Head | None:
    """The last mark of the chain; none while the ledger is empty."""
    return Head.objects.filter(number__gt=0).first()


@transaction.atomic
def verify(noted: Noted | None = None) -> Outcome:
    """Walk the chain from its beginning; compare its end with the head kept, and with `noted`."""
    kept = head()  # for a ledger that has no row left to carry it
    end = (kept.number, bytes(kept.digest)) if kept else (0, BEGINNING)
    number, digest, finding, met = 0, BEGINNING, None, False
    for row in rows():
        end = (row.head_number or 0, bytes(row.head_digest or BEGINNING))
        finding = _fault(row, number, digest)
        if finding:
            break
        number, digest = number + 1, bytes(row.digest or b"")
        if noted and noted.number == number:
            met = noted.digest == digest
    finding = finding or _fault_of_end(number, digest, end)
    if noted and not met and (finding is None or noted.number < finding.number):
        finding = _fault_of_noted(number, noted)
    return Outcome(entries=number, head=f"{number}:{digest.hex()}", finding=finding)


def rows() -> Iterator[Row]:
    """The whole ledger with its marks, in the order of the chain."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(ROWS)
        while rows := cursor.fetchmany(CHUNK):
            yield from map(Row._make, rows)


def following(digest: bytes, row: Row) -> bytes:
    """The digest of `row` when it follows on `digest`."""
    text = json.dumps(content(row), ensure_ascii=False)
    return hashlib.sha256(digest + text.encode()).digest()


def content(row: Row) -> list[str]:
    """What of a row goes into its digest, as texts."""
    at = row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return [str(row.number), str(row.id), at, row.actor, row.verb, row.subject, row.details]


def _fault(row: Row, last: int, digest: bytes) -> Finding | None:
    due = last + 1
    if row.number is None:
        return Finding(
            number=due,
            kind="smuggled_in",
            message=f"Entry {due} (id {row.id}) was put in past the chain.",
        )
    if row.number != due or row.id is None:
        return Finding(number=due, kind="deleted", message=f"Entry {due} was deleted.")
    if following(digest, row) != bytes(row.digest or b""):
        message = f"Entry {due} was changed, or does not stand where it was written."
        return Finding(number=due, kind="changed", message=message)
    return None


def _fault_of_end(number: int, digest: bytes, end: tuple[int, bytes]) -> Finding | None:
    if number < end[0]:
        message = f"The ledger ends after {number}; entries {number + 1} to {end[0]} were cut off."
        return Finding(number=number + 1, kind="cut_off", message=message)
    if (number, digest) != end:
        message = f"The head kept beside the ledger is not that of entry {number}."
        return Finding(number=number, kind="head", message=message)
    return None


def _fault_of_noted(number: int, noted: Noted) -> Finding:
    if number < noted.number:
        message = (
            f"The ledger ends after {number}, but entry {noted.number} was noted: "
            f"entries from {number + 1} on were cut off."
        )
        return Finding(number=number + 1, kind="cut_off", message=message)
    message = f"Entry {noted.number}, or one before it, was rewritten after its head was noted."
    return Finding(number=noted.number, kind="rewritten", message=message)
