"""`python3 dev.py mutants [N]`: N seeded mutants of scoring and estimation; who is killed?

Each is tried in a process of its own, which takes the changed module instead of the file and
runs the tests that are about it, without a database; as many at once as there are cores.
Prints those that no test noticed and the share that was killed.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import random
import signal
import sys
from collections.abc import Iterable, Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import django
import hypothesis
import numpy  # noqa: F401 (imported once, before the processes part)
import pytest

from tests.mutants import changes
from tests.mutants.changes import Mutant

CLONE = Path(__file__).parents[2]
MODULES = ("reports/scoring.py", "reports/formula.py", "reports/estimation")
REPORTS, ESTIMATION = "tests/reports", "tests/reports/estimation"
TESTS = {  # the quickest to fail first
    "reports/scoring.py": (f"{REPORTS}/test_scoring.py",),
    "reports/formula.py": (f"{REPORTS}/test_formula.py", f"{REPORTS}/test_check_values.py"),
    "reports/estimation": (
        f"{ESTIMATION}/test_by_hand.py",
        f"{ESTIMATION}/test_comparing.py",
        f"{REPORTS}/test_check_values.py",
        f"{ESTIMATION}/test_sensitive.py",
        f"{ESTIMATION}/test_golden.py",
        f"{ESTIMATION}/test_golden_cities.py",
        f"{REPORTS}/test_foreign.py",
        f"{ESTIMATION}/test_properties.py",
    ),
}
SEED = 7
TOLD = (
    "-x", "-q", "-W", "ignore", "--assert=plain", "--noconftest",
    "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:django",
)  # fmt: skip
SECONDS = 30  # of the processor's time: a mutant that never ends is noticed

hypothesis.settings.register_profile("quick", max_examples=15, deadline=None, database=None)
hypothesis.settings.load_profile("quick")


def main(words: list[str]) -> int:
    many = int(words[0]) if words else 300
    everyone = [
        mutant for path in _paths() for mutant in changes.of(path, (CLONE / path).read_text())
    ]
    sample = random.Random(SEED).sample(everyone, min(many, len(everyone)))
    if failing := [one.path for one, survives in _tried(_unchanged()) if not survives]:
        sys.stderr.write(f"The tests fail without any change: {', '.join(failing)}.\n")
        return 1
    alive = []
    for number, (mutant, survives) in enumerate(_tried(sample), 1):
        if survives:
            alive.append(mutant)
            sys.stdout.write(f"alive: {mutant.path}:{mutant.line} {mutant.what}\n")
        sys.stdout.write(f"{number} tried, {number - len(alive)} killed\r")
        sys.stdout.flush()
    killed = len(sample) - len(alive)
    sys.stdout.write(
        f"{killed} of {len(sample)} mutants killed ({100 * killed / len(sample):.1f} %), "
        f"drawn from {len(everyone)} with seed {SEED}\n"
    )
    return 0


def _unchanged() -> list[Mutant]:
    """One module of each set of tests, as it is."""
    first = [_files(CLONE / name)[-1].relative_to(CLONE) for name in MODULES]
    return [
        Mutant(path=str(path), line=0, what="nothing", source=(CLONE / path).read_text())
        for path in first
    ]


def _paths() -> list[str]:
    found = [path for name in MODULES for path in _files(CLONE / name)]
    return [str(path.relative_to(CLONE)) for path in found if path.name != "__init__.py"]


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.glob("*.py"))


def _tried(mutants: Iterable[Mutant]) -> Iterator[tuple[Mutant, bool]]:
    """Each with whether it survives, in the order in which they are done."""
    under_way: dict[int, Mutant] = {}
    for mutant in mutants:
        if len(under_way) == (os.cpu_count() or 1):
            yield _ended(under_way)
        pid = os.fork()
        if not pid:
            _try(mutant)
        under_way[pid] = mutant
    while under_way:
        yield _ended(under_way)


def _ended(under_way: dict[int, Mutant]) -> tuple[Mutant, bool]:
    pid, status = os.waitpid(-1, 0)
    return under_way.pop(pid), status == 0


def _try(mutant: Mutant) -> None:
    """Never comes back: the child ends with pytest's status, or when its time is used up."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.meta_path.insert(0, _Changed(mutant))
    tests = next(tests for name, tests in TESTS.items() if mutant.path.startswith(name))
    os._exit(int(pytest.main([*TOLD, *tests])))


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = mutant.path.removesuffix(".py").replace("/", ".")

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.source, self.mutant.path, "exec"), module.__dict__)  # noqa: S102


if __name__ == "__main__":
    django.setup()
    sys.exit(main(sys.argv[1:]))
