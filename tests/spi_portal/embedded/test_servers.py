"""The real servers, started, killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from spi_portal.embedded import postgres, servers, state, valkey
from spi_portal.embedded.console import Failure

pytestmark = pytest.mark.servers


def ask(question: str) -> str:
    with psycopg.connect(postgres.address().url, autocommit=True) as connection:
        return str(connection.execute(question).fetchone()[0])


def kill(*pids: int) -> tuple[int, ...]:
    """At once, and wait until the system has taken them away."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    while any(works(pid) for pid in pids):
        time.sleep(0.01)
    return pids


def works(pid: int) -> bool:
    try:
        return bool(os.readlink(f"/proc/{pid}/cwd"))
    except OSError:  # gone, or a zombie
        return False


def test_a_fresh_folder_gets_a_server_with_utf8_and_checksums(started: Path):
    assert ask("SHOW server_encoding") == "UTF8"
    assert ask("SHOW data_checksums") == "on"
    assert ask("SELECT datcollate FROM pg_database WHERE datname = 'template0'") == "C.UTF-8"


def test_nobody_enters_without_the_password(started: Path):
    address = postgres.address()

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address.seen_by(address.user, password="guessed", database="postgres").url)


def test_there_is_no_way_in_by_network(started: Path):
    assert ask("SHOW listen_addresses") == ""


def test_a_second_start_finds_the_first(started: Path):
    before = postgres.here().pid

    postgres.start()
    valkey.start()

    assert postgres.here().pid == before


def test_nothing_that_was_promised_is_lost_when_both_are_killed(started: Path):
    with psycopg.connect(postgres.address().url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with redis.Redis(unix_socket_path=str(valkey.address().removeprefix("unix://"))) as bell:
        bell.set("kept", "42")
        bell.execute_command("WAITAOF", 1, 0, 2000)
    killed = kill(postgres.here().pid, int((started / "valkey" / "pid").read_text()))

    postgres.start()
    valkey.start()

    assert ask("SELECT answer FROM kept") == "42"
    with redis.Redis(unix_socket_path=str(valkey.address().removeprefix("unix://"))) as bell:
        assert bell.get("kept") == b"42"
    assert postgres.here().pid not in killed


def test_a_pid_file_that_means_a_stranger_by_now_is_no_obstacle(started: Path):
    postgres.stop()
    pidfile = postgres.here().data / "postmaster.pid"
    pidfile.write_text(f"{os.getppid()}\n")

    postgres.start()

    assert ask("SELECT 1") == "1"


def test_what_a_statement_says_does_not_reach_the_log(started: Path):
    with pytest.raises(psycopg.Error):
        ask("SELECT 1 / 0 AS seorang_responden")

    words = postgres.here().log.read_text()
    assert "division by zero" in words
    assert "seorang_responden" not in words


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has somebody to step down to")
def test_roots_servers_run_as_somebody_else(started: Path):
    pids = [postgres.here().pid, int((started / "valkey" / "pid").read_text())]

    assert 0 not in {Path(f"/proc/{pid}").stat().st_uid for pid in pids}


def test_no_folder_above_the_data_is_opened(started: Path):
    assert started.parent.stat().st_mode & 0o777 == 0o711
    assert (started / "postgres").stat().st_mode & 0o777 == 0o700
    assert (started / "postgres" / "data").stat().st_mode & 0o777 == 0o700


def test_the_last_one_out_stops_both(started: Path):
    with servers.running():
        with servers.running():
            pass
        assert postgres.here().pid is not None
        assert valkey.is_running()

    assert postgres.here().pid is None
    assert not valkey.is_running()


def test_servers_that_died_are_started_again(started: Path):
    with servers.running() as up:
        valkey.stop()

        assert up.keep_up() == ["Valkey"]
        assert up.keep_up() == []


def test_servers_outlive_who_started_them(started: Path):
    """A killed `run` leaves them behind, and the next one goes on with them."""
    postgres.stop()
    code = "from spi_portal.embedded import postgres; postgres.start()"

    subprocess.run([sys.executable, "-c", code], check=True, cwd=state.CLONE)

    assert ask("SELECT 1") == "1"


def test_data_of_another_version_is_refused_in_a_sentence(started: Path):
    postgres.stop()
    version = postgres.here().data / "PG_VERSION"
    version.write_text("17\n")

    with pytest.raises(Failure, match="made by PostgreSQL 17"):
        postgres.start()
    version.write_text("18\n")


def test_half_made_data_is_made_anew(own_state: Path):
    """A first start that was killed in the middle leaves `data.new`."""
    left = postgres.here().folder / "data.new"
    left.mkdir()
    (left / "PG_VERSION").write_text("18\n")

    postgres.start()

    assert ask("SELECT 1") == "1"
    postgres.stop()


def test_a_stop_takes_a_moment_only(started: Path):
    begun = time.monotonic()

    postgres.stop()
    valkey.stop()

    assert time.monotonic() - begun < 5


def test_an_unreachable_database_is_named_without_its_password(
    own_state: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", "postgresql://root:hidden@127.0.0.1:1/postgres")
    monkeypatch.setenv("REDIS_URL", "redis://unused")

    with pytest.raises(Failure, match=r"No database answers at 127\.0\.0\.1 port 1") as told:
        servers.running().__enter__()

    assert "hidden" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "told"),
    [("redis://127.0.0.1:1/0", "Connection refused"), ("http://127.0.0.1/", "scheme")],
)
def test_a_broker_that_does_not_answer_is_named(url: str, told: str):
    assert told in (valkey.refusal(url) or "")


def test_a_broker_that_answers_is_taken(started: Path):
    assert valkey.refusal(valkey.address()) is None
