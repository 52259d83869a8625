from __future__ import annotations

import pytest

from surveys.box import drafts, padding

LOCK = {"key": bytes(range(32)), "draft_id": bytes(16), "manifest_digest": b"manifest"}


@pytest.mark.parametrize("content", [b"", b"\x01\x02\xff", bytes(255)])
def test_every_draft_has_one_length_and_opens_as_it_was(content: bytes) -> None:
    locked = drafts.lock(content, **LOCK)
    assert len(locked) == 284
    assert drafts.unlock(locked, **LOCK) == content


def test_a_longer_draft_is_refused() -> None:
    with pytest.raises(padding.DoesNotFit):
        drafts.lock(bytes(256), **LOCK)


@pytest.mark.parametrize(
    "changed",
    [{"key": bytes(32)}, {"draft_id": b"x" * 16}, {"manifest_digest": b"another."}],
    ids=["key of another day", "another link", "another manifest"],
)
def test_a_draft_that_does_not_open_counts_as_none(changed: dict[str, bytes]) -> None:
    locked = drafts.lock(b"answers", **LOCK)
    assert drafts.unlock(locked, **(LOCK | changed)) is None


@pytest.mark.parametrize("locked", [b"", bytes(11), bytes(284)])
def test_what_is_no_draft_counts_as_none(locked: bytes) -> None:
    assert drafts.unlock(locked, **LOCK) is None


def test_two_saves_of_the_same_draft_look_different() -> None:
    assert drafts.lock(b"answers", **LOCK) != drafts.lock(b"answers", **LOCK)
