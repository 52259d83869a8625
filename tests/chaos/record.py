"""What was killed and what was lost, over all calls under this state of the code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from tests import ledgers


def append(part: Mapping[str, int]) -> None:
    ledgers.append({"of": "ballots"} | dict(part), code=_code())


def total() -> Counter[str]:
    """`database`, `worker`, `counter`: kills; `acknowledged`, `lost`: sheets; and the control's."""
    whole = Counter[str]()
    for part in ledgers.parts(code=_code()):
        whole.update({name: number for name, number in part.items() if name != "of"})
    return whole


def _code() -> str:
    return ledgers.of_code("tests/chaos")
