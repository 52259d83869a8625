"""This clone's own Valkey: the bell of the workers, behind a Unix socket."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

from spi_portal.embedded import accounts, daemons, pidfiles, sockets, state, wheels
from spi_portal.embedded.console import Failure

SOCKET = "valkey.sock"
PATIENCE = 30  # seconds to read its own file after a crash


def address() -> str:
    return f"unix://{_socket()}"


def is_ready() -> bool:
    return sockets.ask(_socket(), b"PING\r\n") == b"+PONG\r\n"


def is_running() -> bool:
    folder = _folder()
    return pidfiles.find(folder / "pid", works_in=folder) is not None


def start() -> None:
    """Start it. Does nothing when it runs."""
    if is_ready():
        return
    folder = _folder()
    child = None if is_running() else _launch(folder)
    give_up = time.monotonic() + PATIENCE
    while not is_ready():
        if (child is not None and child.poll() is not None) or time.monotonic() > give_up:
            raise Failure(f"Valkey does not start: see {folder / 'server.log'}")
        time.sleep(0.02)


def stop() -> None:
    folder = _folder()
    for by in (signal.SIGTERM, signal.SIGKILL):
        if pidfiles.end(folder / "pid", works_in=folder, by=by, seconds=10):
            return
    raise Failure(f"Valkey does not stop: see {folder / 'server.log'}")


def refusal(url: str) -> str | None:
    """Why a broker that the user named cannot be used; None when it answers."""
    import redis  # of the virtual environment, which dev.py has entered by now

    try:
        redis.Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3).ping()
    except (redis.RedisError, ValueError, OSError) as fault:
        return str(fault)
    return None


def _folder() -> Path:
    folder = state.folder() / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    accounts.for_servers().own(folder)
    return folder


def _socket() -> Path:
    account = accounts.for_servers()
    return sockets.folder(wanted=_folder() / "s", name=SOCKET, account=account) / SOCKET


def _launch(folder: Path) -> subprocess.Popen[bytes]:
    account = accounts.for_servers()
    program = wheels.valkey(state=state.folder(), account=account)
    options = {
        "port": "0",
        "unixsocket": str(_socket()),
        "unixsocketperm": "700",
        "dir": str(folder),
        "pidfile": str(folder / "pid"),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return daemons.launch([str(program), *words], account=account, log=folder / "server.log")
