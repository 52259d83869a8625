"""Contacts at rest: sealed with AES-256-GCM, found again by a keyed hash.

A stolen database or backup without the key file shows names and offices, no way to reach or
to number anybody. Each value is bound to its row and column, so that two cannot be swapped.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from spi_portal import keyring

NONCE = 12
INDEX = 16  # bytes: 2^64 people before two are mixed up by chance


def seal_text(text: str, *, column: str, row: UUID) -> bytes:
    """Nonce and ciphertext; b'' for an empty text, which tells only that there is none."""
    if not text:
        return b""
    nonce = os.urandom(NONCE)
    return nonce + _cipher().encrypt(nonce, text.encode(), _place(column, row))


def open_text(sealed: bytes | memoryview, *, column: str, row: UUID) -> str:
    """Raises cryptography.exceptions.InvalidTag for a value from another row or column."""
    if not sealed:
        return ""
    data = bytes(sealed)
    return _cipher().decrypt(data[:NONCE], data[NONCE:], _place(column, row)).decode()


def blind_index(text: str, *, column: str) -> bytes | None:
    """Equal texts give equal bytes, and nobody without the key can compute them."""
    if not text:
        return None
    return hmac.digest(_key(f"index/{column}"), text.encode(), hashlib.sha256)[:INDEX]


def stop_mark(text: str, *, column: str) -> bytes | None:
    """As `blind_index`, under a key of its own: it outlives the person and their contacts."""
    if not text:
        return None
    return hmac.digest(_key(column, kind="stop"), text.encode(), hashlib.sha256)[:INDEX]


@lru_cache(maxsize=1)
def _cipher() -> AESGCM:
    return AESGCM(_key("seal"))


@lru_cache(maxsize=8)
def _key(purpose: str, *, kind: str = "contacts") -> bytes:
    material = keyring.load(kind)
    return HKDF(SHA256(), 32, salt=None, info=f"spi1/{kind}/{purpose}".encode()).derive(material)


def _place(column: str, row: UUID) -> bytes:
    return f"person|{column}|{row}".encode()
