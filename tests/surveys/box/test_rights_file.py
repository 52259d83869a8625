from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from surveys.box import rights_file
from surveys.box.rights_file import Rights
from tests.surveys.box import make

BOX = make.box()
KEY = make.WAVE_KEY.public_key()
RIGHTS = Rights(
    wave=make.WAVE,
    manifests=[(BOX.manifest_body, BOX.manifest_signature)],
    standing=BOX.rights,
    log=BOX.log,
    noted=BOX.noted,
)
WRITTEN = rights_file.write(RIGHTS, wave_key=KEY)


def altered(change: Callable[[dict], object]) -> bytes:
    fields = json.loads(WRITTEN)
    change(fields)
    return json.dumps(fields).encode()


def test_what_was_written_can_be_checked_by_whoever_has_the_file_alone() -> None:
    read, key = rights_file.read(WRITTEN)
    assert rights_file.faults(read, wave_key=key) == {}
    assert sorted(read.standing) == sorted(RIGHTS.standing)
    assert rights_file.write(read, wave_key=key) == WRITTEN


def test_a_file_that_somebody_signed_for_himself_is_found_by_the_true_key() -> None:
    stranger = Ed25519PrivateKey.generate().public_key()
    read, _ = rights_file.read(WRITTEN)
    assert rights_file.faults(read, wave_key=stranger)["manifest-forged"] > 0


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("rights-root", lambda f: f["rights"].pop()),
        ("activation-signature", lambda f: f["activations"][0].update(signature="00" * 64)),
        ("activation-short", lambda f: f["activations"].pop()),
        ("manifest-forged", lambda f: f["manifests"][0].update(signature="00" * 64)),
        ("manifest-forged", lambda f: f["manifests"].clear()),
        ("manifest-forged", lambda f: f.update(wave="00000000-0000-0000-0000-000000000001")),
    ],
)
def test_a_changed_file_is_found(code: str, change: Callable[[dict], object]) -> None:
    read, key = rights_file.read(altered(change))
    assert rights_file.faults(read, wave_key=key)[code] > 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        altered(lambda f: f.update(format="spi-rights-2")),
        altered(lambda f: f.update(wave_key="00")),
        altered(lambda f: f["rights"].append("00")),
        altered(lambda f: f["rights"].append(7)),
        altered(lambda f: f["activations"][0].update(number=-1)),
        altered(lambda f: f["activations"][0].update(number="1")),
        altered(lambda f: f["activations"][0].update(changes=["00"])),
        altered(lambda f: f["manifests"][0].update(body="?")),
        altered(lambda f: f.update(noted=3)),
    ],
)
def test_what_is_no_file_of_rights_is_said_so(body: bytes) -> None:
    with pytest.raises(rights_file.FileIsUnreadable):
        rights_file.read(body)


def test_without_a_note_a_log_that_was_cut_off_passes_and_so_the_note_is_needed() -> None:
    cut = replace(
        RIGHTS,
        log=RIGHTS.log[:-1],
        standing=make.after(make.rights_at_issue(), list(RIGHTS.log[:-1])),
    )
    assert rights_file.faults(cut, wave_key=KEY) == {"activation-short": 1}
    assert rights_file.faults(replace(cut, noted=None), wave_key=KEY) == {}
