"""Keeping processes alive: start, watch, start again, stop."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

from spi_portal.embedded import state
from spi_portal.embedded.console import Failure, say
from spi_portal.embedded.lineup import Part

GRACE = 20  # seconds between "please stop" and "stop"
STEADY = 10  # seconds; who lived longer did not fail at its start
LONGEST_PAUSE = 30  # seconds before the next attempt
PATIENCE = 60  # seconds until a site must answer
NICE = 5
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


@dataclass(slots=True, kw_only=True)
class Child:
    part: Part
    process: subprocess.Popen[bytes]
    begun: float
    failures: int = 0
    again_at: float | None = None


@dataclass(slots=True)
class Supervisor:
    children: list[Child] = field(default_factory=list)

    def start(self, *parts: Part) -> None:
        for part in parts:
            state.set_aside(state.log(part.name))
            self.children.append(Child(part=part, process=_launch(part), begun=time.monotonic()))

    def wait_for(self, *parts: Part) -> None:
        """Until each answers HTTP. Raises Failure when one dies or stays silent."""
        for child in [child for child in self.children if child.part in parts]:
            until = time.monotonic() + PATIENCE
            while not _answers(child.part):
                if child.process.poll() is not None or time.monotonic() > until:
                    raise Failure(
                        f"{child.part.name} does not start: {state.last_words(child.part.name)}"
                    )
                time.sleep(0.05)

    def look_after(self) -> None:
        """Start again who has died: at once, and with growing pauses who dies at its start."""
        for child in self.children:
            if child.again_at is None and child.process.poll() is not None:
                _mourn(child)
            if child.again_at is not None and time.monotonic() >= child.again_at:
                child.process, child.begun = _launch(child.part), time.monotonic()
                child.again_at = None

    def stop(self) -> None:
        """Ask all to finish what they hold, then insist."""
        for child in self.children:
            if child.process.poll() is None:
                child.process.terminate()
        until = time.monotonic() + GRACE
        for child in self.children:
            if not _ends(child, until=until):
                say(f"{child.part.name} does not stop and is ended.")
            _end_family(child)
            child.process.wait()
        self.children.clear()


def _ends(child: Child, *, until: float) -> bool:
    """Whether it went by itself. A site that was just starting did not hear the first word."""
    while time.monotonic() < until:
        with suppress(subprocess.TimeoutExpired):
            child.process.wait(timeout=min(1.0, until - time.monotonic()))
            return True
        if child.part.port:
            child.process.terminate()
    return child.process.poll() is not None


def _launch(part: Part) -> subprocess.Popen[bytes]:
    with state.log(part.name).open("ab") as words:
        return subprocess.Popen(  # noqa: S603 (our own line-up)
            part.command,
            cwd=state.CLONE,
            env=part.environment,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,  # Ctrl-C reaches us alone; we stop them in order
            preexec_fn=_become_site if part.port else _become_worker,
        )


def _become_site() -> None:
    """Nobody stays behind when we are killed without a chance to stop them."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _become_worker() -> None:
    """A page that somebody waits for comes before work that can wait."""
    _become_site()
    os.nice(NICE)


def _end_family(child: Child) -> None:
    """A process that was killed leaves its workers behind, on its port."""
    with suppress(ProcessLookupError):
        os.killpg(child.process.pid, signal.SIGKILL)


def _mourn(child: Child) -> None:
    _end_family(child)
    lived = time.monotonic() - child.begun
    child.failures = 0 if lived > STEADY else child.failures + 1
    pause = min(2 ** (child.failures - 1), LONGEST_PAUSE) if child.failures else 0
    child.again_at = time.monotonic() + pause
    say(
        f"{child.part.name} ended with status {child.process.returncode} and is started again"
        f"{f' in {pause} s' if pause else ''}; its words are in {state.log(child.part.name)}"
    )


def _answers(part: Part) -> bool:
    """Whether it answers at all: a sign-in page, a redirect and "not found" are answers."""
    connection = HTTPConnection("127.0.0.1", part.port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
