"""Each kind of tampering with rights, or with the log of their changes, has a code of its own."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from surveys.box import activations, merkle, proofs, receipts, verifying
from surveys.box import manifest as manifests
from surveys.box.activations import Entry
from surveys.box.issued import Right
from surveys.box.manifest import RightsText
from surveys.box.verifying import Contents
from surveys.box.verifying_rights import Fault, Noted
from tests.surveys.box import make
from tests.surveys.box.make import Link

BOX = make.box()
LOG = list(BOX.log)
LAST = LOG[-1]
SOMEBODY = Ed25519PrivateKey.from_private_bytes(bytes(32))


def faults(contents: Contents) -> set[str]:
    try:
        verifying.verify(
            contents,
            wave_key=make.WAVE_KEY.public_key(),
            batch_key=make.BATCH_KEY.public_key(),
            box_key=make.BOX_KEY,
        )
    except verifying.BoxIsInconsistent as refused:
        return set(refused.faults)
    return set()


def box(**changes: object) -> Contents:
    return replace(BOX, **changes)


def right(link: int, **changes: object) -> Contents:
    """One right altered behind the log's back."""
    key = Link(link).right
    return box(rights=[replace(r, **changes) if r.key == key else r for r in BOX.rights])


def announced(rights: RightsText | None) -> Contents:
    """Announced otherwise, and rightly signed: by whoever holds the wave key."""
    signed = make.manifest(closes_at=BOX.closes_at.isoformat(), rights=rights)
    signed = replace(signed, opens_at=BOX.opens_at.isoformat())
    body, signature = manifests.sign(signed, make.WAVE_KEY)
    return box(manifest_body=body, manifest_signature=signature)


def text(**changes: object) -> RightsText:
    return replace(make.rights_text(make.rights_at_issue()), **changes)


def night(*changes: activations.Change, day: date = date(2026, 10, 20)) -> Contents:
    """One night more, rightly signed, and its changes carried out as far as they can be."""
    entry = make.entry(list(changes), after=LOG, day=day)
    return box(log=[*LOG, entry], rights=make.after(list(BOX.rights), [entry]))


def last(**changes: object) -> Contents:
    entry = replace(LAST, **changes)
    return box(log=[*LOG[:-1], entry], noted=Noted(number=3, hash=entry.hash))


def announced_again(earlier: tuple[bytes, bytes]) -> Contents:
    """The box's announcement as version 2, after `earlier`."""
    key = make.WAVE_KEY.public_key()
    now = manifests.verify(BOX.manifest_body, BOX.manifest_signature, key)
    body, signature = manifests.sign(replace(now, version=2), make.WAVE_KEY)
    return box(manifest_body=body, manifest_signature=signature, earlier=[earlier])


def signed_anew(entry: Entry) -> Contents:
    """By whoever holds the activation key: only what it says can give it away."""
    digest = activations._hash(
        entry.wave, entry.number, entry.day, entry.body, entry.previous, entry.blind
    )
    entry = replace(entry, hash=digest, signature=make.ACTIVATION_KEY.sign(digest))
    return box(log=[*LOG[:-1], entry], noted=Noted(number=3, hash=digest))


def with_body(*parts: bytes) -> Contents:
    return signed_anew(replace(LAST, body=b"".join(parts)))


def without_entry(number: int) -> list[Entry]:
    return [entry for entry in LOG if entry.number != number]


RELEASE, REVOKE = sorted(change.to_bytes() for change in LAST.changes)
STUFFED = Right(key=Link(77).right, group_id=7, status="o")

TAMPERED: list[tuple[str, Callable[[], Contents], set[str]]] = [
    (Fault.UNSIGNED, lambda: announced(None), set()),
    (Fault.ROOT, lambda: box(rights=[*BOX.rights, STUFFED]), {"rights-totals"}),
    (Fault.ROOT, lambda: box(rights=BOX.rights[1:]), {"rights-totals", "sheet-without-right"}),
    (Fault.ROOT, lambda: announced(text(root="00" * 32)), set()),
    (Fault.TOTALS, lambda: announced(text(totals={"7": (13, 2), "8": (2, 0)})), set()),
    (Fault.DOUBLED, lambda: box(rights=[*BOX.rights, BOX.rights[0]]), set()),
    (
        Fault.GROUP,
        lambda: box(rights=[*BOX.rights, replace(STUFFED, group_id=99)]),
        {"rights-root"},
    ),
    (Fault.STATUS, lambda: right(13, status="x"), {"rights-root", "rights-totals"}),
    (activations.Fault.NUMBER, lambda: last(number=4), {"activation-hash"}),
    (activations.Fault.NUMBER, lambda: last(wave=make.WAVE.__class__(int=1)), {"activation-hash"}),
    (activations.Fault.DAY, lambda: night(day=date(2026, 10, 7)), set()),
    (activations.Fault.DAY, lambda: signed_anew(replace(LAST, day="2026-13-01")), set()),
    (activations.Fault.CHAIN, lambda: signed_anew(replace(LAST, previous=bytes(32))), set()),
    (activations.Fault.HASH, lambda: last(day="2026-10-08"), set()),
    (activations.Fault.HASH, lambda: last(blind=bytes(32)), set()),
    (activations.Fault.HASH, lambda: signed_anew(replace(LAST, blind=b"known")), set()),
    (activations.Fault.SIGNATURE, lambda: last(signature=SOMEBODY.sign(LAST.hash)), set()),
    (activations.Fault.ORDER, lambda: with_body(REVOKE, RELEASE), set()),
    (
        activations.Fault.ORDER,
        lambda: with_body(RELEASE, REVOKE, REVOKE),
        {"activation-unfit"},
    ),
    (
        activations.Fault.CHANGE,
        lambda: night(make.change(13, ("o", "i"))),
        set(),
    ),
    (activations.Fault.CHANGE, lambda: with_body(RELEASE, REVOKE, b"\xff"), {"activation-unfit"}),
    (activations.Fault.PAIRS, lambda: night(make.change(70, activations.NEW)), set()),
    (activations.Fault.PAIRS, lambda: night(make.change(0, activations.VOIDED)), set()),
    (
        activations.Fault.PAIRS,
        lambda: night(
            make.change(0, activations.VOIDED), make.change(70, activations.NEW, group=8)
        ),
        set(),
    ),
    (activations.Fault.UNFIT, lambda: right(3, status="o"), set()),
    (activations.Fault.UNFIT, lambda: right(15, group_id=8), {"rights-totals", "rights-root"}),
    (
        activations.Fault.UNFIT,
        lambda: box(log=[*LOG, make.entry([make.change(12, activations.RELEASED)], after=LOG)]),
        set(),
    ),
    (
        activations.Fault.SHORT,
        lambda: box(log=LOG[:-1], rights=make.after(make.rights_at_issue(), LOG[:-1])),
        set(),
    ),
    (
        activations.Fault.NUMBER,
        lambda: box(log=without_entry(2), noted=None),
        {"activation-chain"},
    ),
]


@pytest.mark.parametrize(
    ("code", "tamper", "beside"),
    TAMPERED,
    ids=[f"{number}-{code}" for number, (code, _, _) in enumerate(TAMPERED)],
)
def test_tampering_is_found_with_its_own_code(
    code: str, tamper: Callable[[], Contents], beside: set[str]
) -> None:
    assert faults(tamper()) == {str(code)} | beside


def test_every_code_has_its_tampering() -> None:
    tried = {str(code) for code, _, _ in TAMPERED} | {str(Fault.RESIGNED)}
    assert tried == {*map(str, Fault), *map(str, activations.Fault)}


def test_rights_that_were_announced_otherwise_before_are_found() -> None:
    earlier = make.manifest(version=1, rights=text(root="11" * 32))
    signed = manifests.sign(earlier, make.WAVE_KEY)
    assert faults(announced_again(signed)) == {str(Fault.RESIGNED)}


def test_an_announcement_from_before_the_rights_is_no_fault() -> None:
    signed = manifests.sign(make.manifest(version=1), make.WAVE_KEY)
    assert faults(announced_again(signed)) == set()


def test_an_earlier_announcement_of_somebody_else_is_found() -> None:
    body, _ = manifests.sign(make.manifest(version=1), make.WAVE_KEY)
    assert faults(box(earlier=[(body, SOMEBODY.sign(body))])) == {"manifest-forged"}


def test_a_log_that_somebody_else_wrote_anew_from_its_start_is_found() -> None:
    entries = [replace(entry, signature=SOMEBODY.sign(entry.hash)) for entry in LOG]
    assert faults(box(log=entries)) == {str(activations.Fault.SIGNATURE)}


def test_a_right_that_was_put_in_with_a_log_entry_of_its_own_is_found() -> None:
    """Whoever holds the box alone can write a row and an entry, but not sign it."""
    added = [make.change(77, activations.NEW)]
    forged = activations.draw_up(make.WAVE, added, day=date(2026, 10, 20), after=LAST, key=SOMEBODY)
    stuffed = box(rights=[*BOX.rights, STUFFED], log=[*LOG, forged])
    assert faults(stuffed) == {str(activations.Fault.SIGNATURE), str(activations.Fault.PAIRS)}


def test_a_sheet_under_a_reserve_that_was_revoked_asleep_is_found() -> None:
    revoked = night(make.change(12, activations.REVOKED_RESERVE))
    assert faults(revoked) == set()
    assert faults(make.with_sheet(revoked, make.ballot(Link(12), 1))) == {"sheet-right-inactive"}


@pytest.mark.parametrize("link", [14, 15])
def test_a_sheet_under_a_new_or_released_right_counts_like_any(link: int) -> None:
    assert faults(make.with_sheet(BOX, make.ballot(Link(link), 1))) == set()


def test_the_log_says_what_it_came_to() -> None:
    assert activations.totals(LOG) == activations.Totals(released=1, replaced=1, revoked=1)


def test_a_night_without_a_change_cannot_be_told_by_trying_it_out() -> None:
    """The public file, the hash of an empty entry as the page says it, and every blind but its own.

    Two empty nights of one day after the same entry differ as well: nobody can make its like.
    """
    (empty,) = proofs.compose(
        make.WAVE, "2026", wave_key=b"", manifests=[], chain=[], log=[LOG[1]], outcome=None
    )["activations"]
    assert set(empty) == {"number", "day", "previous", "hash", "signature"}

    known = make.WAVE.bytes + (2).to_bytes(4) + empty["day"].encode() + bytes(4)
    start = b"spi1/activation" + known + merkle.root([]) + bytes.fromhex(empty["previous"])
    tried = [hashlib.sha256(start + blind).hexdigest() for blind in (b"", bytes(32))]
    assert empty["hash"] not in tried
    assert empty["hash"] == hashlib.sha256(start + LOG[1].blind).hexdigest()
    again = activations.draw_up(
        make.WAVE, [], day=date.fromisoformat(LOG[1].day), after=LOG[0], key=make.ACTIVATION_KEY
    )
    assert again.hash != LOG[1].hash


def test_a_log_of_three_signed_changes_is_that_of_the_page() -> None:
    """By hand, from docs/verifying.md, without a function of ours."""
    leaves = [hashlib.sha256(b"\x00" + part).digest() for part in (RELEASE, REVOKE)]
    root = hashlib.sha256(b"\x01" + leaves[0] + leaves[1]).digest()
    content = b"spi1/activation" + make.WAVE.bytes + b"\x00\x00\x00\x03" + b"2026-10-07"
    content += b"\x00\x00\x00\x02" + root + LOG[1].hash + LAST.blind
    assert hashlib.sha256(content).digest() == LAST.hash
    make.ACTIVATION_KEY.public_key().verify(LAST.signature, LAST.hash)
    assert LAST.body == RELEASE + REVOKE
    assert {part[32:] for part in (RELEASE, REVOKE)} == {
        b"\x00\x00\x00\x07io",
        b"\x00\x00\x00\x07or",
    }


def test_the_sum_of_faults_counts_each_right() -> None:
    two = box(rights=[*BOX.rights, BOX.rights[0], BOX.rights[1]])
    with pytest.raises(verifying.BoxIsInconsistent) as refused:
        verifying.verify(
            two,
            wave_key=make.WAVE_KEY.public_key(),
            batch_key=make.BATCH_KEY.public_key(),
            box_key=make.BOX_KEY,
        )
    assert refused.value.faults == Counter({str(Fault.DOUBLED): 2})
    assert receipts.Fault.ROOT not in refused.value.faults
