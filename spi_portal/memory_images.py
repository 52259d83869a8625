"""A process that dies leaves no image of its memory: codes, answers and keys are in there.

The limit is inherited by every child. Where the system hands images to a program instead of a
file, the limit does not count; there Linux is told that this process may not be looked at.
"""

from __future__ import annotations

import ctypes
import resource

PR_SET_DUMPABLE = 4  # prctl(2)


def limit() -> None:
    """No file for this process and all that it starts; harmless for a command."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse() -> None:
    """None at all, of this process and the copies that it makes of itself."""
    limit()
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
