"""What is derived from a personal link, and how: nothing here is ever stored.

The registrar derives the secret of a link; everybody who holds the secret derives the rest.
The names that start with "spi1/" keep one purpose apart from another and never change.
Nothing is cached: a cache keyed by link would be a list, in order, of who is answering.
Source: HKDF is RFC 5869, Ed25519 is RFC 8032.
"""

from __future__ import annotations

import hmac
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_LENGTH = 16
KEY_LENGTH = 32
DRAFT_ID_LENGTH = 16
TAG_LENGTH = 16


def registrar_secret(k_reg: bytes, wave: UUID, invitation: UUID, version: int) -> bytes:
    """The 16 secret bytes of a link; a re-issued invitation has a higher `version`."""
    info = b"spi1/secret|" + invitation.bytes + b"|" + str(version).encode()
    return _derive(_of_length(k_reg, KEY_LENGTH), wave, info, SECRET_LENGTH)


def signing_key(secret: bytes, wave: UUID) -> Ed25519PrivateKey:
    """Signs the answer sheet of this link."""
    seed = _derive(_of_length(secret, SECRET_LENGTH), wave, b"spi1/sign", KEY_LENGTH)
    return Ed25519PrivateKey.from_private_bytes(seed)


def right(secret: bytes, wave: UUID) -> bytes:
    """The ballot right: the public half of `signing_key`, 32 bytes."""
    return signing_key(secret, wave).public_key().public_bytes_raw()


def draft_id(secret: bytes, wave: UUID) -> bytes:
    """Where the unfinished sheet of this link lies; 16 bytes, unrelated to its right."""
    return _derive(_of_length(secret, SECRET_LENGTH), wave, b"spi1/draft-id", DRAFT_ID_LENGTH)


def draft_key(secret: bytes, wave: UUID, day_key: bytes) -> bytes:
    """Locks the draft. The registrar alone lacks `day_key`, the public server alone the secret."""
    both = _of_length(secret, SECRET_LENGTH) + _of_length(day_key, KEY_LENGTH)
    return _derive(both, wave, b"spi1/draft-key", KEY_LENGTH)


def submit_tag(secret: bytes, wave: UUID, nonce: bytes) -> bytes:
    """Marks one press of the button, so that its repeat is known; says nothing of the answers."""
    key = _derive(_of_length(secret, SECRET_LENGTH), wave, b"spi1/tag", KEY_LENGTH)
    return hmac.digest(key, nonce, "sha256")[:TAG_LENGTH]


def _derive(material: bytes, wave: UUID, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=wave.bytes, info=info).derive(material)


def _of_length(material: bytes, length: int) -> bytes:
    if len(material) != length:
        raise ValueError(f"{length} bytes are needed, not {len(material)}")
    return material
