"""The encrypted way to one of our addresses, and how long its certificate is good."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from spi_portal.ui import formats
from surveys.inspection.observation import Observation, attention, good, missing

TIMEOUT = 4.0  # seconds, for reaching the host and again for the handshake
SOON = timedelta(days=30)
ASK = "Minta pengelola server"


def look(address: str, *, context: ssl.SSLContext | None = None) -> Observation:
    """Reach `address` (a host, with or without scheme and port) as a browser would."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        return missing(f"{address} bukan alamat.", "Perbaiki alamat itu di Pengaturan kota.")
    if parts.scheme != "https":
        return missing(
            f"{address} dibuka tanpa sambungan aman.",
            f"{ASK} memasang sertifikat dan mengganti alamatnya menjadi https.",
        )
    return _reach(host, port, context or ssl.create_default_context())


def _reach(host: str, port: int, context: ssl.SSLContext) -> Observation:
    try:
        version, ends = _handshake(host, port, context)
    except ssl.SSLCertVerificationError as fault:
        return missing(
            f"Sertifikat {host} ditolak: {_why(fault)}.", f"{ASK} memasang sertifikat yang sah."
        )
    except ssl.SSLError:
        return missing(
            f"{host} menjawab, tetapi tidak dengan TLS yang aman.",
            f"{ASK} menyalakan TLS 1.2 atau lebih baru di porta {port}.",
        )
    except socket.gaierror:
        return missing(f"Nama {host} tidak dikenal DNS.", f"{ASK} mendaftarkan nama itu di DNS.")
    except (OSError, ValueError, UnicodeError):
        return missing(
            f"{host} tidak menjawab di porta {port}.",
            f"{ASK} menyalakan proksi dan membuka porta {port}.",
        )
    return _judge(version, ends)


def _handshake(host: str, port: int, context: ssl.SSLContext) -> tuple[str, datetime]:
    with (
        socket.create_connection((host, port), timeout=TIMEOUT) as way,
        context.wrap_socket(way, server_hostname=host) as secured,
    ):
        shown = secured.getpeercert() or {}
        ends = ssl.cert_time_to_seconds(str(shown["notAfter"]))
        return secured.version() or "TLS", datetime.fromtimestamp(ends, tz=UTC)


def _judge(version: str, ends: datetime) -> Observation:
    measured = f"{version.replace('v', ' ')}, sertifikat berlaku sampai {formats.day(ends)}."
    if ends - datetime.now(UTC) <= SOON:
        return attention(measured, f"{ASK} memperpanjang sertifikat sekarang.")
    return good(measured)


def _why(fault: ssl.SSLCertVerificationError) -> str:
    reasons = {10: "sudah kedaluwarsa", 18: "dibuat sendiri", 62: "untuk nama lain"}
    return reasons.get(fault.verify_code, "penerbitnya tidak dikenal")
