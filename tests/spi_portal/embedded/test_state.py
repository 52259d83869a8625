from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from spi_portal.embedded import state
from spi_portal.embedded.console import Failure
from spi_portal.processes import PROCESSES


def test_two_clones_never_share_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("SPI_STATE", raising=False)
    monkeypatch.setattr(state, "CLONE", tmp_path / "one")
    one = state._path()
    monkeypatch.setattr(state, "CLONE", tmp_path / "two")

    assert state._path() != one


def test_a_user_keeps_state_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("SPI_STATE", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert state._path().parent == tmp_path / "spi-portal"


def test_root_keeps_state_where_the_servers_account_can_reach_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SPI_STATE", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert state._path().parent == Path("/var/lib/spi-portal")


def test_a_folder_that_cannot_be_made_is_told_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("SPI_STATE", str(tmp_path / "file" / "state"))

    with pytest.raises(Failure, match="set SPI_STATE"):
        state.folder()


def test_every_role_has_a_password_of_its_own(own_state: Path):
    known = json.loads(state.passwords().read_text())

    roles = {role for p in PROCESSES.values() for role in (p.default_role, p.box_role) if role}
    assert known.keys() == roles | {state.ADMINISTRATOR}
    assert len(set(known.values())) == len(known)


def test_passwords_stay_when_a_new_role_gets_one(own_state: Path):
    state.write_private(own_state / "passwords.json", json.dumps({"app_staff": "known"}))

    state.passwords()

    assert state.password("app_staff") == "known"


def test_every_process_signs_with_a_key_of_its_own(own_state: Path):
    keys = {name: state.secret_key(name) for name in PROCESSES}

    assert len(set(keys.values())) == len(PROCESSES)
    assert state.secret_key("staff") == keys["staff"]


@pytest.mark.parametrize("make", [state.passwords, lambda: state.secret_key("staff")])
def test_secrets_are_readable_by_their_owner_only(own_state: Path, make):
    make()

    files = [path for path in own_state.iterdir() if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_a_command_by_hand_finds_the_addresses_of_the_clone(
    own_state: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SPI_KEYS", raising=False)
    state.save_env({"SPI_KEYS": "/kept=here"})

    assert state.load_env()
    assert os.environ["SPI_KEYS"] == "/kept=here"


def test_what_is_set_by_hand_stays(own_state: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SPI_KEYS", "by hand")
    state.save_env({"SPI_KEYS": "kept"})

    state.load_env()

    assert os.environ["SPI_KEYS"] == "by hand"


def test_a_clone_that_was_never_started_has_no_addresses(own_state: Path):
    assert not state.load_env()
