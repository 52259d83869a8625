from __future__ import annotations

from dataclasses import dataclass

from respondents.models.lists import Fault

Severity = Fault.Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with one value, in the order: what we found, what we need, what to do.

    `code` is stable: offices, tests and statistics of faults name it. A repairable one carries
    the value that would be right.
    """

    code: str
    severity: Severity
    message: str
    proposal: str = ""


def blocks(code: str, message: str, proposal: str = "") -> Finding:
    return Finding(code=code, severity=Severity.BLOCKS, message=message, proposal=proposal)


def warns(code: str, message: str, proposal: str = "") -> Finding:
    return Finding(code=code, severity=Severity.WARNS, message=message, proposal=proposal)


def repairable(code: str, message: str, proposal: str) -> Finding:
    return Finding(code=code, severity=Severity.REPAIRABLE, message=message, proposal=proposal)
