"""What lies over a batch between its printer and its taker: a key pair for this batch alone.

`staff` makes the pair, keeps the private half in its folder of keys, and signs the public one, so
that nobody who writes into the database can have letters sealed to a key of their own. Once the
batch is taken the private half is destroyed: no backup of the database opens after that.
"""

from __future__ import annotations

import time
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from spi_portal import keyring

KIND = "letters"
YOUNG = 60 * 10**9  # nanoseconds in which an order, begun beside this one, is written down
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_DOMAIN = b"spi1/letters|"


class OrderIsForged(Exception):
    """The order was not signed by process `staff`."""


class CannotBeOpened(Exception):
    """The key of this batch is gone, or the content is not what was sealed to it."""


def new_lock(batch: UUID, wave: UUID) -> tuple[bytes, bytes]:
    """The public half for a batch, and the signature of the order. The other half stays here."""
    pair = X25519PrivateKey.generate()
    keyring.keep(KIND, pair.private_bytes_raw(), str(batch))
    lock = pair.public_key().public_bytes_raw()
    key = Ed25519PrivateKey.from_private_bytes(keyring.load("wave"))
    return lock, key.sign(_order(batch, wave, lock))


def verified(lock: bytes, signature: bytes, *, batch: UUID, wave: UUID) -> X25519PublicKey:
    """Raises OrderIsForged."""
    try:
        key = Ed25519PublicKey.from_public_bytes(keyring.load("wave-public"))
        key.verify(signature, _order(batch, wave, lock))
        return X25519PublicKey.from_public_bytes(lock)
    except (InvalidSignature, ValueError) as fault:
        raise OrderIsForged(f"the order of batch {batch}") from fault


def seal(paper: bytes, key: X25519PublicKey, *, batch: UUID) -> bytes:
    sealed: bytes = _HPKE.encrypt(paper, key, info=_DOMAIN + batch.bytes)
    return sealed


def unseal(sealed: bytes, *, batch: UUID) -> bytes:
    """Raises CannotBeOpened."""
    try:
        key = X25519PrivateKey.from_private_bytes(keyring.load(KIND, str(batch)))
        paper: bytes = _HPKE.decrypt(sealed, key, info=_DOMAIN + batch.bytes)
    except (keyring.KeyIsMissing, InvalidTag, ValueError) as fault:
        raise CannotBeOpened(str(batch)) from fault
    return paper


def forget(batch: UUID) -> None:
    """From now on the content of this batch opens nowhere, not from a backup either.

    In a process that holds no such key nothing happens.
    """
    if KIND in keyring.kinds():
        keyring.destroy(KIND, str(batch))


def forget_all_but(batches: frozenset[UUID]) -> None:
    """Keys whose batch was given up meanwhile, by another process or by a rolled-back order."""
    kept = {str(batch) for batch in batches}
    for name in set(keyring.names(KIND)) - kept:
        made_at = keyring.made_at(KIND, name)
        if made_at is not None and time.time_ns() - made_at >= YOUNG:
            keyring.destroy(KIND, name)


def _order(batch: UUID, wave: UUID, lock: bytes) -> bytes:
    return _DOMAIN + wave.bytes + batch.bytes + lock
