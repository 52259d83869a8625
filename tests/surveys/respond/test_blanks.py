from __future__ import annotations

import pytest

from surveys.respond.blanks import blank, fill


def test_each_blank_is_filled_wherever_it_stands() -> None:
    page = f"<p>{blank('one')} {blank('two')} {blank('one')}</p>".encode()
    assert fill(page, one="satu", two="dua") == b"<p>satu dua satu</p>"


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    page = f"{blank('one')}{blank('two')}".encode()
    assert fill(page, one=blank("two"), two="dua") == f"{blank('two')}dua".encode()


def test_a_blank_that_nothing_is_said_for_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill(blank("one").encode())
