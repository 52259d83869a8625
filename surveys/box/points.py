"""The service points that people may come to: what the public server knows of them, signed.

Staff sign the whole list with the wave key whenever one is opened or closed; a later version
replaces an earlier one. It carries the inbox key, for points are open while no wave is.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_DOMAIN = b"spi1/points|"


class PointsForged(Exception):
    """Not signed by the wave key, or changed after it was signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    code: str
    office: str
    service: str
    first_day: str  # ISO 8601
    last_day: str
    is_closed: bool  # before its last day

    @property
    def begins(self) -> date:
        return date.fromisoformat(self.first_day)

    @property
    def ends(self) -> date:
        return date.fromisoformat(self.last_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class PointList:
    version: int
    title: str
    city: str
    organiser: str
    help_phone: str
    help_hours: str
    inbox_public_key: str  # X25519, hex
    points: tuple[Point, ...]
    is_demo: bool = False

    def find(self, code: str) -> Point | None:
        return next((point for point in self.points if point.code == code), None)


def sign(points: PointList, key: Ed25519PrivateKey) -> tuple[bytes, bytes]:
    """The list's bytes (canonical JSON) and their signature."""
    text = json.dumps(asdict(points), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    body = text.encode()
    return body, key.sign(_DOMAIN + body)


def verify(body: bytes, signature: bytes, key: Ed25519PublicKey) -> PointList:
    """The list in `body`. Raises PointsForged."""
    try:
        key.verify(signature, _DOMAIN + body)
    except InvalidSignature as fault:
        raise PointsForged("the list of service points is not signed by the wave key") from fault
    try:
        return _points(json.loads(body))
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise PointsForged(f"the list of service points cannot be read: {fault}") from fault


def _points(fields: dict[str, Any]) -> PointList:
    points = tuple(Point(**point) for point in fields.pop("points"))
    return PointList(points=points, **fields)
