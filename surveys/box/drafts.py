"""The unfinished sheet: locked with the link's secret and the public server's key of the day."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from surveys.box import padding

PLAIN_LENGTH = 256
_NONCE_LENGTH = 12
LOCKED_LENGTH = _NONCE_LENGTH + PLAIN_LENGTH + 16


def lock(content: bytes, *, key: bytes, draft_id: bytes, manifest_digest: bytes) -> bytes:
    """284 bytes, whatever the content. Raises padding.DoesNotFit above 255 bytes."""
    nonce = secrets.token_bytes(_NONCE_LENGTH)
    plain = padding.pad(content, PLAIN_LENGTH)
    locked = nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(draft_id, manifest_digest))
    if len(locked) != LOCKED_LENGTH:
        raise AssertionError(f"a draft has {LOCKED_LENGTH} bytes, not {len(locked)}")
    return locked


def unlock(locked: bytes, *, key: bytes, draft_id: bytes, manifest_digest: bytes) -> bytes | None:
    """The content, or None: a draft that does not open (the day's key is gone) counts as none."""
    nonce, sealed = locked[:_NONCE_LENGTH], locked[_NONCE_LENGTH:]
    try:
        plain = AESGCM(key).decrypt(nonce, sealed, _bound_to(draft_id, manifest_digest))
        return padding.unpad(plain)
    except (InvalidTag, ValueError):
        return None


def _bound_to(draft_id: bytes, manifest_digest: bytes) -> bytes:
    return draft_id + b"|" + manifest_digest
