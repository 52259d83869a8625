"""Which process a server's pid file means today."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def find(pidfile: Path, *, works_in: Path) -> int | None:
    """The server's process id, or None if it is gone.

    A number left behind by a crash may belong to a stranger by now; both servers work in their
    own data folder, which tells them apart. A zombie has no folder any more and counts as gone.
    """
    try:
        pid = int(pidfile.read_text().split()[0])
        return pid if Path(os.readlink(f"/proc/{pid}/cwd")) == works_in.resolve() else None
    except (OSError, ValueError, IndexError):
        return None


def end(pidfile: Path, *, works_in: Path, by: signal.Signals, seconds: float) -> bool:
    """Ask the server to go and wait for it; True once it is gone."""
    until = time.monotonic() + seconds
    asked = False
    while (pid := find(pidfile, works_in=works_in)) is not None:
        if not asked:
            os.kill(pid, by)
            asked = True
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
