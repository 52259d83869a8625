from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from spi_portal.embedded import system_packages

DONE = CompletedProcess([], 0, "")
ALL = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@pytest.fixture
def without_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)


@pytest.fixture
def apt(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The calls of apt that are made, all of which succeed."""
    calls: list[tuple[str, ...]] = []

    def apt(*words: str) -> CompletedProcess[str]:
        calls.append(words)
        return DONE

    monkeypatch.setattr(system_packages, "_apt", apt)
    return calls


@pytest.mark.usefixtures("without_libraries", "own_state")
def test_an_ordinary_user_is_told_what_an_administrator_must_do(
    apt: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: None)

    system_packages.provide_pdf_libraries()

    assert f"No PDF until an administrator runs: apt-get install {ALL}" in capsys.readouterr().out
    assert apt == []


@pytest.mark.usefixtures("without_libraries", "own_state")
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
    met: list[str] = []

    def apt(*words: str) -> CompletedProcess[str]:
        met.extend(busy)
        busy.append(words[-1])
        time.sleep(0.05)
        busy.remove(words[-1])
        return DONE

    monkeypatch.setattr(system_packages, "_apt", apt)
    with ThreadPoolExecutor() as both:
        done = both.map(system_packages.install, ["python3-venv", "libpango-1.0-0"])

    assert list(done) == [True, True]
    assert met == []


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="only Debian and its relatives")
@pytest.mark.usefixtures("without_libraries")
def test_an_ordinary_user_gets_them_unpacked(
    own_state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    machine = sysconfig.get_config_var("MULTIARCH")
    tree = tmp_path / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN" / "control").write_text(
        "Package: libpango-1.0-0\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n"
    )
    (tree / "usr" / "lib" / machine).mkdir(parents=True)
    (tree / "usr" / "lib" / machine / "libpango-1.0.so.0").touch()

    def apt(*words: str, folder: str | None = None) -> CompletedProcess[str]:
        if words[0] == "download":
            return subprocess.run(["dpkg-deb", "-b", str(tree), folder], check=True, text=True)
        return CompletedProcess(words, 0, "Inst libpango-1.0-0 (1.50 Debian)\n")

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system_packages, "_apt", apt)
    assert system_packages.where_unpacked() == {}

    system_packages.provide_pdf_libraries()

    folders = system_packages.where_unpacked()["LD_LIBRARY_PATH"].split(":")
    assert (Path(folders[0]) / "libpango-1.0.so.0").exists()
