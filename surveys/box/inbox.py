"""What a respondent tells the registry from a public page, in an envelope only it can open."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from surveys.box import padding

Kind = Literal["opt_out", "not_me", "delete_number"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PLAIN_LENGTH = 256
SEALED_LENGTH = PLAIN_LENGTH + 48
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_INFO = b"spi1/inbox"


class EnvelopeIsUnreadable(Exception):
    """Not sealed to this registrar's inbox key, or not one of our envelopes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    kind: Kind
    wave: UUID
    right: bytes  # whose link it came from; the registrar alone can tell whom that means


def seal(envelope: Envelope, key: X25519PublicKey) -> bytes:
    """304 bytes, whatever it says: a wish to be left out looks like any other."""
    words = [envelope.kind, envelope.wave.hex, envelope.right.hex()]
    sealed = _HPKE.encrypt(padding.pad(json.dumps(words).encode(), PLAIN_LENGTH), key, info=_INFO)
    if len(sealed) != SEALED_LENGTH:
        raise AssertionError(f"an envelope has {SEALED_LENGTH} bytes, not {len(sealed)}")
    return sealed


def open_sealed(sealed: bytes, key: X25519PrivateKey) -> Envelope:
    """Raises EnvelopeIsUnreadable."""
    try:
        plain = _HPKE.decrypt(sealed, key, info=_INFO)
        kind, wave, right = json.loads(padding.unpad(plain))
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is none of {KINDS}")
        return Envelope(kind=kind, wave=UUID(wave), right=bytes.fromhex(right))
    except (InvalidTag, ValueError, TypeError, AttributeError) as fault:
        raise EnvelopeIsUnreadable from fault
