"""`dev.py` as it is typed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from spi_portal.embedded import locks
from spi_portal.embedded.state import CLONE

pytestmark = pytest.mark.servers


def dev(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "dev.py", *words],
        cwd=CLONE,
        env=dict(os.environ) | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def test_without_a_word_it_tells_what_it_can():
    done = dev()

    assert done.returncode == 0
    assert "python3 dev.py run" in done.stdout


def test_it_keeps_away_from_production(own_state: Path):
    done = dev("run", SPI_ENV="production")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "SPI_ENV says production" in done.stderr


def test_a_second_run_of_a_clone_says_so(own_state: Path):
    with locks.claimed("run"):
        done = dev("run")

    assert done.returncode == 1
    assert f"This clone is running already (process {os.getpid()})" in done.stderr


def test_a_word_that_run_does_not_know_is_named(own_state: Path):
    done = dev("run", "--emtpy")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "run knows no --emtpy; --empty starts without the demo city" in done.stderr


def test_a_database_that_is_down_ends_it_with_one_sentence(own_state: Path):
    done = dev("run", DATABASE_URL="postgresql://root@127.0.0.1:1/x", REDIS_URL="redis://unused")

    assert done.returncode == 1
    assert done.stderr == "dev.py: No database answers at 127.0.0.1 port 1: Connection refused.\n"


def test_a_port_that_is_none_ends_it_with_one_sentence(own_state: Path):
    done = dev("run", SPI_STAFF_PORT="web")

    assert done.returncode == 1
    assert done.stderr.startswith("dev.py: SPI_STAFF_PORT=web is not a port")


def test_stopping_what_does_not_run_is_no_fault(own_state: Path):
    assert dev("stop").returncode == 0


def test_before_the_first_mail_there_is_none(own_state: Path):
    assert dev("mails").stdout == "No mail was caught yet.\n"
