"""What staff publish for everybody, signed: posted by the registrar, read by the public server.

A publication is known by what it is about; its highest version counts. Whoever reads one
verifies it (points.py).
"""

from __future__ import annotations

from django.db import connections

POINTS = "points"


def outcome_of(slug: str) -> str:
    """What a wave's count came to is about this."""
    return f"outcome {slug}"


_POST = """INSERT INTO box_publication (about, version, body, signature)
    VALUES (%s, %s, %s, %s) ON CONFLICT (about, version) DO NOTHING"""
_LATEST = """SELECT body, signature FROM box_publication
    WHERE about = %s ORDER BY version DESC LIMIT 1"""
_VERSION = "SELECT COALESCE(max(version), 0) FROM box_publication WHERE about = %s"


def post(about: str, version: int, body: bytes, signature: bytes) -> None:
    """Safe to repeat."""
    with connections["box"].cursor() as cursor:
        cursor.execute(_POST, [about, version, body, signature])


def latest(about: str) -> tuple[bytes, bytes] | None:
    """Body and signature of the version in force."""
    with connections["box"].cursor() as cursor:
        cursor.execute(_LATEST, [about])
        row = cursor.fetchone()
    return None if row is None else (bytes(row[0]), bytes(row[1]))


def version(about: str) -> int:
    """The version in force; 0 before the first."""
    with connections["box"].cursor() as cursor:
        cursor.execute(_VERSION, [about])
        return int(cursor.fetchone()[0])
