from __future__ import annotations

from dataclasses import dataclass

from surveys.models.inspections import State


@dataclass(frozen=True, slots=True)
class Observation:
    """What was found, and what is to be done about it; nothing where all is well."""

    state: State
    measured: str
    advice: str = ""


def good(measured: str) -> Observation:
    return Observation(State.GOOD, measured)


def attention(measured: str, advice: str) -> Observation:
    return Observation(State.ATTENTION, measured, advice)


def missing(measured: str, advice: str) -> Observation:
    return Observation(State.MISSING, measured, advice)
