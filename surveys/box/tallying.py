"""The count: verify everything, drop every key, shuffle, and only then open.

Pure: rows in, sheets out. A counted sheet has a group and answers, and nothing else; in which
order sheets were opened has nothing to do with the order in which they lay.
Source: the order of steps is that of docs/privacy.md, "How the box is counted".
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from surveys.box import sealing, side_by_side, verifying
from surveys.box.issued import OPEN
from surveys.box.manifest import Manifest
from surveys.box.verifying import Ballot, Contents

# Given the kind and the packed answers (one byte an item, 255: none): the answers to be counted,
# or None when no path through the questionnaire leads to them.
ReadAnswers = Callable[[str, bytes], list[int] | None]


class Invalid(StrEnum):
    """Why a sheet that was rightly cast is not counted."""

    DOES_NOT_OPEN = "does-not-open"
    MALFORMED = "malformed"
    OTHER_INSTRUMENT = "other-instrument"
    OFF_THE_PATH = "off-the-path"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedSheet:
    group_id: int
    kind: str
    answers: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Raises ValueError unless received = counted + superseded + withdrawn + void + invalid."""

    received: int  # receipts in the batches
    counted: int
    superseded: int  # replaced by a later sheet
    withdrawn: int
    void: int  # the right was revoked, or replaced by a new link
    invalid: int

    def __post_init__(self) -> None:
        accounted = self.counted + self.superseded + self.withdrawn + self.void + self.invalid
        if self.received != accounted:
            raise ValueError(f"{self.received} were received, {accounted} are accounted for")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    sheets: list[CountedSheet]
    totals: Totals
    invalid: Counter[Invalid]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Blob:
    """All that is left of a sheet once its key, signature and tag were dropped."""

    group_id: int
    sealed: bytes


def count(
    contents: Contents,
    *,
    wave_key: Ed25519PublicKey,
    batch_key: Ed25519PublicKey,
    box_key: X25519PrivateKey,
    read: ReadAnswers,
) -> Count:
    """Count the box. Raises verifying.BoxIsInconsistent before anything is opened."""
    manifest = verifying.verify(contents, wave_key=wave_key, batch_key=batch_key, box_key=box_key)
    blobs = _without_keys(contents)
    secrets.SystemRandom().shuffle(blobs)
    opened = side_by_side.each(lambda blob: _open(blob, manifest, box_key, read), blobs)
    sheets = [sheet for sheet in opened if isinstance(sheet, CountedSheet)]
    invalid = Counter(reason for reason in opened if isinstance(reason, Invalid))
    totals = _totals(contents, opened=len(blobs), invalid=invalid.total())
    return Count(sheets=sheets, totals=totals, invalid=invalid)


def _without_keys(contents: Contents) -> list[_Blob]:
    may_count = {right.key for right in contents.rights if right.status == OPEN}
    return [_blob(ballot) for ballot in contents.ballots if ballot.key in may_count]


def _blob(ballot: Ballot) -> _Blob:
    return _Blob(group_id=ballot.group_id, sealed=ballot.sealed)


def _open(
    blob: _Blob, manifest: Manifest, key: X25519PrivateKey, read: ReadAnswers
) -> CountedSheet | Invalid:
    try:
        sheet = sealing.open_sealed(blob.sealed, wave=manifest.wave, group=blob.group_id, key=key)
    except sealing.SheetDoesNotOpen:
        return Invalid.DOES_NOT_OPEN
    except sealing.SheetIsMalformed:
        return Invalid.MALFORMED
    kind = manifest.group(blob.group_id).kind
    if sheet.instrument not in manifest.instrument_digests(kind):
        return Invalid.OTHER_INSTRUMENT
    answers = read(kind, sheet.answers)
    if answers is None:
        return Invalid.OFF_THE_PATH
    return CountedSheet(group_id=blob.group_id, kind=kind, answers=answers)


def _totals(contents: Contents, *, opened: int, invalid: int) -> Totals:
    reasons = Counter(why for _, why in contents.gone)
    return Totals(
        received=sum(batch.size for batch in contents.batches),
        counted=opened - invalid,
        superseded=reasons["superseded"],
        withdrawn=reasons["withdrawn"],
        void=len(contents.ballots) - opened,
        invalid=invalid,
    )
