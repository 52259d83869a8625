from __future__ import annotations

import os
from pathlib import Path

import pytest

from spi_portal.embedded import locks

pytestmark = pytest.mark.usefixtures("own_state")


def test_a_claim_keeps_the_second_out():
    with locks.claimed("run") as first, locks.claimed("run") as second:
        assert (first, second) == (True, False)


def test_the_holder_of_a_claim_is_known():
    with locks.claimed("run"):
        assert locks.holder("run") == os.getpid()


def test_a_claim_ends_with_its_holder():
    with locks.claimed("run"):
        pass

    assert locks.holder("run") is None


def test_the_servers_stay_while_somebody_else_uses_them():
    with locks.sharing("servers") as one, locks.sharing("servers"):
        assert not locks.is_last(one)


def test_the_last_user_knows_it():
    with locks.sharing("servers") as one:
        with locks.sharing("servers"):
            pass
        assert locks.is_last(one)


def test_a_lock_is_readable_by_its_owner_only(own_state: Path):
    with locks.claimed("run"):
        assert (own_state / "run.lock").stat().st_mode & 0o777 == 0o600
