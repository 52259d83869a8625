"""A key that is destroyed is nowhere on the disk, and none takes another's place."""

from __future__ import annotations

import os

import pytest
from django.conf import settings

from spi_portal import keyring

KEY = bytes(range(32))


@pytest.fixture
def kept():
    """The file of a key, as the process that holds it has it."""
    keyring.keep("draft", KEY, "2026-10-20")
    yield settings.KEYS / "public" / "draft.2026-10-20"
    keyring.destroy("draft", "2026-10-20")


def test_a_destroyed_key_is_overwritten_before_it_goes(kept, tmp_path):
    """Another name of the same file shows what is left of its bytes."""
    os.link(kept, tmp_path / "seen")

    assert keyring.destroy("draft", "2026-10-20") == 1
    assert not kept.exists()
    assert (tmp_path / "seen").read_text() == "0" * 64


def test_it_is_overwritten_in_place_and_the_zeros_reach_the_disk(kept, monkeypatch):
    """Cut off first, a file gets other blocks; removed at once, its zeros are never written."""
    opened, written = [], []
    real = os.open
    monkeypatch.setattr(os, "open", lambda path, flags: opened.append(flags) or real(path, flags))
    monkeypatch.setattr(os, "fsync", lambda file: written.append(kept.read_text()))

    keyring.destroy("draft", "2026-10-20")

    assert written == ["0" * 64]
    assert [flags & os.O_TRUNC for flags in opened] == [0]


def test_no_key_is_written_over_another(kept):
    with pytest.raises(FileExistsError):
        keyring.keep("draft", bytes(32), "2026-10-20")
    assert keyring.load("draft", "2026-10-20") == KEY
    assert [path.name for path in kept.parent.glob(".*")] == []  # nor is half of one left


def test_a_key_is_for_its_process_alone(kept):
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
