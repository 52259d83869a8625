"""A small box: keys, links, a signed manifest, sheets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connections

from surveys.box import ballots, derivations, drafts, noticeboard, receipts, sealing
from surveys.box import manifest as manifests
from surveys.box.ballots import SavedDraft
from surveys.box.manifest import GroupText, Manifest
from surveys.box.models.rights import BallotRight
from surveys.box.sealing import Sheet
from surveys.box.verifying import Ballot, Contents, Right

WAVE = UUID("6f1c7b52-0000-4000-8000-000000002026")
WAVE_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"wave").digest())
BATCH_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"batch").digest())
BOX_KEY = X25519PrivateKey.from_private_bytes(hashlib.sha256(b"box").digest())
INBOX_KEY = X25519PrivateKey.from_private_bytes(hashlib.sha256(b"inbox").digest())
GROUP = 7


def manifest(**changes: Any) -> Manifest:
    """A wave that is open now, with groups 7 (internal) and 8 (external)."""
    now = datetime.now(UTC)
    fields: dict[str, Any] = {
        "wave": WAVE,
        "slug": "2026",
        "version": 1,
        "title": "Survei Integritas OPD Kota Tirtamulya 2026",
        "city": "Kota Tirtamulya",
        "organiser": "Inspektorat Kota Tirtamulya",
        "help_phone": "(0541) 000-000",
        "help_hours": "Senin–Jumat 08.00–16.00",
        "public_address": "https://spi.tirtamulyakota.go.id",
        "sender_address": "survei@spi.tirtamulyakota.go.id",
        "opens_at": (now - timedelta(days=1)).isoformat(),
        "closes_at": (now + timedelta(days=20)).isoformat(),
        "results_expected": "Desember 2026",
        "mode": "layanan",
        "box_public_key": BOX_KEY.public_key().public_bytes_raw().hex(),
        "inbox_public_key": INBOX_KEY.public_key().public_bytes_raw().hex(),
        "instruments": {"internal": '{"v":1,"kind":"internal"}', "external": '{"v":1}'},
        "groups": (
            GroupText(id=7, kind="internal", name="Dinas A", people=40, census=True),
            GroupText(id=8, kind="external", name="Layanan A", people=300, census=False),
        ),
        "texts": {"opening": "Semua pegawai diundang", "closing": "Terima kasih"},
    }
    return Manifest(**(fields | changes))


class Link:
    """A personal link of this wave, as its holder and the public server know it."""

    def __init__(self, number: int) -> None:
        self.secret = hashlib.sha256(f"link {number}".encode()).digest()[:16]
        self.key = derivations.signing_key(self.secret, WAVE)
        self.right = derivations.right(self.secret, WAVE)
        self.draft_id = derivations.draft_id(self.secret, WAVE)

    def tag(self, nonce: bytes) -> bytes:
        return derivations.submit_tag(self.secret, WAVE, nonce)


def sealed(*answers: int, group: int = GROUP, kind: str = "internal") -> bytes:
    digest = manifest().instrument_digest(kind)
    sheet = Sheet(instrument=digest, answers=bytes(answers or (0, 3, 255)))
    return sealing.seal(sheet, wave=WAVE, group=group, key=BOX_KEY.public_key())


def post(**changes: Any) -> Manifest:
    body, signature = manifests.sign(manifest(**changes), WAVE_KEY)
    return noticeboard.post(body, signature, key=WAVE_KEY.public_key())


def close(version: int = 2) -> Manifest:
    """The wave closed a moment ago."""
    return post(version=version, closes_at=datetime.now(UTC).isoformat())


def give_right(link: Link, *, group: int = GROUP, status: str = "o") -> None:
    BallotRight.objects.create(key=link.right, wave=WAVE, group_id=group, status=status)


def cast(
    link: Link, *answers: int, nonce: bytes = b"first", group: int = GROUP, kind: str = "internal"
) -> bytes:
    sheet = sealed(*answers, group=group, kind=kind)
    return ballots.cast(
        right=link.right,
        wave=WAVE,
        group=group,
        draft_id=link.draft_id,
        draft=draft(link) or None,
        sealed=sheet,
        signature=sealing.sign(link.key, wave=WAVE, group=group, sealed=sheet),
        tag=link.tag(nonce),
    )


def save_draft(link: Link, *, day: date = date(2026, 10, 5), content: bytes = b"half") -> bytes:
    key = derivations.draft_key(link.secret, WAVE, bytes(32))
    locked = drafts.lock(content, key=key, draft_id=link.draft_id, manifest_digest=b"manifest")
    ballots.save_draft(
        right=link.right,
        wave=WAVE,
        draft_id=link.draft_id,
        day=day,
        locked=locked,
        before=draft(link) or None,
    )
    return locked


def draft(link: Link) -> bytes:
    """What lies under the link now, locked; b"" if nothing does."""
    saved = saved_draft(link)
    return saved.locked if saved else b""


def saved_draft(link: Link) -> SavedDraft | None:
    found = ballots.find_right(link.right, link.draft_id)
    return found.draft if found else None


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    """Down to the role of a process, with its grants and no others."""
    with connections["box"].cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def box() -> Contents:
    """A closed box in which everything holds, made without a database.

    Links 0 to 11 answered, link 1 twice and link 2 not any more; 3 is void; 11 is external;
    12 is a reserve that was never called up, 13 never answered.
    """
    links = [Link(number) for number in range(12)]
    ballots = [
        ballot(link, number, group=8 if number == 11 else 7) for number, link in enumerate(links)
    ]
    first = receipts.receipt(sealed(1))
    withdrawn = ballots.pop(2)
    given = [receipts.receipt(each.sealed) for each in (*ballots, withdrawn)] + [first]
    start = receipts.draw_up(WAVE, given[:10], after=None, key=BATCH_KEY)
    batches = [start, receipts.draw_up(WAVE, given[10:], after=start, key=BATCH_KEY)]
    closes = datetime.now(UTC)
    body, signature = manifests.sign(manifest(closes_at=closes.isoformat()), WAVE_KEY)
    signed = manifests.verify(body, signature, WAVE_KEY.public_key())
    rights = [Right(key=link.right, group_id=7, status="o") for link in links]
    rights[3] = replace(rights[3], status="v")
    rights[11] = replace(rights[11], group_id=8)
    rights.append(Right(key=Link(12).right, group_id=7, status="i"))
    rights.append(Right(key=Link(13).right, group_id=7, status="o"))
    return Contents(
        wave=WAVE,
        manifest_body=body,
        manifest_signature=signature,
        opens_at=signed.opens,
        closes_at=signed.closes,
        read_at=closes + timedelta(minutes=1),
        rights=rights,
        ballots=ballots,
        batches=batches,
        receipts=[(each, batch.number) for batch in batches for each in batch.receipts],
        pending=[],
        gone=[(first, "superseded"), (receipts.receipt(withdrawn.sealed), "withdrawn")],
    )


def ballot(link: Link, *answers: int, group: int = GROUP, sheet: bytes | None = None) -> Ballot:
    kind = "external" if group == 8 else "internal"
    sheet = sheet or sealed(*answers, group=group, kind=kind)
    signature = sealing.sign(link.key, wave=WAVE, group=group, sealed=sheet)
    return Ballot(key=link.right, group_id=group, suite=1, sealed=sheet, signature=signature)


def with_sheet(contents: Contents, added: Ballot) -> Contents:
    """`added` as if it had been cast: in the box, and its receipt in a batch of its own."""
    receipt = receipts.receipt(added.sealed)
    batch = receipts.draw_up(WAVE, [receipt], after=contents.batches[-1], key=BATCH_KEY)
    return replace(
        contents,
        ballots=[*contents.ballots, added],
        batches=[*contents.batches, batch],
        receipts=[*contents.receipts, (receipt, batch.number)],
    )
