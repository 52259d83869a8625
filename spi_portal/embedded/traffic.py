"""How much came over the network, so that an installation's time can be judged."""

from __future__ import annotations

import time
from pathlib import Path

COUNTERS = Path("/proc/net/dev")


def received() -> int:
    """Bytes received by this machine since it started; 0 where that cannot be read."""
    try:
        lines = COUNTERS.read_text().splitlines()[2:]
    except OSError:
        return 0
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return sum(int(counters.split()[0]) for name, counters in pairs if name.strip() != "lo")


def summary(*, since: int, begun: float) -> str:
    """As in "118.3 MB received in 9.1 s, 13.0 MB/s"; `begun` is of time.monotonic()."""
    seconds = max(time.monotonic() - begun, 0.001)
    megabytes = (received() - since) / 1e6
    return f"{megabytes:.1f} MB received in {seconds:.1f} s, {megabytes / seconds:.1f} MB/s"
