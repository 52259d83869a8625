from __future__ import annotations

from pathlib import Path

import pytest

from spi_portal.embedded import venv


@pytest.fixture
def installed(own_state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What is installed, call by call, in a clone with two locks."""
    calls: list[list[str]] = []
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for lock in (venv.LOCK, venv.DEV_LOCK):
        (tmp_path / lock).write_text("django==5.2\n")
    monkeypatch.setattr(venv, "CLONE", tmp_path)
    monkeypatch.setattr(venv, "FOLDER", tmp_path / ".venv")
    monkeypatch.setattr(venv, "STAMP", tmp_path / ".venv" / "installed.json")
    monkeypatch.setattr(venv, "_is_ours", lambda: True)
    monkeypatch.setattr(venv, "_install", calls.append)
    return calls


def test_the_first_start_installs_what_runs(installed: list[list[str]]):
    venv.prepare(for_tests=False)

    assert installed == [[venv.LOCK]]


def test_the_same_lock_is_installed_once(installed: list[list[str]]):
    venv.prepare(for_tests=False)
    venv.prepare(for_tests=False)

    assert installed == [[venv.LOCK]]


def test_a_changed_lock_is_installed(installed: list[list[str]], tmp_path: Path):
    venv.prepare(for_tests=False)
    (tmp_path / venv.LOCK).write_text("django==5.2.1\n")

    venv.prepare(for_tests=False)

    assert installed == [[venv.LOCK], [venv.LOCK]]


def test_tests_need_both_locks(installed: list[list[str]]):
    venv.prepare(for_tests=True)

    assert installed == [[venv.LOCK, venv.DEV_LOCK]]


def test_who_has_run_the_tests_keeps_their_packages(installed: list[list[str]], tmp_path: Path):
    (tmp_path / ".venv" / "bin" / "pytest").touch()

    venv.prepare(for_tests=False)

    assert installed == [[venv.LOCK, venv.DEV_LOCK]]


def test_an_installation_that_failed_is_tried_again(
    installed: list[list[str]], monkeypatch: pytest.MonkeyPatch
):
    def fail(files: list[str]) -> None:
        raise venv.Failure("no network")

    with monkeypatch.context() as patch:
        patch.setattr(venv, "_install", fail)
        with pytest.raises(venv.Failure):
            venv.prepare(for_tests=False)

    venv.prepare(for_tests=False)

    assert installed == [[venv.LOCK]]
