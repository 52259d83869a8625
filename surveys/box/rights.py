"""Ballot rights as the registrar writes them: public keys, without whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connections

from surveys.box.models.rights import BallotRight

_ISSUE = """INSERT INTO box_right (pk, wave, group_id, status)
    SELECT pk, %s, group_id, status
    FROM unnest(%s::bytea[], %s::int[], %s::text[]) AS new (pk, group_id, status)
    ON CONFLICT (pk) DO NOTHING"""


class RightIsUnknown(Exception):
    pass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class NewRight:
    key: bytes
    group_id: int
    is_reserve: bool = False


def issue(rights: Iterable[NewRight], *, wave: UUID) -> int:
    """Write rights in one statement, in the order of their keys: no order of the list survives.

    Safe to repeat: a right that is there stays as it is. Returns how many are new.
    """
    new = sorted(rights)
    status = BallotRight.Status
    keys = [right.key for right in new]
    groups = [right.group_id for right in new]
    states = [str(status.INACTIVE if right.is_reserve else status.OPEN) for right in new]
    with connections["box"].cursor() as cursor:
        cursor.execute(_ISSUE, [wave, keys, groups, states])
        return int(cursor.rowcount)


def mark(right: bytes, status: BallotRight.Status) -> None:
    """Call up a reserve, revoke, or void a right. Raises RightIsUnknown."""
    with connections["box"].cursor() as cursor:
        cursor.execute("UPDATE box_right SET status = %s WHERE pk = %s", [str(status), right])
        if not cursor.rowcount:
            raise RightIsUnknown
