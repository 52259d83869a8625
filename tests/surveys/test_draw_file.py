"""The draw can be repeated from hashes alone, and whoever changed anything of it is found."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from surveys import draw_file, sampling
from surveys.draw_file import Draw, Fault, Group, Row

NONCE = bytes(range(32))
NUMBER = "Undian 12-08: 48 13 77"
ROWS = {
    hashlib.sha256(f"{group} {number}".encode()).digest(): group
    for group, size in ((7, 40), (8, 12))
    for number in range(size)
}


def drawn() -> Draw:
    """Two groups, made with the standard library alone: 7 of 40 people, 8 of 12, two passed."""
    leaves = [hashlib.sha256(b"\x00" + row).digest() for row in sorted(ROWS)]
    while len(leaves) > 1:
        paired = [
            hashlib.sha256(b"\x01" + b"".join(leaves[at : at + 2])).digest()
            if at + 1 < len(leaves)
            else leaves[at]
            for at in range(0, len(leaves), 2)
        ]
        leaves = paired
    seed = hashlib.sha256(leaves[0] + NONCE + NUMBER.encode()).digest()
    rows = [*_outcomes(7, seed, invited=20, reserve=5, passed=(3, 22))]
    rows += _outcomes(8, seed, invited=12, reserve=3, passed=())
    return Draw(
        wave="2026",
        list_root=leaves[0],
        grouping_root=draw_file.grouping_root(ROWS.items()),
        commitment=hashlib.sha256(NONCE).digest(),
        nonce=NONCE,
        randomness=NUMBER,
        source="Pengumuman undian, 12 Agustus",
        witnesses=("Endah Kusuma", "Farid Anwar"),
        groups=(
            Group(id=7, kind="internal", name="Dinas A", population=40, invited=20, reserve=5),
            Group(id=8, kind="external", name="Layanan A", population=12, invited=12, reserve=3),
        ),
        passed={"objected": 1, "shared": 1},
        rows=tuple(rows),
    )


def _outcomes(
    group: int, seed: bytes, *, invited: int, reserve: int, passed: tuple[int, ...]
) -> list[Row]:
    def place(row: bytes) -> bytes:
        return hmac.new(seed, row, "sha256").digest()

    rows, called = [], 0
    for number, row in enumerate(sorted((r for r, g in ROWS.items() if g == group), key=place)):
        if number in passed:
            outcome = "passed"
        else:
            outcome = (
                "sample"
                if called < invited
                else "reserve"
                if called < invited + reserve
                else "rest"
            )
            called += 1
        rows.append(Row(hash=row, group_id=group, outcome=outcome))
    return rows


DRAW = drawn()


def row(at: int, **changes: object) -> Draw:
    rows = [*DRAW.rows[:at], replace(DRAW.rows[at], **changes), *DRAW.rows[at + 1 :]]
    return replace(DRAW, rows=tuple(rows))


def first(outcome: str) -> int:
    return next(at for at, row in enumerate(DRAW.rows) if row.outcome == outcome)


def swapped() -> Draw:
    """Somebody of the sample changes places with somebody of the rest."""
    one, other = first("sample"), first("rest")
    rows = list(DRAW.rows)
    rows[one] = replace(rows[one], outcome="rest")
    rows[other] = replace(rows[other], outcome="sample")
    return replace(DRAW, rows=tuple(rows))


TAMPERED: list[tuple[Fault, Callable[[], Draw], set[str]]] = [
    (Fault.LIST, lambda: row(0, hash=bytes(32)), {"draw-grouping"}),
    (Fault.LIST, lambda: replace(DRAW, rows=DRAW.rows[1:]), {"draw-grouping", "draw-group"}),
    (Fault.GROUPING, lambda: row(first("rest"), group_id=8), {"draw-group"}),
    (Fault.COMMITMENT, lambda: replace(DRAW, nonce=bytes(32)), {"draw-outcome"}),
    (Fault.COMMITMENT, lambda: replace(DRAW, nonce=b"short"), set()),
    (
        Fault.ROW_DOUBLED,
        lambda: replace(DRAW, rows=(*DRAW.rows, DRAW.rows[0])),
        {"draw-list", "draw-grouping"},
    ),
    (Fault.GROUP, lambda: replace(DRAW, groups=DRAW.groups[:1]), set()),
    (Fault.OUTCOME, swapped, set()),
    (Fault.OUTCOME, lambda: replace(DRAW, randomness=f"{NUMBER}."), set()),
    (Fault.OUTCOME, lambda: row(first("sample"), outcome="reserve"), set()),
    (
        Fault.OUTCOME,
        lambda: replace(DRAW, groups=(replace(DRAW.groups[0], invited=21), DRAW.groups[1])),
        set(),
    ),
    (Fault.PASSED, lambda: replace(DRAW, passed={"objected": 0, "shared": 1}), set()),
]


def test_a_draw_that_nobody_touched_comes_out_the_same() -> None:
    assert draw_file.faults(DRAW) == {}


@pytest.mark.parametrize(
    ("fault", "tamper", "beside"),
    TAMPERED,
    ids=[f"{n}-{f}" for n, (f, _, _) in enumerate(TAMPERED)],
)
def test_tampering_is_found_with_its_own_code(
    fault: Fault, tamper: Callable[[], Draw], beside: set[str]
) -> None:
    found = set(draw_file.faults(tamper()))
    assert str(fault) in found
    assert beside <= found


def test_every_code_has_its_tampering() -> None:
    assert {fault for fault, _, _ in TAMPERED} == set(Fault)


def test_who_is_passed_over_after_their_group_is_full_is_found() -> None:
    after = replace(row(first("rest"), outcome="passed"), passed={"objected": 2, "shared": 1})
    assert set(draw_file.faults(after)) == {str(Fault.OUTCOME)}


def test_each_changed_row_changes_the_root() -> None:
    rows = list(ROWS)
    for at in range(len(rows)):
        changed = [*rows[:at], bytes(32), *rows[at + 1 :]]
        assert sampling.list_root(changed) != DRAW.list_root


def test_the_file_is_read_back_as_it_was_written() -> None:
    written = draw_file.write(DRAW)
    read = draw_file.read(written)
    assert draw_file.faults(read) == {}
    assert replace(read, rows=()) == replace(DRAW, rows=())
    assert sorted(read.rows, key=lambda r: r.hash) == sorted(DRAW.rows, key=lambda r: r.hash)
    assert draw_file.write(read) == written


def test_the_file_has_no_other_field_than_the_page_names() -> None:
    fields = json.loads(draw_file.write(DRAW))
    assert sorted(fields) == sorted(
        "format wave list_root grouping_root commitment nonce randomness source witnesses groups"
        " passed rows".split()
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"format": "spi-draw-2"}',
        b'{"format": "spi-draw-1"}',
        b"[" * 100_000,
        draw_file.write(DRAW).replace(b'"nonce":"00', b'"nonce":"zz'),
        draw_file.write(DRAW).replace(b'"rows":[[', b'"rows":[[1,2,3,4],['),
    ],
)
def test_what_is_no_draw_is_said_so(body: bytes) -> None:
    with pytest.raises(draw_file.FileIsUnreadable):
        draw_file.read(body)
