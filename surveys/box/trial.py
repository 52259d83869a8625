"""The trial sheet of a rehearsal: found in the box, and opened as the count would open it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connections

from surveys.box import manifest as manifests
from surveys.box import sealing
from surveys.box.manifest import Manifest

# One right was issued, so there is one sheet at most, however often it was sent.
_SHEET = """SELECT body, signature, b.pk, b.group_id, b.sealed, b.sig FROM box_ballot AS b
    JOIN box_right USING (pk, wave, group_id)
    JOIN box_manifest ON box_manifest.wave = b.wave
    WHERE b.wave = %s AND box_right.status = 'o'
    ORDER BY box_manifest.version DESC LIMIT 1"""


class TrialHasNotArrived(Exception):
    """Nobody has sent the trial sheet yet."""


class TrialDoesNotOpen(Exception):
    """The sheet is there, and is not what was sent, or is sealed to another key."""


def has_arrived(wave: UUID) -> bool:
    return _row(wave) is not None


def open_sheet(
    wave: UUID, *, wave_key: Ed25519PublicKey, box_key: X25519PrivateKey
) -> sealing.Sheet:
    """The trial sheet, verified and opened.

    Raises TrialHasNotArrived, TrialDoesNotOpen, or manifest.ManifestForged.
    """
    row = _row(wave)
    if row is None:
        raise TrialHasNotArrived
    body, signature, right, group, sealed, sig = row
    announced = manifests.verify(bytes(body), bytes(signature), wave_key)
    if not announced.is_rehearsal:
        raise TrialDoesNotOpen("this is the sheet of a survey, and no trial")
    blob = bytes(sealed)
    if not sealing.verify(bytes(right), bytes(sig), wave=wave, group=group, sealed=blob):
        raise TrialDoesNotOpen("the signature of the trial sheet is not of its link")
    try:
        sheet = sealing.open_sealed(blob, wave=wave, group=group, key=box_key)
    except (sealing.SheetDoesNotOpen, sealing.SheetIsMalformed) as fault:
        raise TrialDoesNotOpen("the key does not open the trial sheet") from fault
    _must_be_of(announced, group, sheet)
    return sheet


def _must_be_of(announced: Manifest, group: int, sheet: sealing.Sheet) -> None:
    kind = announced.group(group).kind
    if sheet.instrument not in announced.instrument_digests(kind):
        raise TrialDoesNotOpen("the sheet answers another questionnaire")


def _row(wave: UUID) -> tuple[Any, ...] | None:
    with connections["box"].cursor() as cursor:
        cursor.execute(_SHEET, [wave])
        return cursor.fetchone()  # type: ignore[no-any-return]
