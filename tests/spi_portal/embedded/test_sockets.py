from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from spi_portal.embedded import sockets
from spi_portal.embedded.accounts import Account
from spi_portal.embedded.console import Failure

ME = Account(uid=os.geteuid(), gid=os.getegid(), steps_down=False)
NAME = ".s.PGSQL.5432"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In place of /tmp, and short as that is."""
    short = Path(f"/tmp/{os.getpid()}")  # noqa: S108
    short.symlink_to(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(short))
    yield short
    short.unlink()


def test_a_socket_lies_in_the_state_folder_when_its_path_is_short(temporary: Path):
    wanted = temporary / "s"

    assert sockets.folder(wanted=wanted, name=NAME, account=ME) == wanted


def test_a_long_state_folder_still_has_sockets_below_100_bytes(temporary: Path):
    found = sockets.folder(wanted=Path("/srv") / ("x" * 90), name=NAME, account=ME)

    assert len(os.fsencode(found / NAME)) < 100


def test_two_long_folders_do_not_share_their_sockets(temporary: Path):
    one = sockets.folder(wanted=Path("/srv") / ("x" * 90), name=NAME, account=ME)
    other = sockets.folder(wanted=Path("/srv") / ("y" * 90), name=NAME, account=ME)

    assert one != other


def test_a_folder_of_sockets_is_closed_to_others(temporary: Path):
    (temporary / "s").mkdir(mode=0o777)

    found = sockets.folder(wanted=temporary / "s", name=NAME, account=ME)

    assert found.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_somebody_else_laid_out_is_refused(temporary: Path):
    (temporary / "s").symlink_to(temporary)

    with pytest.raises(Failure, match="belongs to somebody else"):
        sockets.folder(wanted=temporary / "s", name=NAME, account=ME)


def test_nobody_answers_at_a_socket_left_behind(temporary: Path):
    path = temporary / "left"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))

    assert sockets.ask(path) is None
