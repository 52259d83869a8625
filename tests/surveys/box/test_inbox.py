from __future__ import annotations

import json
from datetime import date
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
    assert len(sealed) == 560
    assert inbox.open_sealed(sealed, INBOX) == envelope(kind)


def test_a_candidacy_looks_like_any_wish_and_opens_as_it_was() -> None:
    candidacy = inbox.Candidacy(
        point="k7qf2m9x",
        name="Siti Nurhaliza binti Tarudin",
        phone="+6281200001111",
        email="siti@contoh.id",
        served_on=date(2026, 5, 4),
        consent_on=date(2026, 5, 5),
    )
    sealed = inbox.seal(candidacy, INBOX.public_key())
    assert len(sealed) == inbox.SEALED_LENGTH
    assert inbox.open_sealed(sealed, INBOX) == candidacy


def test_an_envelope_of_the_earlier_length_still_opens() -> None:
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    words = json.dumps(["opt_out", UUID(int=2026).hex, bytes(range(32)).hex()]).encode()
    sealed = suite.encrypt(padding.pad(words, 256), INBOX.public_key(), info=b"spi1/inbox")
    assert inbox.open_sealed(sealed, INBOX) == envelope()


def test_another_registrar_cannot_read_it() -> None:
    sealed = inbox.seal(envelope(), INBOX.public_key())
    with pytest.raises(inbox.EnvelopeIsUnreadable):
        inbox.open_sealed(sealed, X25519PrivateKey.generate())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1, 2, 3]",
        b'["bribe", "", ""]',
        b'["opt_out", "7", ""]',
        b'["candidacy", "x"]',
        b'["candidacy", 1, "", "", "", "2026-05-04", "2026-05-04"]',
        b'["candidacy", "x", "", "", "", "04-05-2026", "2026-05-04"]',
    ],
)
def test_what_is_no_envelope_of_ours_is_refused(content: bytes) -> None:
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    sealed = suite.encrypt(padding.pad(content, 512), INBOX.public_key(), info=b"spi1/inbox")
    with pytest.raises(inbox.EnvelopeIsUnreadable):
        inbox.open_sealed(sealed, INBOX)
