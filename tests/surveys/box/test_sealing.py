from __future__ import annotations

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import strategies as some

from surveys.box import padding, sealing

WAVE = UUID(int=2026)
BOX = X25519PrivateKey.from_private_bytes(bytes(range(32)))
LINK = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
RIGHT = LINK.public_key().public_bytes_raw()
SHEET = sealing.Sheet(instrument=b"digest..", answers=bytes([0, 3, 255, 1]))


def sealed(sheet: sealing.Sheet = SHEET, *, group: int = 7) -> bytes:
    return sealing.seal(sheet, wave=WAVE, group=group, key=BOX.public_key())


@given(some.binary(max_size=246))
def test_every_sheet_has_one_length_and_opens_as_it_was(answers: bytes) -> None:
    sheet = sealing.Sheet(instrument=b"digest..", answers=answers)
    assert len(sealed(sheet)) == 304
    assert sealing.open_sealed(sealed(sheet), wave=WAVE, group=7, key=BOX) == sheet


def test_a_sheet_of_more_than_246_items_is_refused() -> None:
    with pytest.raises(padding.DoesNotFit):
        sealed(sealing.Sheet(instrument=b"digest..", answers=bytes(247)))


def test_a_digest_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="8 bytes"):
        sealed(sealing.Sheet(instrument=b"digest", answers=b""))


def test_the_same_answers_never_look_the_same() -> None:
    assert sealed() != sealed()


def test_another_key_does_not_open() -> None:
    with pytest.raises(sealing.SheetDoesNotOpen):
        sealing.open_sealed(sealed(), wave=WAVE, group=7, key=X25519PrivateKey.generate())


def test_a_sheet_cannot_be_moved_to_another_group() -> None:
    with pytest.raises(sealing.SheetDoesNotOpen):
        sealing.open_sealed(sealed(), wave=WAVE, group=8, key=BOX)


def test_a_sheet_cannot_be_moved_to_another_wave() -> None:
    with pytest.raises(sealing.SheetDoesNotOpen):
        sealing.open_sealed(sealed(), wave=UUID(int=2027), group=7, key=BOX)


@pytest.mark.parametrize("at", range(0, 304, 19))
def test_one_changed_byte_does_not_open(at: int) -> None:
    changed = bytearray(sealed())
    changed[at] ^= 1
    with pytest.raises(sealing.SheetDoesNotOpen):
        sealing.open_sealed(bytes(changed), wave=WAVE, group=7, key=BOX)


@pytest.mark.parametrize(
    "plain", [b"", bytes(256), b"\x02digest..\x80", b"\x01dig\x80".ljust(256, b"\0")]
)
def test_what_opens_and_is_no_sheet_is_malformed(plain: bytes) -> None:
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    info = b"spi1|" + WAVE.bytes + b"|" + (7).to_bytes(8)
    with pytest.raises(sealing.SheetIsMalformed):
        sealing.open_sealed(
            suite.encrypt(plain, BOX.public_key(), info=info), wave=WAVE, group=7, key=BOX
        )


def test_a_signature_holds_for_its_sheet() -> None:
    sheet = sealed()
    signature = sealing.sign(LINK, wave=WAVE, group=7, sealed=sheet)
    assert len(signature) == 64
    assert sealing.verify(RIGHT, signature, wave=WAVE, group=7, sealed=sheet)


@pytest.mark.parametrize(
    "changed",
    [{"wave": UUID(int=1)}, {"group": 8}, {"sealed": bytes(304)}],
    ids=["wave", "group", "sheet"],
)
def test_a_signature_holds_for_nothing_else(changed: dict[str, object]) -> None:
    signed = {"wave": WAVE, "group": 7, "sealed": sealed()}
    signature = sealing.sign(LINK, **signed)
    assert not sealing.verify(RIGHT, signature, **(signed | changed))


def test_a_right_that_is_no_key_verifies_nothing() -> None:
    assert not sealing.verify(b"short", bytes(64), wave=WAVE, group=7, sealed=sealed())
