from __future__ import annotations

from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from spi_portal.embedded import addresses, environments
from spi_portal.embedded.environments import Place
from spi_portal.embedded.servers import Servers
from spi_portal.processes import PROCESSES

ADMINISTRATOR = "postgresql://root:admin-secret@db:5433/postgres"


@pytest.fixture
def place(own_state: Path) -> Place:
    servers = Servers(
        administrator=addresses.parse(ADMINISTRATOR),
        bell="redis://bell",
        own_database=False,
        own_bell=False,
    )
    return Place(servers=servers, staff_port=8010, public_port=8011)


@pytest.fixture(params=PROCESSES)
def process(request: pytest.FixtureRequest):
    return PROCESSES[request.param]


def test_a_process_is_told_what_its_row_allows(place: Place, process):
    assert process.refusal(environments.of(process.name, place)) is None


@pytest.mark.parametrize(
    ("variable", "column"), [("DATABASE_URL", "default_role"), ("BOX_DATABASE_URL", "box_role")]
)
def test_a_database_is_named_only_to_those_who_have_a_role_in_it(
    place: Place, process, variable: str, column: str
):
    url = environments.of(process.name, place).get(variable)

    assert (conninfo_to_dict(url)["user"] if url else None) == getattr(process, column)


def test_the_broker_is_named_only_to_those_who_ring_or_hear(place: Place, process):
    assert ("REDIS_URL" in environments.of(process.name, place)) == process.broker


def test_the_administrators_address_reaches_no_process(
    place: Place, process, monkeypatch: pytest.MonkeyPatch
):
    for name in ("DATABASE_URL", "BOX_DATABASE_URL", "SPI_ADMIN_DATABASE_URL"):
        monkeypatch.setenv(name, ADMINISTRATOR)

    assert "admin-secret" not in str(environments.of(process.name, place))


def test_a_process_finds_only_its_own_keys(place: Place, own_state: Path, process):
    folder = Path(environments.of(process.name, place)["SPI_KEYS"])

    parent = own_state / "keys"
    assert folder == (parent if process.is_by_command else parent / process.name)


def test_no_process_signs_with_anothers_key(place: Place):
    keys = {environments.of(name, place)["SPI_SECRET_KEY"] for name in PROCESSES}

    assert len(keys) == len(PROCESSES)


def test_links_carry_the_port_that_was_free(place: Place):
    assert environments.of("send", place)["SPI_PUBLIC_URL"] == "http://localhost:8011"


def test_a_mail_server_that_the_user_names_is_used(place: Place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SPI_SMTP_HOST", "smtp.example")
    monkeypatch.setenv("SPI_SMTP_PORT", "587")

    environment = environments.of("send", place)

    assert (environment["SPI_SMTP_HOST"], environment["SPI_SMTP_PORT"]) == ("smtp.example", "587")
