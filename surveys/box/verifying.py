"""Checks on what lies in the box, before anything is opened. Each fault has its own code.

Pure: rows in, faults out, so that every kind of tampering can be tried in a test.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from surveys.box import activations, receipts, sealing, side_by_side, verifying_rights
from surveys.box import manifest as manifests
from surveys.box.activations import Entry
from surveys.box.issued import INACTIVE, Right
from surveys.box.manifest import Manifest, ManifestForged
from surveys.box.receipts import Batch
from surveys.box.verifying_rights import Noted


class Fault(StrEnum):
    """Why a box is not counted.

    Those of the chain of batches are receipts.Fault; those of rights and of their log
    verifying_rights.Fault and activations.Fault.
    """

    MANIFEST_FORGED = "manifest-forged"
    MANIFEST_VERSION = "manifest-version"  # an earlier one is missing, or there twice
    MANIFEST_CHANGED = "manifest-changed"  # a later one exchanges what stays once a wave is open
    MANIFEST_DATES = "manifest-dates"  # the database decided by other dates than were signed
    WAVE_IS_OPEN = "wave-is-open"
    BOX_KEY = "box-key"  # not the private half of the manifest's key
    RECEIPT_PENDING = "receipt-pending"  # in no batch yet: the last batch is still to come
    RECEIPT_DOUBLED = "receipt-doubled"  # in two batches
    RECEIPT_INDEX = "receipt-index"  # what people look up is not what was signed
    SHEET_WITHOUT_RIGHT = "sheet-without-right"
    SHEET_RIGHT_INACTIVE = "sheet-right-inactive"  # of a reserve that was never called up
    SHEET_RIGHT_USED_TWICE = "sheet-right-used-twice"
    SHEET_GROUP = "sheet-group"  # not the group of its right
    SHEET_SUITE = "sheet-suite"
    SHEET_SIGNATURE = "sheet-signature"
    SHEET_DOUBLED = "sheet-doubled"  # the same sealed sheet under two rights
    SHEET_WITHOUT_RECEIPT = "sheet-without-receipt"
    SHEET_GONE = "sheet-gone"  # noted as replaced or withdrawn, and yet here
    RECEIPT_WITHOUT_SHEET = "receipt-without-sheet"  # acknowledged, and not here
    GONE_WITHOUT_RECEIPT = "gone-without-receipt"
    GONE_DOUBLED = "gone-doubled"
    GONE_REASON = "gone-reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    key: bytes
    group_id: int
    suite: int
    sealed: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The box of one wave, as it was read."""

    wave: UUID
    manifest_body: bytes
    manifest_signature: bytes
    opens_at: datetime  # by which the database decided
    closes_at: datetime
    read_at: datetime  # database time
    rights: Sequence[Right]
    ballots: Sequence[Ballot]
    batches: Sequence[Batch]
    receipts: Sequence[tuple[bytes, int]]  # as people can look them up: receipt, batch
    pending: Sequence[bytes]
    gone: Sequence[tuple[bytes, str]]  # receipt, why
    earlier: Sequence[tuple[bytes, bytes]] = ()  # earlier versions of the manifest, signature
    log: Sequence[Entry] = ()  # what became of rights after they were issued
    noted: Noted | None = None  # the log's last entry, as the registrar wrote it down elsewhere


class BoxIsInconsistent(Exception):
    """What is in the box does not fit together; nothing was opened."""

    def __init__(self, faults: Counter[str]) -> None:
        super().__init__(", ".join(f"{code}: {faults[code]}" for code in sorted(faults)))
        self.faults = faults


def verify(
    contents: Contents,
    *,
    wave_key: Ed25519PublicKey,
    batch_key: Ed25519PublicKey,
    box_key: X25519PrivateKey,
) -> Manifest:
    """The manifest, if all of the box holds. Raises BoxIsInconsistent with every fault found."""
    manifest = _manifest(contents, wave_key)
    faults = Counter(
        str(fault)
        for found in (
            _faults_of_the_wave(contents, manifest, box_key),
            _faults_of_announcements(contents, manifest, wave_key),
            _faults_of_rights(contents, manifest),
            receipts.faults(contents.wave, contents.batches, batch_key),
            _faults_of_receipts(contents),
            _faults_of_sheets(contents),
            _faults_of_the_sum(contents),
        )
        for fault in found
    )
    if faults:
        raise BoxIsInconsistent(faults)
    return manifest


def _manifest(contents: Contents, key: Ed25519PublicKey) -> Manifest:
    try:
        manifest = manifests.verify(contents.manifest_body, contents.manifest_signature, key)
    except ManifestForged as forged:
        raise BoxIsInconsistent(Counter([str(Fault.MANIFEST_FORGED)])) from forged
    if manifest.wave != contents.wave:
        raise BoxIsInconsistent(Counter([str(Fault.MANIFEST_FORGED)]))
    return manifest


def _faults_of_the_wave(
    contents: Contents, manifest: Manifest, box_key: X25519PrivateKey
) -> Iterator[Fault]:
    if (contents.opens_at, contents.closes_at) != (manifest.opens, manifest.closes):
        yield Fault.MANIFEST_DATES
    if contents.read_at < manifest.closes:
        yield Fault.WAVE_IS_OPEN
    if box_key.public_key().public_bytes_raw().hex() != manifest.box_public_key:
        yield Fault.BOX_KEY


def _faults_of_announcements(
    contents: Contents, manifest: Manifest, key: Ed25519PublicKey
) -> Iterator[str]:
    """Of the versions before the one in force."""
    versions = {manifest.version}
    for body, signature in contents.earlier:
        try:
            earlier = manifests.verify(body, signature, key)
        except ManifestForged:
            yield Fault.MANIFEST_FORGED
            return
        versions.add(earlier.version)
        yield from verifying_rights.faults_between(earlier, manifest)
        if manifests.was_changed(earlier, manifest):
            yield Fault.MANIFEST_CHANGED
    if versions != set(range(1, len(contents.earlier) + 2)):
        yield Fault.MANIFEST_VERSION


def _faults_of_rights(contents: Contents, manifest: Manifest) -> Iterator[str]:
    yield from verifying_rights.faults(
        manifest, rights=contents.rights, log=contents.log, noted=contents.noted
    )


def _faults_of_receipts(contents: Contents) -> Iterator[Fault]:
    signed = [(each, batch.number) for batch in contents.batches for each in batch.receipts]
    yield from _doubled((each for each, _ in signed), Fault.RECEIPT_DOUBLED)
    yield from (Fault.RECEIPT_PENDING for _ in contents.pending)
    yield from (Fault.RECEIPT_INDEX for _ in set(signed) ^ set(contents.receipts))


def _faults_of_sheets(contents: Contents) -> Iterator[Fault]:
    rights = {right.key: right for right in contents.rights}
    never_open = activations.never_open(contents.log)
    digests = (hashlib.sha256(ballot.sealed).digest() for ballot in contents.ballots)
    yield from _doubled(digests, Fault.SHEET_DOUBLED)
    yield from _doubled((ballot.key for ballot in contents.ballots), Fault.SHEET_RIGHT_USED_TWICE)
    for ballot in contents.ballots:
        right = rights.get(ballot.key)
        if right is None:
            yield Fault.SHEET_WITHOUT_RIGHT
        else:
            yield from _faults_of_sheet(ballot, right)
            if right.status == INACTIVE or right.key in never_open:
                yield Fault.SHEET_RIGHT_INACTIVE
    yield from _faults_of_signatures(contents, rights)


def _faults_of_signatures(contents: Contents, rights: Mapping[bytes, Right]) -> Iterator[Fault]:
    """By itself, because it takes longest: a tenth of a millisecond a sheet."""
    with_right = [ballot for ballot in contents.ballots if ballot.key in rights]

    def is_signed(ballot: Ballot) -> bool:
        group = rights[ballot.key].group_id
        return sealing.verify(
            ballot.key, ballot.signature, wave=contents.wave, group=group, sealed=ballot.sealed
        )

    signed = side_by_side.each(is_signed, with_right)
    yield from (Fault.SHEET_SIGNATURE for good in signed if not good)


def _faults_of_sheet(ballot: Ballot, right: Right) -> Iterator[Fault]:
    if ballot.group_id != right.group_id:
        yield Fault.SHEET_GROUP
    if ballot.suite != sealing.SUITE:
        yield Fault.SHEET_SUITE


def _faults_of_the_sum(contents: Contents) -> Iterator[Fault]:
    """Every receipt has its sheet or a reason for having none, and nothing is here besides."""
    received = {receipt for batch in contents.batches for receipt in batch.receipts}
    received |= set(contents.pending)  # a fault of their own; not one of the sum
    here = {receipts.receipt(ballot.sealed) for ballot in contents.ballots}
    gone = {receipt for receipt, _ in contents.gone}
    yield from (Fault.SHEET_WITHOUT_RECEIPT for _ in here - received)
    yield from (Fault.SHEET_GONE for _ in here & gone)
    yield from (Fault.RECEIPT_WITHOUT_SHEET for _ in received - here - gone)
    yield from (Fault.GONE_WITHOUT_RECEIPT for _ in gone - received)
    yield from _doubled((receipt for receipt, _ in contents.gone), Fault.GONE_DOUBLED)
    yield from (
        Fault.GONE_REASON for _, why in contents.gone if why not in ("superseded", "withdrawn")
    )


def _doubled(values: Iterable[bytes], fault: Fault) -> Iterator[Fault]:
    counts = Counter(values)
    yield from (fault for _ in range(counts.total() - len(counts)))
