from __future__ import annotations

import hashlib
import hmac
from itertools import combinations
from uuid import UUID

import pytest

from surveys.box import derivations

WAVE = UUID("6f1c7b52-0000-4000-8000-000000002026")
OTHER_WAVE = UUID("6f1c7b52-0000-4000-8000-000000002027")
INVITATION = UUID("9e107d9d-372b-46b8-a1d2-000000000001")
K_REG = bytes(range(32))
SECRET = bytes(range(16))
DAY_KEY = bytes(range(100, 132))


def hkdf_by_the_book(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    extracted = hmac.digest(salt, material, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)[:length]


def test_the_secret_is_hkdf_as_written_down() -> None:
    info = b"spi1/secret|" + INVITATION.bytes + b"|3"
    assert derivations.registrar_secret(K_REG, WAVE, INVITATION, 3) == hkdf_by_the_book(
        K_REG, WAVE.bytes, info, 16
    )


def test_the_draft_key_is_hkdf_over_secret_then_day_key() -> None:
    assert derivations.draft_key(SECRET, WAVE, DAY_KEY) == hkdf_by_the_book(
        SECRET + DAY_KEY, WAVE.bytes, b"spi1/draft-key", 32
    )


def test_the_tag_is_keyed_by_the_link() -> None:
    key = hkdf_by_the_book(SECRET, WAVE.bytes, b"spi1/tag", 32)
    tag = derivations.submit_tag(SECRET, WAVE, b"nonce")
    assert tag == hmac.digest(key, b"nonce", "sha256")[:16]


def test_a_reissued_invitation_has_another_secret() -> None:
    first = derivations.registrar_secret(K_REG, WAVE, INVITATION, 1)
    assert first != derivations.registrar_secret(K_REG, WAVE, INVITATION, 2)


def test_the_same_person_has_another_right_in_another_wave() -> None:
    assert derivations.right(SECRET, WAVE) != derivations.right(SECRET, OTHER_WAVE)


def test_the_right_is_the_public_half_of_the_signing_key() -> None:
    public = derivations.signing_key(SECRET, WAVE).public_key().public_bytes_raw()
    assert derivations.right(SECRET, WAVE) == public


def test_nothing_derived_is_part_of_anything_else_derived() -> None:
    derived = [
        SECRET,
        derivations.right(SECRET, WAVE),
        derivations.signing_key(SECRET, WAVE).private_bytes_raw(),
        derivations.draft_id(SECRET, WAVE),
        derivations.draft_key(SECRET, WAVE, DAY_KEY),
        derivations.submit_tag(SECRET, WAVE, b"nonce"),
    ]
    assert not any(a[:8] in b or b[:8] in a for a, b in combinations(derived, 2))


def test_the_registrar_alone_cannot_derive_a_draft_key() -> None:
    of_another_day = derivations.draft_key(SECRET, WAVE, bytes(32))
    assert derivations.draft_key(SECRET, WAVE, DAY_KEY) != of_another_day


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_secret_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        derivations.right(bytes(length), WAVE)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        derivations.registrar_secret(bytes(31), WAVE, INVITATION, 1)
