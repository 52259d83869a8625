"""docs/operations.md says where each key lives, and says what processes.py says."""

from __future__ import annotations

import re
from pathlib import Path

from spi_portal.processes import PROCESSES

OPERATIONS = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
LINE = re.compile(r"^\| `([a-z-]+)(?:\.<\w+>)?` \| ([a-z, ]+) \|", re.MULTILINE)


def told() -> dict[str, set[str]]:
    table = OPERATIONS.partition("| key | held by |")[2].partition("\n\n")[0]
    return {kind: set(holders.split(", ")) for kind, holders in LINE.findall(table)}


def test_every_key_and_every_process_that_may_hold_it_is_told():
    true: dict[str, set[str]] = {}
    for process in PROCESSES.values():
        for kind in () if process.is_by_command else process.keys:
            true.setdefault(kind, set()).add(process.name)

    assert told() == true


def test_no_process_that_listens_holds_a_key_that_opens_a_box():
    listening = {row.name for row in PROCESSES.values() if row.serves and not row.is_by_command}

    assert not {name for name in listening if "box" in PROCESSES[name].keys}
