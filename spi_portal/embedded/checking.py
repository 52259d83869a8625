"""What can be said about the code without running it: the checks before the tests."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from spi_portal.embedded.console import say
from spi_portal.embedded.state import CLONE

PROGRAMS = Path(sys.executable).parent
CODE = ("spi_portal", "respondents", "surveys", "reports", "dev.py", "manage.py")
CHECKS = {
    "types": ("mypy", *CODE),
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "import contracts": ("lint-imports",),
    "templates": ("djade", "--check", "--target-version", "5.2"),
    "migrations": ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    "system checks": ("python", "manage.py", "check"),
}


def check(environment: Mapping[str, str]) -> bool:
    """Run all, two at a time, and report each; True if there is nothing to say."""
    # The types take as long as all the others together.
    types = _Check("types", environment)
    others = [_Check(name, environment).finish() for name in CHECKS if name != "types"]
    return all([*others, types.finish()])


class _Check:
    def __init__(self, name: str, environment: Mapping[str, str]) -> None:
        program, *words = CHECKS[name]
        if program == "djade":
            words += sorted(str(path) for path in (CLONE / "templates").rglob("*.html"))
        self.name = name
        self.begun = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 (from the table above)
            [PROGRAMS / program, *words],
            cwd=CLONE,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def finish(self) -> bool:
        printed, _ = self.process.communicate()
        seconds = time.monotonic() - self.begun
        good = self.process.returncode == 0
        say(f"{self.name}: {'good' if good else 'NOT GOOD'} ({seconds:.1f} s)")
        if not good:
            sys.stdout.write(printed)
        return good
