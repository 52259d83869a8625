"""`dev.py chaos restarts`: what somebody is told while PostgreSQL is restarted is true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.misbehaviour import promises, restarting
from tests.misbehaviour.portal import Portal, open_portal


@pytest.fixture(scope="module")
def portal(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    static: Path,
    keys: None,
) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("r")
    with django_db_blocker.unblock(), open_portal(folder, static) as opened:  # type: ignore[attr-defined]
        yield opened


@pytest.mark.parametrize("name", restarting.TABLE)
def test_whatever_is_said_around_a_restart_is_true(portal: Portal, name: str) -> None:
    promises.are_kept(portal, restarting.TABLE[name])
