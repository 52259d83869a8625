from __future__ import annotations

import socket
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict

from spi_portal.embedded import addresses
from spi_portal.embedded.addresses import Address
from spi_portal.embedded.console import Failure

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]))


@given(
    user=TEXT.filter(bool), password=TEXT.filter(bool), host=st.sampled_from(["db", "/run/my pg"])
)
def test_libpq_reads_back_whatever_stands_in_an_address(user: str, password: str, host: str):
    address = Address(user=user, password=password, host=host, port="5433", database="spi")

    read = conninfo_to_dict(address.url)

    assert read == {
        "user": user, "password": password, "host": host, "port": "5433", "dbname": "spi"
    }  # fmt: skip


@given(user=TEXT.filter(bool), password=TEXT.filter(bool), host=st.sampled_from(["db", "/run/pg"]))
def test_an_address_survives_being_written(user: str, password: str, host: str):
    address = Address(user=user, password=password, host=host, port="5433", database="spi")

    assert addresses.parse(address.url) == address


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgres://root@db.example/postgres", "db.example", "5432"),
        ("postgresql://root@[::1]:5433/postgres", "::1", "5433"),
        (
            "postgresql:///postgres?host=/var/run/postgresql&port=5434",
            "/var/run/postgresql",
            "5434",
        ),
        ("postgresql://%2Fvar%2Frun%2Fpostgresql/postgres", "/var/run/postgresql", "5432"),
        ("postgresql://", "localhost", "5432"),
    ],
)
def test_every_way_of_naming_a_server_is_understood(url: str, host: str, port: str):
    address = addresses.parse(url)

    assert (address.host, address.port) == (host, port)


def test_a_role_reaches_the_same_server_by_its_own_name():
    administrator = addresses.parse("postgresql://root:secret@db:5433/postgres?sslmode=require")

    role = administrator.seen_by("app_box", password="own", database="spi_box")

    assert role.url == "postgresql://app_box:own@db:5433/spi_box?sslmode=require"


@pytest.mark.parametrize(
    "url", ["mysql://root@db/x", "db.example", "postgresql://db:port/x", "postgresql://[::1/x"]
)
def test_what_is_no_address_is_refused_in_a_sentence(url: str):
    with pytest.raises(Failure, match="DATABASE_URL"):
        addresses.parse(url)


def test_a_server_that_is_not_there_is_told_with_the_reason():
    address = addresses.parse("postgresql://root@127.0.0.1:1/postgres")

    assert address.refusal() == "Connection refused"


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_server_that_is_no_postgresql_is_told_and_waited_for_no_longer(answer: bytes):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_answer, args=(listener, answer), daemon=True).start()
        port = listener.getsockname()[1]

        assert addresses.parse(f"postgresql://root@127.0.0.1:{port}/postgres").refusal()


def _answer(listener: socket.socket, answer: bytes) -> None:
    connection, _ = listener.accept()
    connection.sendall(answer)
    time.sleep(10 if not answer else 0)
    connection.close()
