"""Real sockets: a TLS server with certificates of our own making, and a DNS server."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Authority:
    """Signs certificates; browsers that know it trust them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Otoritas contoh")])
        self.certificate = self._sign(self.name, self.key.public_key(), days=30, ca=True)

    def trusting(self) -> ssl.SSLContext:
        pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode()
        return ssl.create_default_context(cadata=pem)

    def server_context(self, host: str, *, days: float) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        certificate = self._sign(subject, key.public_key(), days=days, host=host)
        path = self.folder / f"{host}.{days}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _sign(self, subject, public_key, *, days: float, host: str = "", ca: bool = False):
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if host:
            names = x509.SubjectAlternativeName([x509.DNSName(host)])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self.key, hashes.SHA256())


@pytest.fixture(scope="session")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A TCP server that gives each connection to `answer`."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_accept, args=(server, answer), daemon=True).start()
        yield server.getsockname()[1]


def _accept(server: socket.socket, answer: Callable[[socket.socket], None]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            try:
                answer(connection)
            except OSError:
                continue


@pytest.fixture
def tls_server(authority):
    """Serve a certificate for `host` that is good for `days` more."""

    @contextmanager
    def serve(*, host: str = "localhost", days: float = 90) -> Iterator[str]:
        context = authority.server_context(host, days=days)

        def shake(connection: socket.socket) -> None:
            with context.wrap_socket(connection, server_side=True) as secured:
                secured.recv(1)

        with listening(shake) as port:
            yield f"localhost:{port}"

    return serve


@pytest.fixture
def dns_server():
    """A resolver that asks a DNS server of our own, which knows the TXT records it is given."""

    @contextmanager
    def serve(records: dict[str, list[str]]) -> Iterator[dns.resolver.Resolver]:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
            server.bind(("127.0.0.1", 0))
            threading.Thread(target=_answer, args=(server, records), daemon=True).start()
            resolver = dns.resolver.Resolver(configure=False)
            resolver.nameservers = ["127.0.0.1"]
            resolver.port = server.getsockname()[1]
            resolver.lifetime = 2
            yield resolver

    return serve


def _answer(server: socket.socket, records: dict[str, list[str]]) -> None:
    while True:
        try:
            packet, asker = server.recvfrom(4096)
        except OSError:
            return
        query = dns.message.from_wire(packet)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA | dns.flags.RA
        name = query.question[0].name
        texts = records.get(name.to_text(omit_final_dot=True))
        if texts is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif texts:
            quoted = [f'"{text}"' for text in texts]
            response.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *quoted))
        server.sendto(response.to_wire(), asker)
