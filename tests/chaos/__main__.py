"""The sum of all calls of `dev.py chaos`: status 1 when something was lost, 3 while it is short."""

from __future__ import annotations

import json
import sys

from tests.chaos import record

ENOUGH = 200  # kills


def main(words: list[str]) -> int:
    whole = record.total()
    kills = {name: whole[name] for name in ("database", "worker", "counter")}
    tries = sum(kills.values())
    told = {
        "name": "ballots",
        "tries": tries,
        "kills": kills,
        "acknowledged": whole["acknowledged"],
        "lost": whole["lost"],
        "doubled": whole["doubled"],
        "stuck": whole["stuck"],
        "control_lost": whole["control_lost"],
    }
    sys.stdout.write(json.dumps(told) + "\n" if "--json" in words else _sentence(told))
    proves_nothing = whole["of_control"] and not whole["control_lost"]
    if proves_nothing or any(whole[name] for name in ("lost", "doubled", "stuck")):
        return 1
    return 0 if tries >= ENOUGH else 3


def _sentence(told: dict[str, object]) -> str:
    each = ", ".join(f"{number} of the {what}" for what, number in dict(told["kills"]).items())
    left = "" if int(str(told["tries"])) >= ENOUGH else f" Of {ENOUGH} some are left: call again."
    return (
        f"{told['tries']} kills ({each}); {told['acknowledged']} sheets acknowledged, "
        f"{told['lost']} lost; the control lost {told['control_lost']}.{left}\n"
    )


sys.exit(main(sys.argv[1:]))
