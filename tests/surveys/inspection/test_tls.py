from __future__ import annotations

import socket
import time

import pytest

from surveys.inspection import tls
from surveys.models.inspections import State
from tests.surveys.inspection.conftest import listening


def test_a_good_certificate_is_good_and_its_end_is_told(tls_server, authority):
    with tls_server(days=90) as address:
        seen = tls.look(address, context=authority.trusting())

    assert seen.state == State.GOOD
    assert seen.measured.startswith("TLS 1.3, sertifikat berlaku sampai ")


def test_one_that_ends_soon_needs_attention(tls_server, authority):
    with tls_server(days=20) as address:
        seen = tls.look(address, context=authority.trusting())

    assert (seen.state, "memperpanjang" in seen.advice) == (State.ATTENTION, True)


@pytest.mark.parametrize(
    ("given", "why"),
    [({"days": -1}, "sudah kedaluwarsa"), ({"host": "lain.go.id"}, "untuk nama lain")],
)
def test_a_certificate_that_is_not_good_says_why(tls_server, authority, given, why):
    with tls_server(**given) as address:
        seen = tls.look(address, context=authority.trusting())

    assert seen.state == State.MISSING
    assert seen.measured == f"Sertifikat localhost ditolak: {why}."


def test_an_authority_that_nobody_knows_is_told(tls_server):
    with tls_server() as address:
        seen = tls.look(address)

    assert "ditolak: penerbitnya tidak dikenal" in seen.measured


def test_a_host_that_speaks_no_tls_is_told():
    with listening(lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")) as port:
        seen = tls.look(f"localhost:{port}")

    assert (seen.state, "tidak dengan TLS" in seen.measured) == (State.MISSING, True)


def test_a_host_that_accepts_and_says_nothing_holds_nobody_up(monkeypatch):
    monkeypatch.setattr(tls, "TIMEOUT", 0.3)
    began = time.monotonic()

    with listening(lambda connection: time.sleep(3)) as port:
        seen = tls.look(f"localhost:{port}")

    assert (seen.state, time.monotonic() - began < 2) == (State.MISSING, True)
    assert "tidak menjawab" in seen.measured


def test_a_closed_port_is_told():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert tls.look(f"localhost:{port}").measured == f"localhost tidak menjawab di porta {port}."


def test_a_name_that_nobody_knows_is_told():
    assert "tidak dikenal DNS" in tls.look("tidak-ada.invalid").measured


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://spi.kota.go.id"])
def test_an_address_without_encryption_is_not_even_reached(address):
    seen = tls.look(address)

    assert (seen.state, "tanpa sambungan aman" in seen.measured) == (State.MISSING, True)


@pytest.mark.parametrize("address", ["", "spi..go.id", "https://", "spi.kota.go.id:99999"])
def test_what_is_no_address_is_a_finding_and_no_fault(address):
    assert tls.look(address).state == State.MISSING
