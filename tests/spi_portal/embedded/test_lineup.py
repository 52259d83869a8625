from __future__ import annotations

import os
from pathlib import Path

import pytest

from spi_portal.embedded import addresses, lineup
from spi_portal.embedded.environments import Place
from spi_portal.embedded.lineup import Part
from spi_portal.embedded.servers import Servers
from spi_portal.processes import PROCESSES


@pytest.fixture
def parts(own_state: Path) -> dict[str, Part]:
    administrator = addresses.parse("postgresql://root@db/postgres")
    servers = Servers(
        administrator=administrator, bell="redis://bell", own_database=False, own_bell=False
    )
    place = Place(servers=servers, staff_port=8010, public_port=8011)
    return {part.name: part for part in [*lineup.web(place), *lineup.workers(place)]}


def test_every_process_of_the_table_runs(parts: dict[str, Part]):
    assert parts.keys() == {name for name, row in PROCESSES.items() if not row.is_by_command}


def test_each_is_told_which_one_it_is(parts: dict[str, Part]):
    assert {name: part.environment["SPI_PROCESS"] for name, part in parts.items()} == {
        name: name for name in parts
    }


def test_a_worker_hears_the_queue_of_its_row(parts: dict[str, Part]):
    heard = {
        name: part.command[part.command.index("-Q") + 1]
        for name, part in parts.items()
        if "-Q" in part.command
    }

    assert heard == {name: row.queue for name, row in PROCESSES.items() if row.queue}


def test_a_site_answers_at_the_port_that_its_links_name(parts: dict[str, Part]):
    sites = {name: part.port for name, part in parts.items() if part.port}

    assert sites == {"staff": 8010, "public": 8011, "room": 8002}
    for part in parts.values():
        assert part.environment["SPI_PUBLIC_URL"].endswith(":8011")


def test_nothing_answers_beyond_this_machine(parts: dict[str, Part]):
    for name in ("staff", "public"):
        command = parts[name].command
        assert command[command.index("--host") + 1] == "127.0.0.1"


def test_no_site_notes_who_comes(parts: dict[str, Part]):
    assert "--no-access-log" in parts["public"].command


def test_without_shared_memory_a_worker_does_with_one_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)

    assert lineup._pool(2) == ("--pool", "solo")
