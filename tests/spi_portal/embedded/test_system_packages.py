from __future__ import annotations

import ctypes.util
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from spi_portal.embedded import system_packages

ALL = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@pytest.fixture
def without_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)


@pytest.fixture
def apt(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The calls of apt that are made, all of which succeed."""
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(system_packages, "_apt", lambda *words: not calls.append(words))
    return calls


@pytest.mark.usefixtures("without_libraries")
def test_an_ordinary_user_is_told_what_an_administrator_must_do(
    apt: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    system_packages.provide_pdf_libraries()

    assert f"No PDF until an administrator runs: apt-get install {ALL}" in capsys.readouterr().out
    assert apt == []


@pytest.mark.usefixtures("without_libraries")
def test_root_gets_them_installed(apt: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: f"/usr/bin/{name}")

    system_packages.provide_pdf_libraries()

    assert apt == [("install", "-y", "--no-install-recommends", *ALL.split())]


def test_nobody_is_told_about_what_is_there(
    apt: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: f"lib{name}.so")

    system_packages.provide_pdf_libraries()

    assert capsys.readouterr().out == ""


def test_two_installations_at_once_do_not_meet(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    busy: list[str] = []

    def apt(*words: str) -> bool:
        alone = not busy
        busy.append(words[-1])
        time.sleep(0.05)
        busy.pop()
        return alone

    monkeypatch.setattr(system_packages, "_apt", apt)
    with ThreadPoolExecutor() as both:
        done = both.map(system_packages.install, ["python3-venv", "libpango-1.0-0"])

    assert list(done) == [True, True]
