"""Ballot rights as the registrar writes them: public keys, without whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from surveys.box import activations
from surveys.box.activations import Change, Entry, Outline
from surveys.box.issued import Right

_LOCK = 3  # class of our advisory locks; see also ballots and batches

_ISSUE = """INSERT INTO box_right (pk, wave, group_id, status)
    SELECT pk, %s, group_id, status
    FROM unnest(%s::bytea[], %s::int[], %s::text[]) AS new (pk, group_id, status)
    ON CONFLICT (pk) DO NOTHING"""
_ALTER = """UPDATE box_right SET status = changed.after
    FROM unnest(%s::bytea[], %s::int[], %s::text[], %s::text[])
        AS changed (pk, group_id, before, after)
    WHERE box_right.pk = changed.pk AND wave = %s
        AND box_right.group_id = changed.group_id AND status = changed.before"""
_STANDING = "SELECT pk, group_id, status FROM box_right WHERE wave = %s"
_STATUS = "SELECT pk, status FROM box_right WHERE wave = %s AND pk = ANY(%s)"
_LOG = "SELECT no, day, prev, hash, signature, blind, body FROM box_activation WHERE wave = %s"
_OUTLINES = """SELECT no, day, prev, hash, signature FROM box_activation
    WHERE wave = %s ORDER BY no"""
_NOTE = """INSERT INTO box_activation (wave, no, day, prev, hash, signature, blind, body)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"""


class RightsDoNotFit(Exception):
    """A right is not there, or not in the status from which it was to be changed."""


class DayIsOver(Exception):
    """The log has an entry of that day, or of a later one."""


def issue(rights: Iterable[Right], *, wave: UUID) -> int:
    """Write rights in one statement, in the order of their keys: no order of the list survives.

    Safe to repeat: a right that is there stays as it is. Returns how many are new.
    """
    with connections["box"].cursor() as cursor:
        return _insert(cursor, sorted(rights), wave)


def change(changes: Iterable[Change], *, wave: UUID, day: date, key: Ed25519PrivateKey) -> Entry:
    """Change rights and write it into the log, both or neither; returns the new entry.

    Raises RightsDoNotFit or DayIsOver.
    """
    ordered = sorted(changes)
    added = [each for each in ordered if each.kind == activations.NEW]
    altered = [each for each in ordered if each.kind != activations.NEW]
    with transaction.atomic(using="box"), connections["box"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s::int, 0)", [_LOCK])
        new = [Right(key=each.key, group_id=each.group_id, status=each.after) for each in added]
        fitting = _insert(cursor, new, wave) + _alter(cursor, altered, wave)
        if fitting != len(ordered):
            raise RightsDoNotFit(wave)
        last = _last(cursor, wave)
        if last and last.day >= day.isoformat():
            raise DayIsOver(last.day)
        entry = activations.draw_up(wave, ordered, day=day, after=last, key=key)
        _note(cursor, entry)
    return entry


def standing(wave: UUID) -> list[Right]:
    """All rights of the wave, as they are now."""
    with connections["box"].cursor() as cursor:
        cursor.execute(_STANDING, [wave])
        return [Right(key=bytes(k), group_id=g, status=s) for k, g, s in cursor.fetchall()]


def status(keys: Iterable[bytes], *, wave: UUID) -> dict[bytes, str]:
    """Of those that are there."""
    with connections["box"].cursor() as cursor:
        cursor.execute(_STATUS, [wave, list(keys)])
        return {bytes(key): status for key, status in cursor.fetchall()}


def log(wave: UUID, *, after: int = 0) -> list[Entry]:
    """The activation log from the entry that follows number `after` on, in order."""
    with connections["box"].cursor() as cursor:
        cursor.execute(f"{_LOG} AND no > %s ORDER BY no", [wave, after])
        return [_entry(wave, row) for row in cursor.fetchall()]


def outlines(wave: UUID) -> list[Outline]:
    """What everybody may see of the activation log, in order: all that the public server can."""
    with connections["box"].cursor() as cursor:
        cursor.execute(_OUTLINES, [wave])
        return [Outline(**_outline(wave, row)) for row in cursor.fetchall()]


def _insert(cursor: CursorWrapper, rights: list[Right], wave: UUID) -> int:
    keys = [right.key for right in rights]
    groups = [right.group_id for right in rights]
    cursor.execute(_ISSUE, [wave, keys, groups, [right.status for right in rights]])
    return int(cursor.rowcount)


def _alter(cursor: CursorWrapper, changes: list[Change], wave: UUID) -> int:
    keys = [each.key for each in changes]
    groups = [each.group_id for each in changes]
    before, after = [each.before for each in changes], [each.after for each in changes]
    cursor.execute(_ALTER, [keys, groups, before, after, wave])
    return int(cursor.rowcount)


def _last(cursor: CursorWrapper, wave: UUID) -> Entry | None:
    cursor.execute(f"{_LOG} ORDER BY no DESC LIMIT 1", [wave])
    row = cursor.fetchone()
    return _entry(wave, row) if row else None


def _note(cursor: CursorWrapper, entry: Entry) -> None:
    cursor.execute(
        _NOTE,
        [
            entry.wave,
            entry.number,
            entry.day,
            entry.previous,
            entry.hash,
            entry.signature,
            entry.blind,
            entry.body,
        ],
    )


def _entry(wave: UUID, row: tuple[Any, ...]) -> Entry:
    *seen, blind, body = row
    return Entry(**_outline(wave, seen), blind=bytes(blind), body=bytes(body))


def _outline(wave: UUID, row: Sequence[Any]) -> dict[str, Any]:
    number, day, previous, digest, signature = row
    return {
        "wave": wave,
        "number": number,
        "day": day.isoformat(),
        "previous": bytes(previous),
        "hash": bytes(digest),
        "signature": bytes(signature),
    }
