from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from surveys.box import manifest
from tests.surveys.box import make

KEY = make.WAVE_KEY
PUBLIC = KEY.public_key()
MANIFEST = make.manifest()


def test_what_was_signed_is_read_again() -> None:
    assert manifest.verify(*manifest.sign(MANIFEST, KEY), PUBLIC) == MANIFEST


def test_equal_manifests_are_equal_bytes() -> None:
    texts = dict(reversed(MANIFEST.texts.items()))
    assert manifest.to_bytes(replace(MANIFEST, texts=texts)) == manifest.to_bytes(MANIFEST)


def test_every_changed_byte_is_a_forgery() -> None:
    body, signature = manifest.sign(MANIFEST, KEY)
    for at in range(len(body)):
        changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        with pytest.raises(manifest.ManifestForged, match="not signed"):
            manifest.verify(changed, signature, PUBLIC)


def test_another_key_is_a_forgery() -> None:
    with pytest.raises(manifest.ManifestForged):
        manifest.verify(*manifest.sign(MANIFEST, Ed25519PrivateKey.generate()), PUBLIC)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b'{"wave": 7, "groups": []}'])
def test_what_is_signed_and_no_manifest_is_refused(body: bytes) -> None:
    with pytest.raises(manifest.ManifestForged, match="cannot be read"):
        manifest.verify(body, KEY.sign(b"spi1/manifest|" + body), PUBLIC)


def test_dates_without_a_zone_are_not_signed() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        manifest.sign(replace(MANIFEST, closes_at="2026-10-20T17:00:00"), KEY)


def test_a_wave_that_closes_before_it_opens_is_not_signed() -> None:
    with pytest.raises(ValueError, match="close before it opens"):
        manifest.sign(replace(MANIFEST, closes_at=MANIFEST.opens_at), KEY)


def test_a_group_is_found_by_its_number() -> None:
    assert MANIFEST.group(7).kind == "internal"
    with pytest.raises(KeyError):
        MANIFEST.group(99)


def test_the_digest_of_an_instrument_names_its_text() -> None:
    other = replace(MANIFEST, instruments=MANIFEST.instruments | {"internal": json.dumps({"v": 2})})
    assert MANIFEST.instrument_digest("internal") != other.instrument_digest("internal")
    assert len(MANIFEST.instrument_digest("internal")) == 8
