"""The signed wave manifests in the box: posted by the registrar, read by everybody else."""

from __future__ import annotations

from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connections

from surveys.box import manifest as manifests
from surveys.box.manifest import Manifest, ManifestForged

_POST = """INSERT INTO box_manifest (wave, version, body, signature, opens_at, closes_at)
    VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (wave, version) DO NOTHING"""

_LATEST = """SELECT DISTINCT ON (wave) body, signature, opens_at, closes_at
    FROM box_manifest ORDER BY wave, version DESC"""

_VERSIONS = "SELECT body, signature FROM box_manifest WHERE wave = %s ORDER BY version"


_FIRST = """SELECT body, signature FROM box_manifest WHERE wave = %s
    ORDER BY version LIMIT 1"""


class VersionIsTaken(Exception):
    """Another manifest with this version was posted before; sign a higher version."""


class KeyWasSwapped(Exception):
    """An earlier version named another key, or others who hold it: that is never carried over."""


def post(body: bytes, signature: bytes, *, key: Ed25519PublicKey) -> Manifest:
    """Put a signed manifest up. Safe to repeat with the same bytes.

    Raises ManifestForged, VersionIsTaken or KeyWasSwapped.
    """
    posted = manifests.verify(body, signature, key)
    _must_keep_its_key(posted, key)
    with connections["box"].cursor() as cursor:
        cursor.execute(
            _POST, [posted.wave, posted.version, body, signature, posted.opens, posted.closes]
        )
        cursor.execute(
            "SELECT body FROM box_manifest WHERE wave = %s AND version = %s",
            [posted.wave, posted.version],
        )
        ((there,),) = cursor.fetchall()
    if bytes(there) != body:
        raise VersionIsTaken(f"{posted.slug}, version {posted.version}")
    return posted


def _must_keep_its_key(posted: Manifest, key: Ed25519PublicKey) -> None:
    with connections["box"].cursor() as cursor:
        cursor.execute(_FIRST, [posted.wave])
        row = cursor.fetchone()
    if row is None:
        return
    first = manifests.verify(bytes(row[0]), bytes(row[1]), key)
    if (first.mode, first.box_public_key) != (posted.mode, posted.box_public_key):
        raise KeyWasSwapped(f"{posted.slug}, version {posted.version}")


def latest(*, key: Ed25519PublicKey) -> dict[UUID, Manifest]:
    """The manifest in force of every wave.

    Raises ManifestForged, also when the database would decide by other dates than were signed.
    """
    with connections["box"].cursor() as cursor:
        cursor.execute(_LATEST)
        rows = cursor.fetchall()
    found = [_verified(*row, key=key) for row in rows]
    return {each.wave: each for each in found}


def versions(wave: UUID) -> list[tuple[bytes, bytes]]:
    """Body and signature of each, from the first on; not verified."""
    with connections["box"].cursor() as cursor:
        cursor.execute(_VERSIONS, [wave])
        return [(bytes(body), bytes(signature)) for body, signature in cursor.fetchall()]


def _verified(
    body: bytes, signature: bytes, opens_at: object, closes_at: object, *, key: Ed25519PublicKey
) -> Manifest:
    found = manifests.verify(bytes(body), bytes(signature), key)
    if (found.opens, found.closes) != (opens_at, closes_at):
        raise ManifestForged(f"the dates of {found.slug} are not those that were signed")
    return found
