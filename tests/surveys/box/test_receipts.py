from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from surveys.box import merkle, receipts
from surveys.box.receipts import Batch, Fault

WAVE = UUID(int=2026)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()


def some_receipts(start: int, count: int) -> list[bytes]:
    return [receipts.receipt(str(number).encode()) for number in range(start, start + count)]


def chain() -> list[Batch]:
    first = receipts.draw_up(WAVE, some_receipts(0, 11), after=None, key=KEY)
    second = receipts.draw_up(WAVE, some_receipts(11, 12), after=first, key=KEY)
    return [first, second, receipts.draw_up(WAVE, some_receipts(23, 3), after=second, key=KEY)]


def rfc6962_root(leaves: list[bytes]) -> bytes:
    """The recursive definition of RFC 6962, 2.1."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    left, right = rfc6962_root(leaves[:half]), rfc6962_root(leaves[half:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def test_a_receipt_is_80_bits_of_the_sealed_sheet() -> None:
    assert receipts.receipt(b"sheet") == hashlib.sha256(b"sheet").digest()[:10]


def test_a_receipt_is_shown_in_four_groups() -> None:
    shown = receipts.show(receipts.receipt(b"sheet"))
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", shown)


def test_a_typed_receipt_is_read_again() -> None:
    receipt = receipts.receipt(b"sheet")
    assert receipts.read(receipts.show(receipt).lower().replace("-", " ")) == receipt


@pytest.mark.parametrize("text", ["", "7KQM", "7KQM-2XFD-9RTV-HC4U", "7KQM-2XFD-9RTV-HC4PX"])
def test_what_is_no_receipt_gives_none(text: str) -> None:
    assert receipts.read(text) is None


@pytest.mark.parametrize("length", [1, 2, 3, 16])
def test_the_span_of_a_prefix_holds_just_what_begins_with_it(length: int) -> None:
    receipt = receipts.receipt(b"sheet")
    prefix = receipts.show(receipt).replace("-", "")[:length]
    span = receipts.span(prefix)
    assert span is not None
    first, last = (receipts.show(end).replace("-", "") for end in span)
    assert (first, last) == (prefix.ljust(16, "0"), prefix.ljust(16, "Z"))


@pytest.mark.parametrize("prefix", ["", "-", "U", "7KQM2XFD9RTVHC4P7"])
def test_what_begins_no_receipt_has_no_span(prefix: str) -> None:
    assert receipts.span(prefix) is None


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 100])
def test_the_root_is_that_of_rfc_6962(size: int) -> None:
    leaves = some_receipts(0, size)
    assert merkle.root(leaves) == rfc6962_root(leaves)


def test_a_batch_keeps_no_order_of_arrival() -> None:
    arrived = some_receipts(0, 20)
    assert receipts.draw_up(WAVE, arrived, after=None, key=KEY) == receipts.draw_up(
        WAVE, reversed(arrived), after=None, key=KEY
    )


def test_a_chain_as_drawn_up_holds() -> None:
    assert receipts.faults(WAVE, chain(), PUBLIC) == []


def changed(at: int, **fields: object) -> Callable[[list[Batch]], list[Batch]]:
    return lambda batches: [*batches[:at], replace(batches[at], **fields), *batches[at + 1 :]]


def drop_a_receipt(batches: list[Batch]) -> list[Batch]:
    return changed(1, body=batches[1].body[10:])(batches)


def change_a_receipt(batches: list[Batch]) -> list[Batch]:
    return changed(1, body=bytes(10) + batches[1].body[10:])(batches)


def swap_receipts(batches: list[Batch]) -> list[Batch]:
    body = batches[0].body
    return changed(0, body=body[10:20] + body[:10] + body[20:])(batches)


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (drop_a_receipt, Fault.SIZE),
        (change_a_receipt, Fault.ROOT),
        (swap_receipts, Fault.ORDER),
        (changed(0, signature=bytes(64)), Fault.SIGNATURE),
        (changed(2, previous=bytes(32)), Fault.CHAIN),
        (changed(1, hash=bytes(32)), Fault.HASH),
        (changed(1, wave=UUID(int=1)), Fault.NUMBER),
        (lambda batches: batches[1:], Fault.NUMBER),
        (lambda batches: [batches[0], batches[2]], Fault.CHAIN),
    ],
)
def test_a_chain_that_was_touched_shows_where(
    tamper: Callable[[list[Batch]], list[Batch]], fault: Fault
) -> None:
    assert fault in receipts.faults(WAVE, tamper(chain()), PUBLIC)


def test_a_chain_rewritten_with_another_key_does_not_hold() -> None:
    forged = receipts.draw_up(
        WAVE, some_receipts(0, 11), after=None, key=Ed25519PrivateKey.generate()
    )
    assert receipts.faults(WAVE, [forged], PUBLIC) == [Fault.SIGNATURE]
