"""Real processes of the portal on the databases of a test, each with its own addresses and keys.

The command lines are those of `dev.py run`; what a process is told is no more than its row in
spi_portal/processes.py allows.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.db import connections

from spi_portal.embedded import addresses, lineup
from spi_portal.embedded.addresses import Address
from spi_portal.embedded.environments import Place
from spi_portal.embedded.lineup import Part
from spi_portal.embedded.servers import Servers
from spi_portal.processes import PROCESSES

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
AT_WORK = "SELECT application_name FROM pg_stat_activity WHERE datname = ANY(%s)"
PATIENCE = 60  # seconds; a machine that is busy with other things starts a worker slowly


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


@dataclass(slots=True, kw_only=True)
class Running:
    """Processes by the name of their row. Everything they say stands in one file each."""

    folder: Path
    bell: str = "redis://127.0.0.1:1/0"  # nobody answers there
    mail_port: int = 1
    staff_port: int = field(default_factory=free_port)
    public_port: int = field(default_factory=free_port)
    room_port: int = field(default_factory=free_port)
    static: Path
    _processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def staff(self) -> str:
        return f"http://localhost:{self.staff_port}"

    @property
    def public(self) -> str:
        return f"http://localhost:{self.public_port}"

    @property
    def room(self) -> str:
        return f"http://localhost:{self.room_port}"

    def start(self, *names: str) -> None:
        for name in names:
            with self._log(name).open("ab") as words:
                self._processes[name] = subprocess.Popen(
                    self._part(name).command,
                    cwd=settings.BASE_DIR,
                    env=self._environment(name),
                    stdin=subprocess.DEVNULL,
                    stdout=words,
                    stderr=words,
                    start_new_session=True,
                )

    def wait_for_sites(self, *names: str) -> None:
        for name in names:
            self.wait_until(lambda name=name: self._answers(name), f"{name} answers")

    def wait_until(self, true: Callable[[], bool], what: str, *, seconds: float = PATIENCE) -> None:
        """Fails with what the processes said when one of them ends or it takes too long."""
        until = time.monotonic() + seconds
        while not true():
            for name in self._processes:
                assert not self._gone(name), f"{name} ended: {self.words(name)[-3000:]}"
            assert time.monotonic() < until, f"{what}: not in {seconds} s\n{self._last_words()}"
            time.sleep(0.02)

    def wait_for_workers(self, *names: str) -> None:
        """Until each has looked into its database."""
        for name in names:
            self.wait_until(lambda name=name: f"spi-{name}" in _at_work(), f"{name} works")

    def pid(self, name: str) -> int:
        """Of its first process, which started the others."""
        return self._processes[name].pid

    def kill(self, name: str) -> None:
        """With its children, in the middle of whatever they do."""
        process = self._processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        while self._answers(name):  # its children end a moment later, and answer until then
            time.sleep(0.02)

    def stop(self) -> None:
        for process in self._processes.values():
            process.terminate()
        for name, process in list(self._processes.items()):
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.kill(name)
        self._processes.clear()

    def words(self, name: str) -> str:
        log = self._log(name)
        return log.read_text(errors="replace") if log.exists() else ""

    def _last_words(self) -> str:
        return "\n".join(f"{name}: {self.words(name)[-1000:]}" for name in self._processes)

    def _answers(self, name: str) -> bool:
        ports = {"staff": self.staff_port, "public": self.public_port, "room": self.room_port}
        port = ports.get(name)
        if port is None:
            return False
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return False
        return True

    def everything_said(self) -> str:
        return "".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))

    def _gone(self, name: str) -> bool:
        return self._processes[name].poll() is not None

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _part(self, name: str) -> Part:
        place = Place(
            servers=Servers(
                administrator=_owner(), bell=self.bell, own_database=False, own_bell=False
            ),
            staff_port=self.staff_port,
            public_port=self.public_port,
            mail_port=self.mail_port,
            room_port=self.room_port,
        )
        with patch.dict(os.environ, SPI_STATE=str(self.folder / "state")):
            parts = [*lineup.web(place), *lineup.workers(place)]
        return next(part for part in parts if part.name == name)

    def _environment(self, name: str) -> dict[str, str]:
        row = PROCESSES[name]
        told = {word: os.environ[word] for word in PASSED_ON if word in os.environ} | {
            "PYTHONUNBUFFERED": "1",
            "SPI_PROCESS": name,
            "SPI_KEYS": str(settings.KEYS / name),
            "SPI_SMTP_PORT": str(self.mail_port),
            "SPI_STATIC_ROOT": str(self.static),
            "SPI_STAFF_URL": self.staff,
            "SPI_PUBLIC_URL": self.public,
            "SPI_ROOM_URL": self.room,
        }
        if row.default_role:
            told["DATABASE_URL"] = _address("default", row.default_role)
        if row.box_role:
            told["BOX_DATABASE_URL"] = _address("box", row.box_role)
        if row.broker:
            told["REDIS_URL"] = self.bell
        return told


def _at_work() -> set[str]:
    """The names under which processes are connected to the databases of this test."""
    names = [connections[alias].settings_dict["NAME"] for alias in connections]
    with connections["default"].cursor() as cursor:
        cursor.execute(AT_WORK, [names])
        return {name for (name,) in cursor.fetchall()}


def _owner() -> Address:
    return addresses.parse(os.environ["DATABASE_URL"])


def _address(alias: str, role: str) -> str:
    database = str(connections[alias].settings_dict["NAME"])
    return _owner().seen_by(role, password=_password(role), database=database).url


def _password(role: str) -> str:
    """As `dev.py` made it; a server that trusts its own machine needs none."""
    known = Path(os.environ.get("SPI_STATE", "")) / "passwords.json"
    return str(json.loads(known.read_text())[role]) if known.exists() else ""
