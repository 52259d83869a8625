"""The rights of a wave in a file: what a verifier needs who has no access to the box.

No key in it tells whose it is. The form stands in docs/verifying.md.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connections

from surveys.box import activations, rights, verifying, verifying_rights
from surveys.box import manifest as manifests
from surveys.box.activations import Entry
from surveys.box.issued import Right
from surveys.box.manifest import Manifest, ManifestForged
from surveys.box.verifying_rights import Noted

FORMAT = "spi-rights-1"
_LEAF = 37
_MANIFESTS = "SELECT body, signature FROM box_manifest WHERE wave = %s ORDER BY version"


class FileIsUnreadable(Exception):
    """Not a file of rights of a form that is known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """All that is public about the rights of a wave."""

    wave: UUID
    manifests: Sequence[tuple[bytes, bytes]]  # body, signature; the highest version last
    standing: Sequence[Right]  # with their status of now
    log: Sequence[Entry]
    noted: Noted | None


def gather(wave: UUID, *, noted: Noted | None) -> Rights:
    """Out of the box."""
    with connections["box"].cursor() as cursor:
        cursor.execute(_MANIFESTS, [wave])
        announced = [(bytes(body), bytes(signature)) for body, signature in cursor.fetchall()]
    return Rights(
        wave=wave,
        manifests=announced,
        standing=rights.standing(wave),
        log=rights.log(wave),
        noted=noted,
    )


def faults(found: Rights, *, wave_key: Ed25519PublicKey) -> Counter[str]:
    """Everything that does not hold, by code; none if all does."""
    return Counter(str(fault) for fault in _faults(found, wave_key))


def _faults(found: Rights, wave_key: Ed25519PublicKey) -> Iterator[str]:
    announced: list[Manifest] = []
    for body, signature in found.manifests:
        try:
            announced.append(manifests.verify(body, signature, wave_key))
        except ManifestForged:
            yield verifying.Fault.MANIFEST_FORGED
    if not announced or any(each.wave != found.wave for each in announced):
        yield verifying.Fault.MANIFEST_FORGED
        return
    last = max(announced, key=lambda each: each.version)
    for earlier in announced:
        yield from verifying_rights.faults_between(earlier, last)
    yield from verifying_rights.faults(
        last, rights=found.standing, log=found.log, noted=found.noted
    )


def write(found: Rights, *, wave_key: Ed25519PublicKey) -> bytes:
    noted = found.noted
    fields = {
        "format": FORMAT,
        "wave": str(found.wave),
        "wave_key": wave_key.public_bytes_raw().hex(),
        "manifests": [
            {
                "version": json.loads(body)["version"],
                "body": base64.b64encode(body).decode(),
                "signature": signature.hex(),
            }
            for body, signature in found.manifests
        ],
        "rights": sorted(right.leaf.hex() for right in found.standing),
        "activations": [_entry_written(entry) for entry in found.log],
        "noted": {"number": noted.number, "hash": noted.hash.hex()} if noted else None,
    }
    return (json.dumps(fields, indent=1) + "\n").encode()


def read(body: bytes) -> tuple[Rights, Ed25519PublicKey]:
    """What the file holds, and the wave key that it names itself. Raises FileIsUnreadable."""
    try:
        fields = json.loads(body)
        if fields["format"] != FORMAT:
            raise FileIsUnreadable(f"The format is {fields['format']!r}, not {FORMAT!r}.")
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(fields["wave_key"]))
        return _read(fields), key
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError) as fault:
        raise FileIsUnreadable(f"This is not a file of rights: {fault!r}.") from fault


def _read(fields: dict[str, Any]) -> Rights:
    wave, noted = UUID(fields["wave"]), fields["noted"]
    return Rights(
        wave=wave,
        manifests=[
            (base64.b64decode(one["body"], validate=True), bytes.fromhex(one["signature"]))
            for one in fields["manifests"]
        ],
        standing=[_right(bytes.fromhex(leaf)) for leaf in fields["rights"]],
        log=[_entry_read(wave, one) for one in fields["activations"]],
        noted=Noted(number=noted["number"], hash=bytes.fromhex(noted["hash"])) if noted else None,
    )


def _right(leaf: bytes) -> Right:
    if len(leaf) != _LEAF:
        raise ValueError(f"a right has {_LEAF} bytes, not {len(leaf)}")
    return Right(
        key=leaf[:32], group_id=int.from_bytes(leaf[32:36]), status=leaf[36:].decode("latin-1")
    )


def _entry_written(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "day": entry.day,
        "previous": entry.previous.hex(),
        "hash": entry.hash.hex(),
        "signature": entry.signature.hex(),
        "blind": entry.blind.hex(),
        "changes": [part.hex() for part in entry.parts],
    }


def _entry_read(wave: UUID, fields: dict[str, Any]) -> Entry:
    number = fields["number"]
    if type(number) is not int or not 0 <= number < 2**32:
        raise ValueError(f"{number!r} is no number of an entry")
    parts = [bytes.fromhex(part) for part in fields["changes"]]
    if any(len(part) != activations.LENGTH for part in parts):
        raise ValueError(f"a change has {activations.LENGTH} bytes")
    return Entry(
        wave=wave,
        number=number,
        day=str(fields["day"]),
        previous=bytes.fromhex(fields["previous"]),
        hash=bytes.fromhex(fields["hash"]),
        signature=bytes.fromhex(fields["signature"]),
        blind=bytes.fromhex(fields["blind"]),
        body=b"".join(parts),
    )
