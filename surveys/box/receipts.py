"""Receipts (bukti): proof that a sheet was received, and nothing about what is in it.

A receipt is the first 80 bits of SHA-256 over the sealed sheet. Receipts are published in
batches: sorted, so that their order tells nothing; each batch signed, and chained to the one
before, so that none can be changed or left out afterwards.
Source: the root is that of RFC 6962, section 2.1, over the sorted receipts.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from surveys.box import crockford, merkle

LENGTH = 10
_CHARACTERS = 16
_BITS = 8 * LENGTH
START_OF_CHAIN = bytes(32)


class Fault(StrEnum):
    """What can be wrong with a chain of batches."""

    NUMBER = "batch-number"  # one is missing, doubled, or of another wave
    SIZE = "batch-size"
    ORDER = "batch-order"  # not sorted, or a receipt twice
    ROOT = "batch-root"
    CHAIN = "batch-chain"
    HASH = "batch-hash"
    SIGNATURE = "batch-signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    wave: UUID
    number: int  # from 1
    size: int
    root: bytes
    previous: bytes  # hash of the batch before; zeros for the first
    hash: bytes
    signature: bytes
    body: bytes  # the receipts, sorted, one after another

    @property
    def receipts(self) -> list[bytes]:
        return [self.body[at : at + LENGTH] for at in range(0, len(self.body), LENGTH)]


def receipt(sealed: bytes) -> bytes:
    return hashlib.sha256(sealed).digest()[:LENGTH]


def show(receipt: bytes) -> str:
    """`7KQM-2XFD-9RTV-HC4P`."""
    return crockford.group(crockford.write(int.from_bytes(receipt), _CHARACTERS))


def read(text: str) -> bytes | None:
    """The receipt that was typed, or None if it is none."""
    number = crockford.read(text, _CHARACTERS)
    return None if number is None else number.to_bytes(LENGTH)


def span(prefix: str) -> tuple[bytes, bytes] | None:
    """The first and the last receipt that could begin with `prefix`; None if none can."""
    length = len(crockford.clean(prefix))
    start = crockford.read(prefix, length)
    if start is None or not 0 < length <= _CHARACTERS:
        return None
    rest = _BITS - crockford.BITS * length
    first = start << rest
    return first.to_bytes(LENGTH), (first + (1 << rest) - 1).to_bytes(LENGTH)


def draw_up(
    wave: UUID, receipts: Iterable[bytes], *, after: Batch | None, key: Ed25519PrivateKey
) -> Batch:
    """The batch that follows `after` (None: the first), signed."""
    ordered = sorted(receipts)
    number = after.number + 1 if after else 1
    previous = after.hash if after else START_OF_CHAIN
    root = merkle.root(ordered)
    digest = _hash(wave, number, len(ordered), root, previous)
    return Batch(
        wave=wave,
        number=number,
        size=len(ordered),
        root=root,
        previous=previous,
        hash=digest,
        signature=key.sign(digest),
        body=b"".join(ordered),
    )


def faults(wave: UUID, batches: Sequence[Batch], key: Ed25519PublicKey) -> list[Fault]:
    """Everything that is wrong with the chain, one entry a fault; none if it holds."""
    found: list[Fault] = []
    previous = START_OF_CHAIN
    for number, batch in enumerate(batches, start=1):
        found += _faults_of(batch, wave, number, previous, key)
        previous = batch.hash
    return found


def _faults_of(
    batch: Batch, wave: UUID, number: int, previous: bytes, key: Ed25519PublicKey
) -> list[Fault]:
    listed = batch.receipts
    digest = _hash(batch.wave, batch.number, batch.size, batch.root, batch.previous)
    checks = {
        Fault.NUMBER: (batch.wave, batch.number) == (wave, number),
        Fault.SIZE: len(batch.body) == LENGTH * batch.size,
        Fault.ORDER: all(one < after for one, after in itertools.pairwise(listed)),
        Fault.ROOT: merkle.root(listed) == batch.root,
        Fault.CHAIN: batch.previous == previous,
        Fault.HASH: digest == batch.hash,
        Fault.SIGNATURE: _is_signed(batch.signature, digest, key),
    }
    return [fault for fault, holds in checks.items() if not holds]


def _is_signed(signature: bytes, digest: bytes, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(signature, digest)
    except InvalidSignature:
        return False
    return True


def _hash(wave: UUID, number: int, size: int, root: bytes, previous: bytes) -> bytes:
    fixed = wave.bytes + number.to_bytes(4) + size.to_bytes(4)
    return hashlib.sha256(b"spi1/batch" + fixed + root + previous).digest()
