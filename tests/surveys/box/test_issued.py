from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from surveys.box import issued
from surveys.box.issued import Right

ONE = Right(key=bytes(range(32)), group_id=7, status="o")
TWO = Right(key=bytes(range(1, 33)), group_id=260, status="i")
RIGHTS = [Right(key=hashlib.sha256(bytes([n])).digest(), group_id=n % 3, status="oi"[n % 2])
          for n in range(9)]  # fmt: skip


def test_a_leaf_is_key_group_and_status_as_the_page_says() -> None:
    assert ONE.leaf == bytes(range(32)) + b"\x00\x00\x00\x07" + b"o"
    assert TWO.leaf[32:] == b"\x00\x00\x01\x04i"


def test_the_root_of_two_by_hand() -> None:
    left, right = (hashlib.sha256(b"\x00" + each.leaf).digest() for each in (ONE, TWO))
    assert issued.root([TWO, ONE]) == hashlib.sha256(b"\x01" + left + right).digest()


def test_no_right_has_the_hash_of_nothing() -> None:
    assert issued.root([]) == hashlib.sha256(b"").digest()


@given(st.permutations(RIGHTS))
def test_the_root_knows_no_order(rights: list[Right]) -> None:
    assert issued.root(rights) == issued.root(RIGHTS)


def test_each_part_of_each_right_changes_the_root() -> None:
    root = issued.root(RIGHTS)
    for at, right in enumerate(RIGHTS):
        others = [*RIGHTS[:at], *RIGHTS[at + 1 :]]
        assert issued.root(others) != root
        for changed in (
            Right(key=bytes(32), group_id=right.group_id, status=right.status),
            Right(key=right.key, group_id=right.group_id + 1, status=right.status),
            Right(
                key=right.key, group_id=right.group_id, status="io"["io".index(right.status) - 1]
            ),
        ):
            assert issued.root([*others, changed]) != root


def test_totals_name_every_group_also_an_empty_one() -> None:
    assert issued.totals([ONE, TWO], groups=(7, 260, 3)) == {
        "7": (1, 0),
        "260": (0, 1),
        "3": (0, 0),
    }
