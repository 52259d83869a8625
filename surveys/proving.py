"""Files from which others can check a wave, written on the spot: docs/verifying.md."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from spi_portal import keyring
from surveys import counting
from surveys.box import periksa, proofs, rights_file
from surveys.box.periksa import Fault
from surveys.box.proofs import File
from surveys.models.waves import Wave


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    file: File  # that which was asked for
    beside: Sequence[File]  # those with which it was checked
    faults: Sequence[Fault]


def of_receipts(wave: Wave, *, receipt: str = "") -> Proof:
    """What everybody may see, checked as everybody would."""
    public = _public(wave)
    faults = periksa.check([public], key=_key().hex(), receipt=receipt)
    return Proof(file=public, beside=(), faults=faults)


def of_sheets(wave: Wave) -> Proof:
    """Which right has a sheet, and that each is signed by its right; nothing is opened.

    Raises counting.RegistrarKeyStillThere: with that key it would tell who answered.
    """
    counting.require_no_registrar_key(wave)
    box = counting.read_box(wave)
    sheets = proofs.sheets_file(box)
    rights = rights_file.gather(wave.pk, noted=box.noted)
    key = Ed25519PublicKey.from_public_bytes(_key())
    beside = (_public(wave), json.loads(rights_file.write(rights, wave_key=key)))
    faults = periksa.check([*beside, sheets], key=_key().hex())
    return Proof(file=sheets, beside=beside, faults=faults)


def write(file: File, path: Path) -> None:
    """For its owner's eyes alone. Raises FileExistsError: an older one is never replaced."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as there:
        there.write(proofs.to_bytes(file))


def _public(wave: Wave) -> File:
    return proofs.public_file(wave.pk, wave.slug, wave_key=_key())


def _key() -> bytes:
    return keyring.load("wave-public")
