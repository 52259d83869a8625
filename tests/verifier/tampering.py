"""Ways to tamper with a box, each with the code by which it must be found, and by whom.

Some of them take keys that an attacker should not have; the worse for him if it shows even so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from typing import Any

from surveys.box import activations, receipts
from surveys.box import manifest as manifests
from surveys.box.activations import Entry
from surveys.box.issued import Right
from surveys.box.receipts import Batch
from surveys.box.verifying import Ballot, Contents
from tests.surveys.box import make
from tests.surveys.box.make import Link

BOX = make.box()
MANIFEST = manifests.verify(BOX.manifest_body, BOX.manifest_signature, make.WAVE_KEY.public_key())
SHEET = BOX.ballots[0]
LISTED = receipts.receipt(SHEET.sealed)
GONE, WHY = BOX.gone[0]
FIRST, LAST = BOX.batches
NIGHTS = list(BOX.log)


class Seen(Enum):
    """By whom, beside the count."""

    PUBLIC = auto()  # everybody, from the public file alone
    AUDITOR = auto()  # with the files of rights and sheets beside it
    NOBODY = auto()  # what it concerns is in no file, and why not is told beside it


@dataclass(frozen=True, kw_only=True)
class Tampering:
    what: str
    code: str
    seen: Seen
    box: Callable[[], Contents]


def box(**changes: Any) -> Contents:
    return replace(BOX, **changes)


def announced(*versions: manifests.Manifest) -> Contents:
    """With these, the last of which is in force, signed by the wave key."""
    signed = [manifests.sign(each, make.WAVE_KEY) for each in versions]
    body, signature = signed[-1]
    return box(
        manifest_body=body, manifest_signature=signature, earlier=list(reversed(signed[:-1]))
    )


def version(number: int, **changes: Any) -> manifests.Manifest:
    return replace(MANIFEST, version=number, **changes)


def right(link: int, **changes: Any) -> Contents:
    key = Link(link).right
    return box(
        rights=[replace(each, **changes) if each.key == key else each for each in BOX.rights]
    )


def batch(at: int, **changes: Any) -> Contents:
    changed: list[Batch] = list(BOX.batches)
    changed[at] = replace(changed[at], **changes)
    return box(batches=changed)


def night(at: int, **changes: Any) -> Contents:
    changed = list(NIGHTS)
    changed[at] = replace(changed[at], **changes)
    return box(log=changed)


def one_more_night(entry: Entry, rights: list[Right] | None = None) -> Contents:
    noted = replace(BOX.noted, number=entry.number, hash=entry.hash)
    return box(log=[*NIGHTS, entry], noted=noted, rights=BOX.rights if rights is None else rights)


def changed_later(*changes: activations.Change) -> Contents:
    """Signed by the log's own key, and carried out."""
    entry = make.entry(list(changes), after=NIGHTS)
    return one_more_night(entry, make.after(list(BOX.rights), [entry]))


def signed_out_of_order() -> Contents:
    entry = make.entry(
        [make.change(4, activations.REVOKED_OPEN), make.change(5, activations.REVOKED_OPEN)],
        after=NIGHTS,
    )
    body = b"".join(reversed(entry.parts))
    digest = activations._hash(
        entry.wave, entry.number, entry.day, body, entry.previous, entry.blind
    )
    signature = make.ACTIVATION_KEY.sign(digest)
    turned = replace(entry, body=body, hash=digest, signature=signature)
    return one_more_night(turned, make.after(list(BOX.rights), [entry]))


def log_cut_off() -> Contents:
    """With its last night undone in the rights as well: what is left fits together."""
    return box(log=NIGHTS[:-1], rights=make.after(make.rights_at_issue(), NIGHTS[:-1]))


def sheet(**changes: Any) -> Contents:
    return box(ballots=[replace(SHEET, **changes), *BOX.ballots[1:]])


def cast_by(link: int, *, group: int = make.GROUP) -> Contents:
    return make.with_sheet(BOX, make.ballot(Link(link), 1, group=group))


def same_sheet_twice() -> Contents:
    doubled: Ballot = make.ballot(Link(13), sheet=SHEET.sealed)
    return box(ballots=[*BOX.ballots, doubled])


def listed_twice() -> Contents:
    again = receipts.draw_up(make.WAVE, [LISTED], after=LAST, key=make.BATCH_KEY)
    return box(batches=[*BOX.batches, again], receipts=[*BOX.receipts, (LISTED, again.number)])


def row(what: str, code: str, seen: Seen, made: Callable[[], Contents]) -> Tampering:
    return Tampering(what=what, code=code, seen=seen, box=made)


PUBLIC, AUDITOR, NOBODY = Seen.PUBLIC, Seen.AUDITOR, Seen.NOBODY

WAYS = [
    # The announcement
    row("a text of the announcement is changed", "manifest-forged", PUBLIC,
        lambda: box(manifest_body=BOX.manifest_body.replace(b"2026", b"2027"))),
    row("a version of the announcement is taken away", "manifest-version", PUBLIC,
        lambda: announced(version(1), version(3))),
    row("a later announcement exchanges who holds the key", "manifest-changed", PUBLIC,
        lambda: announced(version(1, mode="lain"), version(2))),
    # Dates by which the database decides, and its clock, are in no file
    row("the closing is put off in the table", "manifest-dates", NOBODY,
        lambda: box(closes_at=BOX.closes_at + timedelta(days=1))),
    row("the count is begun before the closing", "wave-is-open", NOBODY,
        lambda: box(read_at=BOX.closes_at - timedelta(seconds=1))),
    # Rights
    row("rights are announced by nobody", "rights-unsigned", AUDITOR,
        lambda: announced(version(1, rights=None))),
    row("other rights are announced later", "rights-resigned", AUDITOR,
        lambda: announced(version(1, rights=replace(MANIFEST.rights, root="0" * 64)), version(2))),
    row("a right is exchanged for one of another link", "rights-root", AUDITOR,
        lambda: right(13, key=Link(77).right)),
    row("other numbers of rights are announced", "rights-totals", AUDITOR,
        lambda: announced(version(1, rights=replace(MANIFEST.rights, totals={"7": [99, 2],
                                                                              "8": [1, 0]})))),
    row("a right is written twice", "right-doubled", AUDITOR,
        lambda: box(rights=[*BOX.rights, BOX.rights[0]])),
    row("a right of an unknown group is added", "right-group", AUDITOR,
        lambda: box(rights=[*BOX.rights, Right(key=bytes(32), group_id=99, status="o")])),
    row("a right gets a status that there is not", "right-status", AUDITOR,
        lambda: right(13, status="x")),
    # The activation log
    row("an entry of the log gets another number", "activation-number", PUBLIC,
        lambda: night(1, number=7)),
    row("an entry of the log gets an earlier day", "activation-day", PUBLIC,
        lambda: night(1, day="2026-10-01")),
    row("an entry of the log is tied to another", "activation-chain", PUBLIC,
        lambda: night(1, previous=bytes(32))),
    row("a change is taken out of the log", "activation-hash", AUDITOR,
        lambda: night(2, body=b"")),
    row("an entry of the log is signed by nobody", "activation-signature", PUBLIC,
        lambda: night(2, signature=bytes(64))),
    row("changes are signed out of order", "activation-order", AUDITOR, signed_out_of_order),
    row("a void right is revived", "activation-change", AUDITOR,
        lambda: changed_later(make.change(3, ("v", "o")))),
    row("a new right replaces none", "activation-pairs", AUDITOR,
        lambda: changed_later(make.change(44, activations.NEW))),
    row("a reserve that was called up is sent back", "activation-unfit", AUDITOR,
        lambda: right(15, status="i")),
    row("the log is cut off, and the rights with it", "activation-short", AUDITOR, log_cut_off),
    # Lists of receipts
    row("a list gets another number", "batch-number", PUBLIC, lambda: batch(1, number=3)),
    row("a list states another size", "batch-size", PUBLIC, lambda: batch(1, size=9)),
    row("a list is put in another order", "batch-order", PUBLIC,
        lambda: batch(1, body=b"".join(reversed(LAST.receipts)))),
    row("a list gets another root", "batch-root", PUBLIC, lambda: batch(1, root=bytes(32))),
    row("a list is tied to another", "batch-chain", PUBLIC, lambda: batch(1, previous=bytes(32))),
    row("a list gets another hash", "batch-hash", PUBLIC, lambda: batch(1, hash=bytes(32))),
    row("a list is signed by nobody", "batch-signature", PUBLIC,
        lambda: batch(1, signature=bytes(64))),
    row("a receipt is listed twice", "receipt-doubled", PUBLIC, listed_twice),
    # What waits for its list, and what the page looks up, are in no file: it has the lists alone
    row("a receipt is kept from its list", "receipt-pending", NOBODY,
        lambda: box(pending=[LISTED])),
    row("a receipt is not found on the page", "receipt-index", NOBODY,
        lambda: box(receipts=BOX.receipts[1:])),
    # Sheets
    row("a sheet is put in for nobody", "sheet-without-right", AUDITOR, lambda: cast_by(77)),
    row("a sheet is put in for a reserve", "sheet-right-inactive", AUDITOR, lambda: cast_by(12)),
    row("a second sheet is put in for somebody", "sheet-right-used-twice", AUDITOR,
        lambda: cast_by(0)),
    row("a sheet is moved to another group", "sheet-group", AUDITOR, lambda: sheet(group_id=8)),
    row("a sheet is said to be sealed another way", "sheet-suite", AUDITOR, lambda: sheet(suite=2)),
    row("a sheet's signature is exchanged", "sheet-signature", AUDITOR,
        lambda: sheet(signature=BOX.ballots[1].signature)),
    row("a sealed sheet is put in twice", "sheet-doubled", AUDITOR, same_sheet_twice),
    row("a sheet is put in for somebody who is silent", "sheet-without-receipt", AUDITOR,
        lambda: box(ballots=[*BOX.ballots, make.ballot(Link(13), 1)])),
    row("a sheet is noted as gone, and kept", "sheet-gone", AUDITOR,
        lambda: box(gone=[*BOX.gone, (LISTED, "withdrawn")])),
    row("a sheet is deleted", "receipt-without-sheet", AUDITOR,
        lambda: box(ballots=BOX.ballots[1:])),
    row("something is noted as gone that never was there", "gone-without-receipt", AUDITOR,
        lambda: box(gone=[*BOX.gone, (bytes(10), "superseded")])),
    row("something is noted as gone twice", "gone-doubled", AUDITOR,
        lambda: box(gone=[*BOX.gone, BOX.gone[0]])),
    row("something is gone for a reason of one's own", "gone-reason", AUDITOR,
        lambda: box(gone=[(GONE, "lost"), *BOX.gone[1:]])),
]  # fmt: skip


def last_night_written_anew() -> Contents:
    """By whoever has the log's key: the same changes, and as many entries as were noted."""
    entry = make.entry(NIGHTS[-1].changes, after=NIGHTS[:-1])
    return box(log=[*NIGHTS[:-1], entry])


# Further ways; what they are found by is the code of a way above.
MORE = [
    row("a later announcement has another short name", "manifest-changed", PUBLIC,
        lambda: announced(version(1, slug="lain"), version(2))),
    row("a later announcement exchanges the box key", "manifest-changed", PUBLIC,
        lambda: announced(version(1, box_public_key="00" * 32), version(2))),
    row("a later announcement exchanges the key of lists", "manifest-changed", PUBLIC,
        lambda: announced(version(1, batch_public_key="00" * 32), version(2))),
    row("a later announcement exchanges the key of the count", "manifest-changed", PUBLIC,
        lambda: announced(version(1, count_public_key="00" * 32), version(2))),
    row("the opening is put forward in the table", "manifest-dates", NOBODY,
        lambda: box(opens_at=BOX.opens_at - timedelta(days=1))),
    row("the last night of the log is written anew", "activation-short", AUDITOR,
        last_night_written_anew),
    row("a right is deleted", "rights-root", AUDITOR,
        lambda: box(rights=[each for each in BOX.rights if each.key != Link(13).right])),
    row("a right is added", "rights-root", AUDITOR,
        lambda: box(rights=[*BOX.rights, Right(key=Link(77).right, group_id=7, status="o")])),
    row("a right is moved to another group", "rights-root", AUDITOR, lambda: right(13, group_id=8)),
    row("a reserve is opened without the log", "rights-root", AUDITOR,
        lambda: right(12, status="o")),
    row("somebody's right is voided without the log", "rights-root", AUDITOR,
        lambda: right(5, status="v")),
    row("an entry of the log is deleted", "activation-chain", PUBLIC,
        lambda: box(log=[NIGHTS[0], NIGHTS[2]])),
    row("two entries of the log change places", "activation-number", PUBLIC,
        lambda: box(log=[NIGHTS[1], NIGHTS[0], NIGHTS[2]])),
    row("a list is deleted", "batch-chain", PUBLIC, lambda: box(batches=[LAST])),
    row("two lists change places", "batch-number", PUBLIC, lambda: box(batches=[LAST, FIRST])),
    row("a receipt in a list is changed", "batch-root", PUBLIC,
        lambda: batch(1, body=LAST.body[:-1] + bytes([LAST.body[-1] ^ 1]))),
    row("the last list is cut off", "sheet-without-receipt", AUDITOR,
        lambda: box(batches=[FIRST], receipts=BOX.receipts[:FIRST.size])),
    row("two sheets change places", "sheet-signature", AUDITOR,
        lambda: box(ballots=[replace(SHEET, sealed=BOX.ballots[1].sealed),
                             replace(BOX.ballots[1], sealed=SHEET.sealed), *BOX.ballots[2:]])),
    row("a sheet is exchanged for one of one's own", "sheet-signature", AUDITOR,
        lambda: sheet(sealed=make.sealed(3))),
    row("a note of what is gone is deleted", "receipt-without-sheet", AUDITOR,
        lambda: box(gone=BOX.gone[1:])),
]  # fmt: skip
