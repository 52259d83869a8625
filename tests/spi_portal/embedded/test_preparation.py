from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from spi_portal.embedded import management, postgres, preparation, state
from spi_portal.embedded.addresses import parse
from spi_portal.embedded.environments import Place
from spi_portal.embedded.servers import Servers


def place(*, own: bool = True) -> Place:
    administrator = parse("postgresql://root@db/postgres")
    servers = Servers(administrator=administrator, bell="x", own_database=own, own_bell=own)
    return Place(servers=servers)


@pytest.fixture
def clone(own_state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "tasks.py").write_text("one")
    monkeypatch.setattr(state, "CLONE", tmp_path)
    monkeypatch.setattr(postgres, "here", lambda: SimpleNamespace(made_at=1))
    return tmp_path


@pytest.fixture
def prepared(clone: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The calls that follow on a first preparation."""
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(management, "run", lambda *words, environment: calls.append(words))
    preparation.prepare_if_changed(place())
    assert calls == [("prepare",)]
    calls.clear()
    return calls


def test_a_second_start_has_nothing_to_prepare(prepared: list[tuple[str, ...]]):
    preparation.prepare_if_changed(place())

    assert prepared == []


def test_a_changed_source_is_prepared_again(prepared: list[tuple[str, ...]], clone: Path):
    (clone / "surveys" / "tasks.py").write_text("two")

    preparation.prepare_if_changed(place())

    assert prepared == [("prepare",)]


def test_new_data_is_prepared_again(
    prepared: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgres, "here", lambda: SimpleNamespace(made_at=2))

    preparation.prepare_if_changed(place())

    assert prepared == [("prepare",)]


def test_tests_need_more_than_a_start(prepared: list[tuple[str, ...]]):
    preparation.prepare_if_changed(place(), for_tests=True)

    assert prepared == [("prepare", "--for-tests")]


def test_nobody_knows_what_happened_to_somebody_elses_server(prepared: list[tuple[str, ...]]):
    preparation.prepare_if_changed(place(own=False))
    preparation.prepare_if_changed(place(own=False))

    assert prepared == [("prepare",), ("prepare",)]


def test_after_a_failed_start_everything_is_prepared_again(prepared: list[tuple[str, ...]]):
    preparation.doubt()

    preparation.prepare_if_changed(place())

    assert prepared == [("prepare",)]
