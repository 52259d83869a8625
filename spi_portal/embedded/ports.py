"""Ports of this machine: the wanted one, or the next that is free."""

from __future__ import annotations

import os
import socket

from spi_portal.embedded.console import Failure, say

TRIED = 50
_claims: dict[int, socket.socket] = {}  # held until this process ends


def choose(*, variable: str, default: int, taken: tuple[int, ...] = ()) -> int:
    """A free port from $variable (or `default`) upwards, outside `taken`. Raises Failure."""
    wanted = _wanted(variable, default)
    for port in range(wanted, min(wanted + TRIED, 65_536)):
        if port not in taken and is_free(port) and _claim(port):
            if port != wanted:
                say(f"Port {wanted} is taken, so {port} is used (set {variable} to choose).")
            return port
    raise Failure(f"No port from {wanted} on is free: set {variable} to another one.")


def is_free(port: int) -> bool:
    with socket.socket() as attempt:
        # As the web server does it: connections that just ended do not hold the port.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _claim(port: int) -> bool:
    """Ours, among clones that start at the same moment: the site itself binds seconds later.

    An abstract Unix socket is one name for the whole machine, and goes with its process.
    """
    if port in _claims:
        return True
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0spi-portal-port-{port}")
    except OSError:
        claim.close()
        return False
    _claims[port] = claim
    return True


def _wanted(variable: str, default: int) -> int:
    text = os.environ.get(variable, str(default))
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise Failure(f"{variable}={text} is not a port: write a number from 1 to 65535.")
    return int(text)
