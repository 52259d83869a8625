"""`python3 dev.py mutants [N]`: N seeded mutants of scoring and estimation; who is killed?

Each is tried in a process of its own, which takes the changed module instead of the file.
Prints those that no test noticed and the share that was killed.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import random
import signal
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import hypothesis
import numpy  # noqa: F401 (imported once, before the processes part)
import pytest

from tests.mutants import changes
from tests.mutants.changes import Mutant

CLONE = Path(__file__).parents[2]
MODULES = ("reports/scoring.py", "reports/formula.py", "reports/estimation")
TESTS = (
    "tests/reports/test_scoring.py",
    "tests/reports/estimation/test_by_hand.py",
    "tests/reports/estimation/test_comparing.py",
    "tests/reports/estimation/test_golden.py",
    "tests/reports/test_formula.py",
    "tests/reports/test_check_values.py",
    "tests/reports/test_foreign.py",
    "tests/reports/estimation/test_properties.py",
)
SEED = 7
IMPORTED_EARLY = "ignore::pytest.PytestAssertRewriteWarning"
SECONDS = 120  # a mutant that never ends is noticed


hypothesis.settings.register_profile("quick", max_examples=15)
hypothesis.settings.load_profile("quick")


def main(words: list[str]) -> int:
    many = int(words[0]) if words else 300
    everyone = [
        mutant for path in _paths() for mutant in changes.of(path, (CLONE / path).read_text())
    ]
    sample = random.Random(SEED).sample(everyone, min(many, len(everyone)))
    if not _survives(_unchanged()):
        sys.stderr.write("The tests fail without any change.\n")
        return 1
    alive = 0
    for number, mutant in enumerate(sample, 1):
        if _survives(mutant):
            alive += 1
            sys.stdout.write(f"alive: {mutant.path}:{mutant.line} {mutant.what}\n")
        sys.stdout.write(f"{number} tried, {number - alive} killed\r")
        sys.stdout.flush()
    killed = len(sample) - alive
    sys.stdout.write(
        f"{killed} of {len(sample)} mutants killed ({100 * killed / len(sample):.1f} %), "
        f"drawn from {len(everyone)} with seed {SEED}\n"
    )
    return 0


def _unchanged() -> Mutant:
    path = _paths()[0]
    return Mutant(path=path, line=0, what="nothing", source=(CLONE / path).read_text())


def _paths() -> list[str]:
    found = [path for name in MODULES for path in _files(CLONE / name)]
    return [str(path.relative_to(CLONE)) for path in found if path.name != "__init__.py"]


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.glob("*.py"))


def _survives(mutant: Mutant) -> bool:
    pid = os.fork()
    if not pid:
        _try(mutant)
    _, status = os.waitpid(pid, 0)
    return status == 0


def _try(mutant: Mutant) -> None:
    """Never comes back: the child ends with pytest's status, or by the alarm."""
    signal.alarm(SECONDS)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.meta_path.insert(0, _Changed(mutant))
    told = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", IMPORTED_EARLY)
    os._exit(int(pytest.main([*told, *TESTS])))


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = mutant.path.removesuffix(".py").replace("/", ".")

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.source, self.mutant.path, "exec"), module.__dict__)  # noqa: S102


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
