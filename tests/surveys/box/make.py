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

from surveys.box import (
    activations,
    ballots,
    derivations,
    drafts,
    issued,
    noticeboard,
    receipts,
    sealing,
)
from surveys.box import manifest as manifests
from surveys.box.activations import Change, Entry
from surveys.box.ballots import SavedDraft
from surveys.box.issued import Right
from surveys.box.manifest import GroupText, Manifest, RightsText
from surveys.box.models.rights import BallotRight
from surveys.box.sealing import Sheet
from surveys.box.verifying import Ballot, Contents
from surveys.box.verifying_rights import Noted

WAVE = UUID("6f1c7b52-0000-4000-8000-000000002026")
WAVE_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"wave").digest())
BATCH_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"batch").digest())
COUNT_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"count").digest())
BOX_KEY = X25519PrivateKey.from_private_bytes(hashlib.sha256(b"box").digest())
ACTIVATION_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"activation").digest())
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
        "batch_public_key": BATCH_KEY.public_key().public_bytes_raw().hex(),
        "count_public_key": COUNT_KEY.public_key().public_bytes_raw().hex(),
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


def close(version: int = 2, **changes: Any) -> Manifest:
    """The wave closed a moment ago."""
    return post(version=version, closes_at=datetime.now(UTC).isoformat(), **changes)


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
    12 is a reserve that was never called up, 13 never answered. 14 was issued in the place of 3,
    15 called up from the reserve, 16 revoked.
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
    at_issue = rights_at_issue()
    announced = manifest(closes_at=closes.isoformat(), rights=rights_text(at_issue))
    body, signature = manifests.sign(announced, WAVE_KEY)
    signed = manifests.verify(body, signature, WAVE_KEY.public_key())
    entries = log()
    return Contents(
        wave=WAVE,
        manifest_body=body,
        manifest_signature=signature,
        opens_at=signed.opens,
        closes_at=signed.closes,
        read_at=closes + timedelta(minutes=1),
        rights=after(at_issue, entries),
        log=entries,
        noted=Noted(number=len(entries), hash=entries[-1].hash),
        ballots=ballots,
        batches=batches,
        receipts=[(each, batch.number) for batch in batches for each in batch.receipts],
        pending=[],
        gone=[(first, "superseded"), (receipts.receipt(withdrawn.sealed), "withdrawn")],
    )


def rights_at_issue() -> list[Right]:
    """Of links 0 to 13, 15 and 16: in reserve 12 and 15, of group 8 link 11."""
    return [
        Right(
            key=Link(number).right,
            group_id=8 if number == 11 else 7,
            status="i" if number in (12, 15) else "o",
        )
        for number in (*range(14), 15, 16)
    ]


def rights_text(rights: list[Right]) -> RightsText:
    return RightsText(
        root=issued.root(rights).hex(),
        activation_key=ACTIVATION_KEY.public_key().public_bytes_raw().hex(),
        totals=issued.totals(rights, groups=(7, 8)),
    )


def change(link: int, kind: tuple[str, str], *, group: int = GROUP) -> Change:
    return Change(key=Link(link).right, group_id=group, before=kind[0], after=kind[1])


def log() -> list[Entry]:
    """Three nights: a new link, nothing, and a reserve called up and somebody who died."""
    nights = (
        [change(3, activations.VOIDED), change(14, activations.NEW)],
        [],
        [change(15, activations.RELEASED), change(16, activations.REVOKED_OPEN)],
    )
    entries: list[Entry] = []
    for number, changes in enumerate(nights):
        entries.append(entry(changes, after=entries, day=date(2026, 10, 5 + number)))
    return entries


def entry(changes: list[Change], *, after: list[Entry], day: date = date(2026, 10, 20)) -> Entry:
    last = after[-1] if after else None
    return activations.draw_up(WAVE, changes, day=day, after=last, key=ACTIVATION_KEY)


def after(rights: list[Right], entries: list[Entry]) -> list[Right]:
    """The rights as the log leaves them."""
    standing = {right.key: right for right in rights}
    for each in entries:
        for change in each.changes:
            standing[change.key] = Right(
                key=change.key, group_id=change.group_id, status=change.after
            )
    return list(standing.values())


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
