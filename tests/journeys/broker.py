"""A real Valkey that can be killed and started again, and a bell rung through it."""

from __future__ import annotations

import re
import subprocess
import time
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

from celery import Celery

from spi_portal import clock
from spi_portal.embedded import sockets, wheels
from spi_portal.embedded.accounts import Account

BODY = re.compile(r'"body": "([A-Za-z0-9+/=]+)"')  # kombu packs what a task is told


@dataclass(slots=True)
class Valkey:
    """It keeps its file as in `dev.py run`, so that it comes back with what it had."""

    folder: Path
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    @property
    def answers(self) -> bool:
        return sockets.ask(self._socket, b"PING\r\n") == b"+PONG\r\n"

    def start(self) -> None:
        program = wheels.valkey(state=self.folder, account=Account(uid=0, gid=0, steps_down=False))
        options = ("--port", "0", "--unixsocket", str(self._socket), "--appendonly", "yes")
        command = [str(program), *options, "--dir", str(self.folder), "--save", ""]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + 20
        while not self.answers:
            assert time.monotonic() < until, "Valkey does not start"
            time.sleep(0.02)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def ring(self, queue: str) -> None:
        """Everybody who works on the queue looks at their tables now."""
        app = Celery(broker=self.url.replace("unix://", "redis+socket://"))
        with app.connection_for_write() as connection:
            for task in clock.WORK_OF_QUEUE[queue]:
                app.send_task(task, queue=queue, connection=connection, ignore_result=True)
        app.close()

    def everything_kept(self) -> str:
        """What it has written to its folder, bells and all; what they carry is unpacked, too."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        kept = "".join(path.read_bytes().decode("latin-1") for path in files)
        bodies = (b64decode(body).decode("latin-1") for body in BODY.findall(kept))
        return "\n".join((kept, *bodies))

    @property
    def _socket(self) -> Path:
        return self.folder / "s"
