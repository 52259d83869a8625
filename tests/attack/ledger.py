"""Cities that were attacked in earlier calls; see tests/ledgers.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from tests import ledgers
from tests.attack.matching import Result
from tests.attack.trial import Outcome

RESULTS = ("after", "mid_field", "residual")


def append(outcome: Outcome, *, size: str) -> None:
    ledgers.append({"size": size} | asdict(outcome), code=_code())


def read(*, size: str) -> Iterator[Outcome]:
    """Cities of this size."""
    for told in ledgers.parts(code=_code()):
        if told.pop("size") == size:
            results = {
                part: {name: Result(**one) for name, one in told.pop(part).items()}
                for part in RESULTS
            }
            yield Outcome(**told, **results)


def _code() -> str:
    return ledgers.of_code("tests/attack")
