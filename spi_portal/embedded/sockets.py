"""Unix sockets: where they may lie, and whether somebody listens."""

from __future__ import annotations

import hashlib
import os
import socket
import tempfile
from pathlib import Path

from spi_portal.embedded.accounts import Account
from spi_portal.embedded.console import Failure

LONGEST = 99  # bytes; the kernel's sockaddr_un holds 107, and names of lock files are longer


def folder(*, wanted: Path, name: str, account: Account) -> Path:
    """A folder, closed to everybody else, in which a socket `name` has a short enough path.

    `wanted` if it will do; otherwise one in the temporary folder, named by a hash of `wanted`.
    """
    if len(os.fsencode(wanted / name)) > LONGEST:
        digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
        wanted = Path(tempfile.gettempdir()) / f"spi-{account.uid}-{digest}"
    wanted.mkdir(mode=0o700, exist_ok=True)
    # In a shared temporary folder somebody else may have made it before us.
    if wanted.is_symlink() or wanted.stat().st_uid not in (os.geteuid(), account.uid):
        raise Failure(f"{wanted} belongs to somebody else: remove it, or set SPI_STATE elsewhere.")
    wanted.chmod(0o700)
    account.own(wanted)
    return wanted


def ask(path: Path, question: bytes = b"", *, seconds: float = 2) -> bytes | None:
    """The first bytes of the answer; b"" for a bare connection; None if nobody listens."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(seconds)
        try:
            connection.connect(str(path))
            if not question:
                return b""
            connection.sendall(question)
            return connection.recv(64)
        except OSError:
            return None
