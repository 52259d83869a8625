"""Handing over to `manage.py`: every command is the process `manage` of this clone."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import IO

from spi_portal.embedded import state
from spi_portal.embedded.console import Failure, last_line, say


def run(*words: str, environment: Mapping[str, str]) -> str:
    """Run a command and return what it printed. Raises Failure with its last line."""
    process = _start(words, environment, stderr=subprocess.PIPE)
    try:
        printed, complaint = process.communicate()
    finally:
        process.kill()
    if process.returncode:
        raise Failure(f"manage.py {' '.join(words)} failed: {last_line(complaint)}")
    return printed


def narrate(*words: str, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start a command whose lines are repeated as they come, while we do something else.

    What it complains about goes to its log.
    """
    with state.log(words[0]).open("w") as complaints:
        process = _start(words, environment, stderr=complaints)

    def repeat() -> None:
        for line in process.stdout or ():
            say(f"{words[0]}: {line.rstrip()}")

    threading.Thread(target=repeat, daemon=True).start()
    return process


def hand_over(*words: str, environment: Mapping[str, str]) -> int:
    """Run a command in front of the user and return its exit status."""
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(  # noqa: S603 (our own command)
        command, cwd=state.CLONE, env=dict(environment), check=False
    ).returncode


def _start(
    words: tuple[str, ...], environment: Mapping[str, str], *, stderr: int | IO[str]
) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 (our own command)
        [sys.executable, "manage.py", *words],
        cwd=state.CLONE,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )
