from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from surveys.box import inbox, padding

INBOX = X25519PrivateKey.from_private_bytes(bytes(range(32)))


def envelope(kind: Any = "opt_out") -> inbox.Envelope:
    return inbox.Envelope(kind=kind, wave=UUID(int=2026), right=bytes(range(32)))


@pytest.mark.parametrize("kind", inbox.KINDS)
def test_every_envelope_has_one_length_and_opens_as_it_was(kind: inbox.Kind) -> None:
    sealed = inbox.seal(envelope(kind), INBOX.public_key())
    assert len(sealed) == 304
    assert inbox.open_sealed(sealed, INBOX) == envelope(kind)


def test_another_registrar_cannot_read_it() -> None:
    sealed = inbox.seal(envelope(), INBOX.public_key())
    with pytest.raises(inbox.EnvelopeIsUnreadable):
        inbox.open_sealed(sealed, X25519PrivateKey.generate())


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1, 2, 3]", b'["bribe", "", ""]', b'["opt_out", "7", ""]']
)
def test_what_is_no_envelope_of_ours_is_refused(content: bytes) -> None:
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    sealed = suite.encrypt(padding.pad(content, 256), INBOX.public_key(), info=b"spi1/inbox")
    with pytest.raises(inbox.EnvelopeIsUnreadable):
        inbox.open_sealed(sealed, INBOX)
