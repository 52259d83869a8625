"""The counter that watches: each wave's piece apart, whatever becomes of the others."""

from __future__ import annotations

import pytest
from django.db import InterfaceError

from spi_portal import keyring
from spi_portal.audit import approvals
from surveys import box_keys, counting, destroying
from surveys.management.commands.count import Command
from tests.surveys.steps import playing

WAVES = ["2025", "2026"]


@pytest.fixture
def seen(monkeypatch) -> list[str]:
    """What was done, and of which wave."""
    done: list[str] = []
    monkeypatch.setattr(box_keys, "make_due", lambda: done.append("keys"))
    monkeypatch.setattr(box_keys, "open_trials", lambda: done.append("trials") or 0)
    monkeypatch.setattr(counting, "granted", lambda: iter(WAVES))
    monkeypatch.setattr(destroying, "granted", lambda: iter(WAVES))
    monkeypatch.setattr(destroying, "destroy", lambda wave: done.append(f"destroy {wave}"))
    return done


@pytest.mark.parametrize(
    "fault",
    [
        InterfaceError("connection already closed"),
        approvals.NotApproved("destroy 2026"),
        KeyError("words of an answer"),
    ],
)
def test_what_fails_of_one_keeps_no_other_waiting(seen, monkeypatch, caplog, fault):
    def fail(wave: str = ""):
        seen.append(f"failed {wave}".strip())
        raise fault

    monkeypatch.setattr(box_keys, "make_due", fail)
    monkeypatch.setattr(box_keys, "open_trials", fail)
    monkeypatch.setattr(counting, "count", fail)
    monkeypatch.setattr(destroying, "destroy", fail)

    Command().look(set())

    assert seen == ["failed", "failed", *["failed 2025", "failed 2026"] * 2]
    assert type(fault).__name__ in caplog.text
    assert str(fault) not in caplog.text


@pytest.mark.django_db
def test_a_wave_whose_key_cannot_be_made_keeps_no_other_from_its_own(ratna, monkeypatch, caplog):
    first, second = playing.frozen(ratna), playing.frozen(ratna)
    keep = keyring.keep

    def keep_one(kind: str, key: bytes, name: str) -> None:
        if name == first.slug:
            raise OSError("no space left")
        keep(kind, key, name)

    monkeypatch.setattr(keyring, "keep", keep_one)

    assert box_keys.make_due() == 1
    assert keyring.holds("box", second.slug)
    assert f"the key of {first}: OSError at " in caplog.text


def test_a_database_that_is_away_ends_nothing(seen, monkeypatch, caplog):
    def away():
        raise InterfaceError("connection already closed")
        yield

    monkeypatch.setattr(counting, "granted", away)

    Command().look(set())

    assert seen == ["keys", "trials", "destroy 2025", "destroy 2026"]
