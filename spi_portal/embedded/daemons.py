"""Starting a server that outlives us: own session, own account, nothing of our environment."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from spi_portal import memory_images
from spi_portal.embedded.accounts import Account

# No secret of the caller's reaches a server, and its words stay English.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}

# Kept, so that one that ended while we live is reaped and does not stay as a zombie.
_launched: list[subprocess.Popen[bytes]] = []


def launch(command: Sequence[str], *, account: Account, log: Path) -> subprocess.Popen[bytes]:
    memory_images.limit()
    _launched[:] = [child for child in _launched if child.poll() is None]
    with log.open("ab") as words:
        child = subprocess.Popen(  # noqa: S603 (a program of our own wheels)
            command,
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
            **account.popen,
        )
    _launched.append(child)
    return child


def run(command: Sequence[str], *, account: Account) -> subprocess.CompletedProcess[str]:
    """A program of a server that ends by itself; what it said is in `stdout`."""
    return subprocess.run(  # noqa: S603 (a program of our own wheels)
        command,
        cwd="/",
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **account.popen,
    )
