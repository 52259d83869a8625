"""Reading the box of a wave for its count."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from surveys.box import batches, rights
from surveys.box.verifying import Ballot, Contents
from surveys.box.verifying_rights import Noted

_MANIFESTS = """SELECT body, signature, opens_at, closes_at, statement_timestamp()
    FROM box_manifest WHERE wave = %s ORDER BY version DESC"""
_BALLOTS = "SELECT pk, group_id, suite, sealed, sig FROM box_ballot WHERE wave = %s"
_PENDING = "SELECT r FROM box_receipt_pending WHERE wave = %s"
_GONE = "SELECT r, why FROM box_receipt_gone WHERE wave = %s"
_RECEIPTS = "SELECT r, batch_no FROM box_receipt WHERE wave = %s"


class WaveIsUnknown(Exception):
    """The box holds no manifest of this wave."""


def read(wave: UUID, *, noted: Noted) -> Contents:
    """Everything that lies in the box for `wave`, beside what was noted of its log elsewhere.

    Raises WaveIsUnknown.

    The nightly shuffle waits until it is read. Should a sheet arrive in between, the parts do
    not fit together and the count refuses: read again.
    """
    with transaction.atomic(using="box"), connections["box"].cursor() as cursor:
        cursor.execute("LOCK TABLE box_ballot IN ACCESS SHARE MODE")
        manifests = _rows(cursor, _MANIFESTS, wave)
        if not manifests:
            raise WaveIsUnknown(wave)
        return _contents(cursor, wave, manifests, noted)


def _contents(
    cursor: CursorWrapper, wave: UUID, manifests: list[tuple[Any, ...]], noted: Noted
) -> Contents:
    (body, signature, opens_at, closes_at, now), *earlier = manifests
    return Contents(
        wave=wave,
        manifest_body=bytes(body),
        manifest_signature=bytes(signature),
        opens_at=opens_at,
        closes_at=closes_at,
        read_at=now,
        earlier=[(bytes(each[0]), bytes(each[1])) for each in earlier],
        rights=rights.standing(wave),
        log=rights.log(wave),
        noted=noted,
        ballots=[
            Ballot(key=bytes(k), group_id=group, suite=suite, sealed=bytes(s), signature=bytes(sig))
            for k, group, suite, s, sig in _rows(cursor, _BALLOTS, wave)
        ],
        pending=[bytes(r) for (r,) in _rows(cursor, _PENDING, wave)],
        gone=[(bytes(r), w) for r, w in _rows(cursor, _GONE, wave)],
        batches=batches.chain(wave),
        receipts=[(bytes(r), no) for r, no in _rows(cursor, _RECEIPTS, wave)],
    )


def _rows(cursor: CursorWrapper, sql: str, wave: UUID) -> list[tuple[Any, ...]]:
    cursor.execute(sql, [wave])
    return list(cursor.fetchall())
