"""The service points that the public server knows: verified once a version, looked at often."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from spi_portal import keyring
from surveys.box import points, publications
from surveys.box.points import Point, PointList

_FRESH = 5.0  # seconds


class PointIsUnknown(Exception):
    """No service point has this code."""


class PointIsNotOpen(Exception):
    """It begins later, has ended, or was closed."""

    def __init__(self, point: Point, known: PointList) -> None:
        super().__init__()
        self.point = point
        self.known = known


@dataclass(slots=True)
class _Shelf:
    known: PointList | None = None
    signed: tuple[bytes, bytes] = field(default=(b"", b""))
    looked_at: float | None = None  # time.monotonic()


_shelf = _Shelf()


def visit(code: str, *, today: date) -> tuple[PointList, Point]:
    """An open point, and the list that it stands on.

    Raises PointIsUnknown, PointIsNotOpen, points.PointsForged.
    """
    known = _known()
    point = known.find(code.casefold()) if known else None
    if known is None or point is None:
        raise PointIsUnknown
    if point.is_closed or not point.begins <= today <= point.ends:
        raise PointIsNotOpen(point, known)
    return known, point


def forget() -> None:
    """Know nothing, as after a start."""
    _shelf.known, _shelf.signed, _shelf.looked_at = None, (b"", b""), None


def _known() -> PointList | None:
    now = time.monotonic()
    if _shelf.looked_at is None or now - _shelf.looked_at >= _FRESH:
        _look()
        _shelf.looked_at = now
    return _shelf.known


def _look() -> None:
    signed = publications.latest(publications.POINTS)
    if signed is not None and signed != _shelf.signed:
        key = Ed25519PublicKey.from_public_bytes(keyring.load("wave-public"))
        _shelf.known, _shelf.signed = points.verify(*signed, key), signed
