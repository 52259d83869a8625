"""The files from which anybody can check a wave: what lies in the box, as docs/verifying.md says.

The first is for everybody. The second says which right has a sheet: it is for an auditor on the
spot, once the registrar's key is destroyed, and must not outlive the box.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connections

from surveys.box import batches, noticeboard, publications, receipts, rights
from surveys.box.activations import Outline
from surveys.box.receipts import Batch
from surveys.box.verifying import Contents

Signed = tuple[bytes, bytes]  # body, signature
File = dict[str, Any]

_STATE = """SELECT
    (SELECT signature FROM box_manifest WHERE wave = %(wave)s ORDER BY version DESC LIMIT 1),
    (SELECT hash FROM box_receipt_batch WHERE wave = %(wave)s ORDER BY no DESC LIMIT 1),
    (SELECT hash FROM box_activation WHERE wave = %(wave)s ORDER BY no DESC LIMIT 1),
    (SELECT signature FROM box_publication WHERE about = %(outcome)s
        ORDER BY version DESC LIMIT 1)"""
State = tuple[bytes, ...]


def state(wave: UUID, slug: str) -> State:
    """The ends of all that is in the public file: another file has others."""
    about = publications.outcome_of(slug)
    with connections["box"].cursor() as cursor:
        cursor.execute(_STATE, {"wave": wave, "outcome": about})
        return tuple(bytes(end or b"") for end in cursor.fetchall()[0])


def public_file(wave: UUID, slug: str, *, wave_key: bytes) -> File:
    """Everything that everybody may see of the wave, read as it stands now."""
    return compose(
        wave,
        slug,
        wave_key=wave_key,
        manifests=noticeboard.versions(wave),
        chain=batches.chain(wave),
        log=rights.outlines(wave),
        outcome=publications.latest(publications.outcome_of(slug)),
    )


def compose(
    wave: UUID,
    slug: str,
    *,
    wave_key: bytes,
    manifests: Iterable[Signed],
    chain: Iterable[Batch],
    log: Iterable[Outline],
    outcome: Signed | None,
) -> File:
    """The same from its parts. Of the log the outlines alone are public."""
    return {
        "format": "spi-receipts-1",
        "wave": str(wave),
        "slug": slug,
        "wave_key": wave_key.hex(),
        "manifests": _manifests(manifests),
        "batches": [_batch(batch) for batch in chain],
        "activations": [_entry(entry) for entry in log],
        "outcome": None if outcome is None else _signed(outcome),
    }


def sheets_file(contents: Contents) -> File:
    """What is needed to check every sheet, and nothing that any key could open."""
    sheets = (
        {
            "right": ballot.key.hex(),
            "group": ballot.group_id,
            "suite": ballot.suite,
            "sealed": hashlib.sha256(ballot.sealed).hexdigest(),
            "signature": ballot.signature.hex(),
        }
        for ballot in contents.ballots
    )
    gone = ({"receipt": receipts.show(each), "why": why} for each, why in sorted(contents.gone))
    return {
        "format": "spi-sheets-1",
        "wave": str(contents.wave),
        "sheets": sorted(sheets, key=lambda sheet: str(sheet["right"])),
        "gone": list(gone),
    }


def to_bytes(file: File) -> bytes:
    """One receipt a line, so that it can be found with any editor."""
    return (json.dumps(file, ensure_ascii=False, indent=1) + "\n").encode()


def _manifests(versions: Iterable[Signed]) -> list[File]:
    return [{"version": json.loads(one[0])["version"], **_signed(one)} for one in versions]


def _signed(signed: Signed) -> dict[str, str]:
    body, signature = signed
    return {"body": b64encode(body).decode(), "signature": signature.hex()}


def _batch(batch: Batch) -> File:
    return {
        "number": batch.number,
        "size": batch.size,
        "root": batch.root.hex(),
        "previous": batch.previous.hex(),
        "hash": batch.hash.hex(),
        "signature": batch.signature.hex(),
        "receipts": _shown(batch.receipts),
    }


def _shown(listed: Sequence[bytes]) -> list[str]:
    return [receipts.show(each) for each in listed]


def _entry(entry: Outline) -> File:
    return {
        "number": entry.number,
        "day": entry.day,
        "previous": entry.previous.hex(),
        "hash": entry.hash.hex(),
        "signature": entry.signature.hex(),
    }
