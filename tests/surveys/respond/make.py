"""A wave that is open, with links of each kind, as the public server sees it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import connections
from django.utils import timezone

from spi_portal import keyring
from surveys.box import batches, codes, derivations, noticeboard, points, publications, sealing
from surveys.box import manifest as manifests
from surveys.box.manifest import LISTS_FROZEN, GroupText, Manifest
from surveys.box.models.receipts import ReceiptPending
from surveys.box.models.rights import BallotRight
from surveys.box.points import Point, PointList
from surveys.questionnaire import instrument, xlsform
from surveys.questionnaire.instrument import KINDS, Kind
from surveys.questionnaire.path import Questionnaire

WAVE = UUID("6f1c7b52-0000-4000-8000-00000000c0de")
BOX_KEY = X25519PrivateKey.from_private_bytes(hashlib.sha256(b"respond box").digest())
GROUPS = (
    GroupText(id=1, kind="internal", name="Dinas Pekerjaan Umum", people=140, census=False),
    GroupText(id=2, kind="external", name="Dinas Kependudukan", people=600, census=False),
    GroupText(id=3, kind="expert", name="Narasumber ahli", people=60, census=True),
    GroupText(id=4, kind="internal", name="Kelurahan Muara", people=26, census=True),
)
GROUP_OF: dict[str, int] = {"internal": 1, "external": 2, "expert": 3}
POINT = "k7qf2m9x"
TABLES = ("manifest", "right", "ballot", "draft", "receipt_pending", "receipt_gone", "inbox")


@cache
def questionnaire(kind: Kind) -> Questionnaire:
    folder = Path(settings.BASE_DIR) / "surveys" / "instruments"
    return Questionnaire(xlsform.read(folder / f"{kind}.xlsx", kind))


def manifest(**changes: Any) -> Manifest:
    now = datetime.now(UTC).replace(microsecond=0)
    fields: dict[str, Any] = {
        "wave": WAVE,
        "slug": "2026",
        "version": 1,
        "title": "Survei Integritas OPD 2026",
        "city": "Kota Tirtamulya",
        "organiser": "Inspektorat Kota Tirtamulya",
        "help_phone": "(000) 000-700",
        "help_hours": "Senin–Jumat 08.00–15.30",
        "public_address": "spi.tirtamulyakota.go.id",
        "sender_address": "survei@spi.tirtamulyakota.go.id",
        "opens_at": (now - timedelta(days=1)).isoformat(),
        "closes_at": (now + timedelta(days=20)).isoformat(),
        "results_expected": "Januari 2027",
        "mode": "layanan",
        "box_public_key": BOX_KEY.public_key().public_bytes_raw().hex(),
        "inbox_public_key": keyring.load("inbox-public").hex(),
        "instruments": {kind: instrument.to_json(questionnaire(kind).instrument) for kind in KINDS},
        "groups": GROUPS,
        "texts": {LISTS_FROZEN: "2026-08-14"},
    }
    return Manifest(**(fields | changes))


def post(**changes: Any) -> Manifest:
    key = Ed25519PrivateKey.from_private_bytes(keyring.load("wave"))
    body, signature = manifests.sign(manifest(**changes), key)
    return noticeboard.post(body, signature, key=key.public_key())


def close(version: int = 2, **changes: Any) -> Manifest:
    """The wave closed a minute ago."""
    closes_at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    return post(version=version, closes_at=closes_at, **changes)


def close_long_ago(version: int = 2) -> Manifest:
    """The wave closed an hour ago: longer than any two clocks differ."""
    return post(version=version, closes_at=(datetime.now(UTC) - timedelta(hours=1)).isoformat())


def trial(number: int) -> str:
    """The code of a rehearsal's link, beside the wave."""
    of = UUID(int=7)
    post(wave=of, slug="2026-latihan", title="LATIHAN", is_rehearsal=True)
    right = derivations.right(secret(number), of)
    BallotRight.objects.create(key=right, wave=of, group_id=1, status="o")
    return code(number)


def secret(number: int) -> bytes:
    return hashlib.sha256(f"respond {number}".encode()).digest()[:16]


def code(number: int) -> str:
    return codes.encode(secret(number))


def link(
    number: int, *, kind: str = "internal", group: int | None = None, status: str = "o"
) -> str:
    """Issues the right and returns the code."""
    BallotRight.objects.create(
        key=derivations.right(secret(number), WAVE),
        wave=WAVE,
        group_id=group or GROUP_OF[kind],
        status=status,
    )
    return code(number)


def list_receipts(number: int) -> None:
    """So many, of nobody's sheets, in one signed list."""
    made = (hashlib.sha256(f"receipt {at}".encode()).digest()[:10] for at in range(number))
    ReceiptPending.objects.bulk_create(ReceiptPending(r=each, wave=WAVE) for each in made)
    key = Ed25519PrivateKey.from_private_bytes(keyring.load("batch"))
    batches.draw_up(WAVE, at_least=1, key=key)


def opened(kind: Kind, sealed: bytes) -> list[int]:
    """The answers of a sheet, as the counter will read them."""
    group = GROUP_OF[kind]
    sheet = sealing.open_sealed(sealed, wave=WAVE, group=group, key=BOX_KEY)
    assert sheet.instrument == manifest().instrument_digest(kind)
    return instrument.unpack(sheet.answers)


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that the public server may touch."""
    with connections["box"].cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT * FROM box_{table} ORDER BY 1, 2")
            found[table] = cursor.fetchall()
        return found


def announce(
    *, version: int = 1, key: Ed25519PrivateKey | None = None, is_demo: bool = False, **changes: Any
) -> None:
    """A list with one service point, open from yesterday to tomorrow."""
    today = timezone.localdate()
    fields: dict[str, Any] = {
        "code": POINT,
        "office": "Dinas Kependudukan",
        "service": "KTP elektronik",
        "first_day": (today - timedelta(days=1)).isoformat(),
        "last_day": (today + timedelta(days=1)).isoformat(),
        "is_closed": False,
    }
    known = PointList(
        version=version,
        title="Survei Integritas OPD",
        city="Kota Tirtamulya",
        organiser="Inspektorat Kota Tirtamulya",
        help_phone="(000) 000-700",
        help_hours="Senin–Jumat",
        inbox_public_key=keyring.load("inbox-public").hex(),
        points=(Point(**(fields | changes)),),
        is_demo=is_demo,
    )
    key = key or Ed25519PrivateKey.from_private_bytes(keyring.load("wave"))
    publications.post(publications.POINTS, version, *points.sign(known, key))
