from __future__ import annotations

import time

import pytest
from kombu.exceptions import OperationalError

from spi_portal import bells


@pytest.fixture
def rung(monkeypatch):
    """The bells that are tried, at a broker that is down."""
    tried: list[str] = []

    def fail(task: str, **options: object) -> None:
        tried.append(task)
        raise OperationalError("Connection refused")

    monkeypatch.setattr(bells.app, "send_task", fail)
    monkeypatch.setattr(bells.broker, "next_try", 0.0)
    return tried


@pytest.mark.django_db
def test_a_bell_rings_only_for_what_was_committed(rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        bells.ring("surveys.tasks.work")
        assert rung == []

    assert rung == ["surveys.tasks.work"]


@pytest.mark.django_db
def test_a_broker_that_is_down_is_left_alone_for_a_while(
    rung, monkeypatch, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            bells.ring("surveys.tasks.work")
    assert len(rung) == 1

    later = time.monotonic() + bells.LEFT_ALONE
    monkeypatch.setattr(bells.time, "monotonic", lambda: later)
    with django_capture_on_commit_callbacks(execute=True):
        bells.ring("surveys.tasks.work")
    assert len(rung) == 2
