"""Sealing an answer sheet for the box, and signing what was sealed.

Sealed with HPKE (RFC 9180), so that the server which seals cannot open; signed with the key
of the personal link (Ed25519), so that nobody can slip in or change a sheet.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from surveys.box import padding

SUITE = 1  # X25519, HKDF-SHA256, AES-256-GCM: stands beside each sheet
PLAIN_LENGTH = 256
SEALED_LENGTH = PLAIN_LENGTH + 48  # encapsulated key 32, tag 16
SIGNATURE_LENGTH = 64
DIGEST_LENGTH = 8
_VERSION = b"\x01"
_HEAD_LENGTH = len(_VERSION) + DIGEST_LENGTH
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class SheetDoesNotOpen(Exception):
    """Sealed to another key, for another wave or group, or changed since."""


class SheetIsMalformed(Exception):
    """It opened, but is no answer sheet of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    instrument: bytes  # first 8 bytes of the questionnaire's SHA-256
    answers: bytes  # one byte an item, 255: no answer


def seal(sheet: Sheet, *, wave: UUID, group: int, key: X25519PublicKey) -> bytes:
    """304 bytes, whatever is in the sheet. Raises padding.DoesNotFit above 246 items."""
    if len(sheet.instrument) != DIGEST_LENGTH:
        raise ValueError(f"{DIGEST_LENGTH} bytes of digest are needed, not {len(sheet.instrument)}")
    plain = padding.pad(_VERSION + sheet.instrument + sheet.answers, PLAIN_LENGTH)
    sealed = _HPKE.encrypt(plain, key, info=_info(wave, group))
    if len(sealed) != SEALED_LENGTH:
        raise AssertionError(f"a sealed sheet has {SEALED_LENGTH} bytes, not {len(sealed)}")
    return sealed


def open_sealed(sealed: bytes, *, wave: UUID, group: int, key: X25519PrivateKey) -> Sheet:
    """Raises SheetDoesNotOpen, or SheetIsMalformed when what opened is no sheet."""
    try:
        plain = _HPKE.decrypt(sealed, key, info=_info(wave, group))
    except InvalidTag as fault:
        raise SheetDoesNotOpen from fault
    try:
        content = padding.unpad(plain)
    except ValueError as fault:
        raise SheetIsMalformed from fault
    if len(plain) != PLAIN_LENGTH or len(content) < _HEAD_LENGTH or content[:1] != _VERSION:
        raise SheetIsMalformed
    return Sheet(instrument=content[1:_HEAD_LENGTH], answers=content[_HEAD_LENGTH:])


def sign(key: Ed25519PrivateKey, *, wave: UUID, group: int, sealed: bytes) -> bytes:
    return key.sign(_signed(wave, group, sealed))


def verify(right: bytes, signature: bytes, *, wave: UUID, group: int, sealed: bytes) -> bool:
    """Whether the holder of `right` signed this sheet for this wave and group."""
    try:
        public = Ed25519PublicKey.from_public_bytes(right)
        public.verify(signature, _signed(wave, group, sealed))
    except (InvalidSignature, ValueError):
        return False
    return True


def _info(wave: UUID, group: int) -> bytes:
    return b"spi1|" + wave.bytes + b"|" + group.to_bytes(8)


def _signed(wave: UUID, group: int, sealed: bytes) -> bytes:
    return b"spi1/ballot" + wave.bytes + group.to_bytes(8) + hashlib.sha256(sealed).digest()
