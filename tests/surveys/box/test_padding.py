from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from surveys.box import padding


@given(some.binary(max_size=255))
def test_what_was_padded_comes_back(content: bytes) -> None:
    padded = padding.pad(content, 256)
    assert len(padded) == 256
    assert padding.unpad(padded) == content


def test_what_leaves_no_room_for_the_end_mark_is_refused() -> None:
    with pytest.raises(padding.DoesNotFit):
        padding.pad(bytes(256), 256)


@pytest.mark.parametrize("padded", [b"", bytes(256), b"answers"])
def test_without_an_end_mark_nothing_is_guessed(padded: bytes) -> None:
    with pytest.raises(ValueError, match="no end mark"):
        padding.unpad(padded)
