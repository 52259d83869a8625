"""What a trial's status says to whoever called it."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from spi_portal.embedded import trials

FAILED, SHORT = 1, 3  # of pytest; of a sum of too few kills


@pytest.fixture
def nothing_runs(own_state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    up = SimpleNamespace(own_database=True)
    monkeypatch.setattr(trials, "aside", nullcontext)
    monkeypatch.setattr(trials.servers, "running", lambda: nullcontext(up))
    monkeypatch.setattr(trials.places, "current", lambda up: None)
    monkeypatch.setattr(trials.preparation, "prepare", lambda place, *, for_tests: None)
    monkeypatch.setattr(trials.environments, "of", lambda name, place: {})
    monkeypatch.setattr(trials, "_alone", lambda *words, environment: SHORT)
    monkeypatch.setattr(trials, "_pytest", lambda *words, environment: 0)


@pytest.mark.parametrize(
    ("words", "status"), [(["restarts"], 0), (["ballots"], SHORT), ([], SHORT), (["--json"], SHORT)]
)
@pytest.mark.usefixtures("nothing_runs")
def test_only_who_killed_is_told_how_many_kills_are_left(words: list[str], status: int) -> None:
    assert trials.chaos(words) == status


@pytest.mark.parametrize("words", [["restarts"], ["ballots"]])
@pytest.mark.usefixtures("nothing_runs")
def test_what_failed_is_said_whatever_the_sum_is(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "_pytest", lambda *words, environment: FAILED)

    assert trials.chaos(words) == FAILED
