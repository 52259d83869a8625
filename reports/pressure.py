"""What was told under "Ditekan?", as it may be read: never of a person, never a proof.

Counts are suppressed before a run is stored, so that nothing finer lies anywhere but in the
sheets. What may be shown of them: docs/method.md section 11.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports import suppression

Choice = tuple[str, str]  # code, label
Cell = tuple[str, int]  # code of an office, ordinal of the choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A group's part. `opd` is the code of the office it speaks for, if any."""

    opd: str | None
    answers: int
    told: Sequence[int]  # sheets, by ordinal of the choice


def figures(
    choices: Sequence[Choice],
    groups: Iterable[Heard],
    *,
    minimum: int,
    unread: Iterable[str] = (),
) -> dict[str, Any]:
    """What one kind told, as a run keeps it; of offices only what may be shown.

    A count is None where it is below `minimum` (none at all is not told from a few), or where
    `guards` says that it would tell how few the others are. Nobody reads of offices `unread`.
    """
    groups = list(groups)
    everybody = _together(groups, len(choices))
    by_opd = _offices(groups, len(choices))
    cells = _cells(everybody, by_opd, minimum=minimum, unread=frozenset(unread))
    shown = _shown(everybody, minimum=minimum)
    return {
        "answers": _rounded(everybody.answers) if everybody.answers >= minimum else None,
        "choices": [
            {
                "code": code,
                "label": label,
                "told": _rounded(everybody.told[n]) if n in shown else None,
                "guards": everybody.told[n] >= minimum and n not in shown,
            }
            for n, (code, label) in enumerate(choices)
        ],
        "offices": [
            {
                "office": opd,
                "choice": choices[n][0],
                "told": _rounded(by_opd[opd].told[n]),
                "answers": _rounded(by_opd[opd].answers),
            }
            for opd, n in sorted(cells)
        ],
    }


def _cells(
    everybody: Heard, by_opd: Mapping[str, Heard], *, minimum: int, unread: frozenset[str]
) -> set[Cell]:
    """What may be shown of offices: of those whose number of answers may, and by choice."""
    parts: dict[str | None, int] = {opd: one.answers for opd, one in by_opd.items()}
    if rest := everybody.answers - sum(parts.values()):
        parts[None] = rest  # groups of the whole city, which have no office's name
    closed = suppression.hidden(parts, minimum=minimum, add_up=True) | unread
    inside = {opd: _shown(one, minimum=minimum) for opd, one in by_opd.items() if opd not in closed}
    found: set[Cell] = set()
    for choice in _shown(everybody, minimum=minimum):
        counts = {opd: by_opd[opd].told[choice] for opd, shown in inside.items() if choice in shown}
        kept = suppression.beside_a_total(counts, total=everybody.told[choice], minimum=minimum)
        found |= {(opd, choice) for opd in kept}
    return found


def _shown(heard: Heard, *, minimum: int) -> frozenset[int]:
    """Choices that may be shown. Whoever told nothing belongs to those who are not."""
    return suppression.beside_a_total(
        dict(enumerate(heard.told)), total=heard.answers, minimum=minimum
    )


def _offices(groups: Iterable[Heard], choices: int) -> dict[str, Heard]:
    by_opd: dict[str, list[Heard]] = {}
    for group in groups:
        if group.opd is not None:
            by_opd.setdefault(group.opd, []).append(group)
    return {opd: _together(some, choices) for opd, some in sorted(by_opd.items())}


def _together(groups: Sequence[Heard], choices: int) -> Heard:
    return Heard(
        opd=None,
        answers=sum(group.answers for group in groups),
        told=[sum(group.told[n] for group in groups) for n in range(choices)],
    )


def _rounded(count: int) -> int:
    return suppression.rounded_count(count)
