"""This clone's own PostgreSQL: a Unix socket, no TCP, passwords for everybody."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from spi_portal.embedded import accounts, daemons, pidfiles, sockets, state, wheels
from spi_portal.embedded.accounts import Account
from spi_portal.embedded.addresses import Address
from spi_portal.embedded.console import Failure, last_line, say

SOCKET = ".s.PGSQL.5432"
PATIENCE = 120  # seconds for a recovery after a crash
HELD_UP = 20  # seconds in which orphans of a killed server may still hold its shared memory

# Nothing that a statement or a key says may reach the log: both can name people.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where one PostgreSQL keeps what it has."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def sockets(self) -> Path:
        return sockets.folder(wanted=self.folder / "s", name=SOCKET, account=self.account)

    @property
    def made_at(self) -> int:
        """When its data was made, in nanoseconds; tells one set of data from the next."""
        return (self.data / "PG_VERSION").stat().st_mtime_ns

    @property
    def pid(self) -> int | None:
        return pidfiles.find(self.data / "postmaster.pid", works_in=self.data)


def here() -> Server:
    server = Server(folder=state.folder() / "postgres", account=accounts.for_servers())
    server.folder.mkdir(mode=0o700, exist_ok=True)
    server.account.own(server.folder)
    return server


def address() -> Address:
    """The administrator's address; roles have the same with their own name and password."""
    return Address(
        user=state.ADMINISTRATOR,
        password=state.password(state.ADMINISTRATOR),
        host=str(here().sockets),
        port="5432",
        database="postgres",
    )


def is_ready(server: Server) -> bool:
    """Whether it takes connections; a server that still recovers from a crash does not."""
    try:
        lines = (server.data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    ready = len(lines) > 7 and lines[7].strip() == "ready"
    return ready and server.pid is not None and sockets.ask(server.sockets / SOCKET) is not None


def start() -> Server:
    """Start it, making its data first if there is none. Does nothing when it runs."""
    server = here()
    if is_ready(server):
        return server
    programs = wheels.postgres(state=state.folder(), account=server.account)
    if not server.data.exists():
        _make_data(server, programs)
    _refuse_other_version(server, programs)
    if server.pid is None:
        state.set_aside(server.log)
    give_up = time.monotonic() + HELD_UP
    while not _started(server, programs):
        if time.monotonic() > give_up:
            raise Failure(f"PostgreSQL does not start: {_last_words(server)} (see {server.log})")
        time.sleep(0.25)
    return server


def stop() -> None:
    """Ask for a fast shutdown; what was committed is on disk either way."""
    server = here()
    pidfile = server.data / "postmaster.pid"
    for by, seconds in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0)):
        if pidfiles.end(pidfile, works_in=server.data, by=by, seconds=seconds):
            return
    raise Failure(f"PostgreSQL (process {server.pid}) does not stop: see {server.log}")


def forget() -> None:
    """Throw the data of the stopped server away."""
    shutil.rmtree(here().data)


def _make_data(server: Server, programs: Path) -> None:
    """initdb beside, then rename: data that is there is whole."""
    new = server.folder / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    handed_over = server.folder / "administrator"
    state.write_private(handed_over, state.password(state.ADMINISTRATOR))
    server.account.own(handed_over)
    command = [
        str(programs / "initdb"),
        f"--pgdata={new}",
        f"--username={state.ADMINISTRATOR}",
        f"--pwfile={handed_over}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--data-checksums",
    ]
    done = daemons.run(command, account=server.account)
    handed_over.unlink()
    if done.returncode:
        raise Failure(f"PostgreSQL's data cannot be made: {_complaint(done.stdout)}")
    new.rename(server.data)


def _refuse_other_version(server: Server, programs: Path) -> None:
    has = (server.data / "PG_VERSION").read_text().strip()
    command = [str(programs / "postgres"), "--version"]
    program = daemons.run(command, account=server.account).stdout
    if f" {has}." not in program:
        raise Failure(
            f"{server.data} was made by PostgreSQL {has}, the installed one is {program.strip()}: "
            "docs/operations.md tells how to move the data."
        )


def _started(server: Server, programs: Path) -> bool:
    """One attempt; False when orphans of a killed server still stand in the way."""
    child = None
    if server.pid is None:
        # Left behind by a crash; the number in them may be a living stranger's by now.
        (server.data / "postmaster.pid").unlink(missing_ok=True)
        (server.sockets / f"{SOCKET}.lock").unlink(missing_ok=True)
        child = _launch(server, programs)
    begun = time.monotonic()
    while not is_ready(server):
        if child is not None and child.poll() is not None:
            return False
        if time.monotonic() > begun + PATIENCE:
            raise Failure(f"PostgreSQL is not ready after {PATIENCE} s: see {server.log}")
        time.sleep(0.02)
    if time.monotonic() > begun + 5:
        say("PostgreSQL has recovered.")
    return True


def _launch(server: Server, programs: Path) -> subprocess.Popen[bytes]:
    options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    command = [str(programs / "postgres"), "-D", str(server.data), "-k", str(server.sockets)]
    return daemons.launch([*command, *options], account=server.account, log=server.log)


def _complaint(text: str) -> str:
    """The last line that says what went wrong; PostgreSQL goes on to tell how it tidies up."""
    lines = [line for line in text.splitlines() if re.search("error:|FATAL:|PANIC:", line)]
    return last_line("\n".join(lines) or text)


def _last_words(server: Server) -> str:
    return _complaint(server.log.read_text(errors="replace")) if server.log.exists() else "no log"
