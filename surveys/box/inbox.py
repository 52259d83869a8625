"""What people tell the registry from a public page, in an envelope only it can open."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from surveys.box import padding

Kind = Literal["opt_out", "not_me", "delete_number"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CANDIDACY = "candidacy"
PLAIN_LENGTH = 512
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidacy:
    """Somebody puts themselves forward at a service point."""

    point: str
    name: str
    phone: str  # '' or as typed, as is the address
    email: str
    served_on: date
    consent_on: date


def seal(envelope: Envelope | Candidacy, key: X25519PublicKey) -> bytes:
    """560 bytes, whatever it says: a wish to be left out looks like any other.

    Raises padding.DoesNotFit for names in long scripts; wishes always fit.
    """
    text = json.dumps(_words(envelope), ensure_ascii=False, separators=(",", ":"))
    sealed = _HPKE.encrypt(padding.pad(text.encode(), PLAIN_LENGTH), key, info=_INFO)
    if len(sealed) != SEALED_LENGTH:
        raise AssertionError(f"an envelope has {SEALED_LENGTH} bytes, not {len(sealed)}")
    return sealed


def open_sealed(sealed: bytes, key: X25519PrivateKey) -> Envelope | Candidacy:
    """Raises EnvelopeIsUnreadable."""
    try:
        kind, *words = json.loads(padding.unpad(_HPKE.decrypt(sealed, key, info=_INFO)))
        return _candidacy(*words) if kind == CANDIDACY else _envelope(kind, *words)
    except (InvalidTag, ValueError, TypeError, AttributeError) as fault:
        raise EnvelopeIsUnreadable from fault


def _words(envelope: Envelope | Candidacy) -> list[str]:
    if isinstance(envelope, Envelope):
        return [envelope.kind, envelope.wave.hex, envelope.right.hex()]
    return [
        CANDIDACY,
        envelope.point,
        envelope.name,
        envelope.phone,
        envelope.email,
        envelope.served_on.isoformat(),
        envelope.consent_on.isoformat(),
    ]


def _envelope(kind: Any, wave: str, right: str) -> Envelope:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {KINDS}")
    return Envelope(kind=kind, wave=UUID(wave), right=bytes.fromhex(right))


def _candidacy(*words: str) -> Candidacy:
    point, name, phone, email, served_on, consent_on = words
    if not all(isinstance(word, str) for word in words):
        raise TypeError("a candidacy is made of texts")
    return Candidacy(
        point=point,
        name=name,
        phone=phone,
        email=email,
        served_on=date.fromisoformat(served_on),
        consent_on=date.fromisoformat(consent_on),
    )
