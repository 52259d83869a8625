"""Each kind of tampering with the box is found, with a code of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from surveys.box import receipts, verifying
from surveys.box.verifying import Contents, Fault
from tests.surveys.box import make
from tests.surveys.box.make import Link

BOX = make.box()
GONE, WHY = BOX.gone[0]
SHEET = BOX.ballots[0]
LISTED = receipts.receipt(SHEET.sealed)
OUTSIDE = make.ballot(Link(77), 1)
RESERVE = make.ballot(Link(12), 1)


def faults(contents: Contents, **keys: object) -> Counter[str]:
    given = {
        "wave_key": make.WAVE_KEY.public_key(),
        "batch_key": make.BATCH_KEY.public_key(),
        "box_key": make.BOX_KEY,
    }
    with pytest.raises(verifying.BoxIsInconsistent) as refused:
        verifying.verify(contents, **(given | keys))
    return refused.value.faults


def test_a_box_that_nobody_touched_holds() -> None:
    manifest = verifying.verify(
        BOX,
        wave_key=make.WAVE_KEY.public_key(),
        batch_key=make.BATCH_KEY.public_key(),
        box_key=make.BOX_KEY,
    )
    assert manifest.wave == make.WAVE


def box(**changes: object) -> Contents:
    return replace(BOX, **changes)


def sheet(**changes: object) -> Contents:
    return box(ballots=[replace(SHEET, **changes), *BOX.ballots[1:]])


def same_sheet_under_two_rights() -> Contents:
    """By somebody who holds another link: signed rightly, so only its double gives it away."""
    return box(ballots=[*BOX.ballots, make.ballot(Link(13), sheet=SHEET.sealed)])


def two_sheets_under_one_right() -> Contents:
    return make.with_sheet(BOX, make.ballot(Link(0), 2))


def one_receipt_in_two_batches() -> Contents:
    batch = receipts.draw_up(make.WAVE, [LISTED], after=BOX.batches[-1], key=make.BATCH_KEY)
    return box(batches=[*BOX.batches, batch], receipts=[*BOX.receipts, (LISTED, batch.number)])


def announced(first: int, last: int, **once: object) -> Contents:
    """Two announcements; what is given stood in the first one alone."""
    told = make.manifests.verify(
        BOX.manifest_body, BOX.manifest_signature, make.WAVE_KEY.public_key()
    )
    earlier = make.manifests.sign(replace(told, version=first, **once), make.WAVE_KEY)
    body, signature = make.manifests.sign(replace(told, version=last), make.WAVE_KEY)
    return box(manifest_body=body, manifest_signature=signature, earlier=[earlier])


TAMPERED: list[tuple[Fault, Callable[[], Contents]]] = [
    (Fault.MANIFEST_FORGED, lambda: box(manifest_body=BOX.manifest_body.replace(b"2026", b"2027"))),
    (Fault.MANIFEST_VERSION, lambda: announced(1, 3)),
    (Fault.MANIFEST_CHANGED, lambda: announced(1, 2, mode="lain")),
    (Fault.MANIFEST_DATES, lambda: box(closes_at=BOX.closes_at + timedelta(days=1))),
    (Fault.WAVE_IS_OPEN, lambda: box(read_at=BOX.closes_at - timedelta(seconds=1))),
    (Fault.RECEIPT_PENDING, lambda: box(pending=[LISTED])),
    (Fault.RECEIPT_DOUBLED, one_receipt_in_two_batches),
    (Fault.RECEIPT_INDEX, lambda: box(receipts=BOX.receipts[1:])),
    (Fault.SHEET_WITHOUT_RIGHT, lambda: make.with_sheet(BOX, OUTSIDE)),
    (Fault.SHEET_RIGHT_INACTIVE, lambda: make.with_sheet(BOX, RESERVE)),
    (Fault.SHEET_RIGHT_USED_TWICE, two_sheets_under_one_right),
    (Fault.SHEET_GROUP, lambda: sheet(group_id=8)),
    (Fault.SHEET_SUITE, lambda: sheet(suite=2)),
    (Fault.SHEET_SIGNATURE, lambda: sheet(signature=bytes(64))),
    (Fault.SHEET_DOUBLED, same_sheet_under_two_rights),
    (
        Fault.SHEET_WITHOUT_RECEIPT,
        lambda: box(ballots=[*BOX.ballots, make.ballot(Link(13), 1)]),
    ),
    (Fault.SHEET_GONE, lambda: box(gone=[*BOX.gone, (LISTED, "withdrawn")])),
    (Fault.RECEIPT_WITHOUT_SHEET, lambda: box(ballots=BOX.ballots[1:])),
    (Fault.GONE_WITHOUT_RECEIPT, lambda: box(gone=[*BOX.gone, (bytes(10), "superseded")])),
    (Fault.GONE_DOUBLED, lambda: box(gone=[*BOX.gone, BOX.gone[0]])),
    (Fault.GONE_REASON, lambda: box(gone=[(GONE, "lost"), *BOX.gone[1:]])),
]


@pytest.mark.parametrize(("fault", "tamper"), TAMPERED, ids=[str(fault) for fault, _ in TAMPERED])
def test_tampering_is_found_with_its_own_code(fault: Fault, tamper: Callable[[], Contents]) -> None:
    assert faults(tamper()) == {str(fault): 1}


def test_every_code_but_that_of_the_box_key_has_its_tampering() -> None:
    assert {fault for fault, _ in TAMPERED} == set(Fault) - {Fault.BOX_KEY}


def test_another_box_key_is_found() -> None:
    assert faults(BOX, box_key=X25519PrivateKey.generate()) == {str(Fault.BOX_KEY): 1}


def test_a_chain_of_another_signer_is_found() -> None:
    stranger = Ed25519PrivateKey.generate().public_key()
    assert faults(BOX, batch_key=stranger) == {str(receipts.Fault.SIGNATURE): len(BOX.batches)}


def test_a_sheet_swapped_for_one_that_the_link_did_not_sign_is_found() -> None:
    assert faults(sheet(sealed=make.sealed(3))) == {
        str(Fault.SHEET_SIGNATURE): 1,
        str(Fault.SHEET_WITHOUT_RECEIPT): 1,
        str(Fault.RECEIPT_WITHOUT_SHEET): 1,
    }


def test_a_sheet_rolled_back_to_an_earlier_one_is_found() -> None:
    """Its owner signed it, and its receipt is listed; but that was noted as superseded."""
    earlier, later = make.ballot(Link(1), 1), BOX.ballots[1]
    replaced = (receipts.receipt(earlier.sealed), "superseded")
    honest = make.with_sheet(BOX, earlier)
    rolled_back = [ballot for ballot in honest.ballots if ballot is not later]
    tampered = replace(honest, ballots=rolled_back, gone=[*BOX.gone, replaced])
    assert faults(tampered) == {
        str(Fault.SHEET_GONE): 1,
        str(Fault.RECEIPT_WITHOUT_SHEET): 1,
    }


def test_a_manifest_of_another_wave_is_forged() -> None:
    body, signature = make.manifests.sign(
        make.manifest(wave=make.WAVE.__class__(int=1)), make.WAVE_KEY
    )
    other = box(manifest_body=body, manifest_signature=signature)
    assert faults(other) == {str(Fault.MANIFEST_FORGED): 1}


def test_all_faults_are_told_at_once() -> None:
    both = replace(sheet(suite=2), pending=[LISTED])
    assert faults(both) == {str(Fault.SHEET_SUITE): 1, str(Fault.RECEIPT_PENDING): 1}


def test_faults_name_no_right_and_no_sheet() -> None:
    with pytest.raises(verifying.BoxIsInconsistent, match=r"^sheet-suite: 1$"):
        verifying.verify(
            sheet(suite=2),
            wave_key=make.WAVE_KEY.public_key(),
            batch_key=make.BATCH_KEY.public_key(),
            box_key=make.BOX_KEY,
        )
