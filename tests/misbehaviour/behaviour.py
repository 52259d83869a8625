"""One row of the table: what somebody does, and with which statuses the server may answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from tests.misbehaviour.portal import FRESH, Portal
from tests.misbehaviour.visitor import Visitor
from tests.surveys.respond import make

Deed = Callable[[Portal, Visitor], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    deed: Deed
    answers: frozenset[int]  # every reply has one of these
    state: str = FRESH  # see portal
    wave: UUID = make.WAVE
    status: str = "o"  # of the right
    may_be_silent: bool = False  # no reply at all is an answer, too


Table = dict[str, Behaviour]


def does(
    deed: Deed,
    *answers: int,
    state: str = FRESH,
    wave: UUID = make.WAVE,
    status: str = "o",
    may_be_silent: bool = False,
) -> Behaviour:
    return Behaviour(
        deed=deed,
        answers=frozenset(answers),
        state=state,
        wave=wave,
        status=status,
        may_be_silent=may_be_silent,
    )
