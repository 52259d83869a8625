"""The draw as anybody can repeat it: hashes, groups and outcomes, and nobody's name.

What stands in the file, to the byte, and each code is told in docs/verifying.md.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from surveys import sampling

NAME = "11-undian.json"  # in the auditor's file
FORMAT = "spi-draw-1"


class Outcome(StrEnum):
    """What became of a row in the draw."""

    SAMPLE = "sample"
    RESERVE = "reserve"
    PASSED = "passed"  # its turn came, and it could not be called
    REST = "rest"  # its turn did not come


class Fault(StrEnum):
    """What can be wrong with a draw."""

    LIST = "draw-list"
    GROUPING = "draw-grouping"
    COMMITMENT = "draw-commitment"
    ROW_DOUBLED = "draw-row-doubled"
    GROUP = "draw-group"
    OUTCOME = "draw-outcome"
    PASSED = "draw-passed"


class FileIsUnreadable(Exception):
    """Not a draw of a form that is known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    id: int
    kind: str
    name: str
    population: int
    invited: int
    reserve: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    hash: bytes
    group_id: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    wave: str  # its slug
    list_root: bytes
    grouping_root: bytes
    commitment: bytes
    nonce: bytes
    randomness: str
    source: str
    witnesses: tuple[str, ...]
    groups: tuple[Group, ...]
    passed: Mapping[str, int]  # why -> how many rows
    rows: tuple[Row, ...]


def write(draw: Draw) -> bytes:
    """The file: canonical JSON, so that the same draw is the same bytes."""
    fields = {
        "format": FORMAT,
        "wave": draw.wave,
        "list_root": draw.list_root.hex(),
        "grouping_root": draw.grouping_root.hex(),
        "commitment": draw.commitment.hex(),
        "nonce": draw.nonce.hex(),
        "randomness": draw.randomness,
        "source": draw.source,
        "witnesses": list(draw.witnesses),
        "groups": [asdict(group) for group in draw.groups],
        "passed": dict(draw.passed),
        "rows": sorted([row.hash.hex(), row.group_id, row.outcome] for row in draw.rows),
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(body: bytes) -> Draw:
    """Raises FileIsUnreadable."""
    try:
        fields = json.loads(body)
        if fields["format"] != FORMAT:
            raise FileIsUnreadable(f"The format is {fields['format']!r}, not {FORMAT!r}.")
        return _draw(fields)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as fault:
        raise FileIsUnreadable(f"This is not a draw: {fault!r}.") from fault


def _draw(fields: dict[str, Any]) -> Draw:
    return Draw(
        wave=str(fields["wave"]),
        list_root=bytes.fromhex(fields["list_root"]),
        grouping_root=bytes.fromhex(fields["grouping_root"]),
        commitment=bytes.fromhex(fields["commitment"]),
        nonce=bytes.fromhex(fields["nonce"]),
        randomness=str(fields["randomness"]),
        source=str(fields["source"]),
        witnesses=tuple(map(str, fields["witnesses"])),
        groups=tuple(Group(**group) for group in fields["groups"]),
        passed={str(why): int(number) for why, number in fields["passed"].items()},
        rows=tuple(
            Row(hash=bytes.fromhex(row), group_id=int(group), outcome=str(outcome))
            for row, group, outcome in fields["rows"]
        ),
    )


def faults(draw: Draw) -> Counter[str]:
    """Draw again from the hashes alone, and tell everything that does not come out the same."""
    return Counter(str(fault) for fault in _faults(draw))


def _faults(draw: Draw) -> Iterator[Fault]:
    hashes = [row.hash for row in draw.rows]
    if sampling.list_root(hashes) != draw.list_root:
        yield Fault.LIST
    if grouping_root((row.hash, row.group_id) for row in draw.rows) != draw.grouping_root:
        yield Fault.GROUPING
    if hashlib.sha256(draw.nonce).digest() != draw.commitment:
        yield Fault.COMMITMENT
    yield from [Fault.ROW_DOUBLED] * (len(hashes) - len(set(hashes)))
    yield from _faults_of_groups(draw)
    outcomes = Counter(row.outcome for row in draw.rows)
    if outcomes[Outcome.PASSED] != sum(draw.passed.values()):
        yield Fault.PASSED


def _faults_of_groups(draw: Draw) -> Iterator[Fault]:
    rows: dict[int, dict[bytes, str]] = defaultdict(dict)
    for row in draw.rows:
        rows[row.group_id][row.hash] = row.outcome
    yield from [Fault.GROUP] * len(rows.keys() - {group.id for group in draw.groups})
    for group in draw.groups:
        if len(rows[group.id]) != group.population:
            yield Fault.GROUP
        ordered = _in_order(rows[group.id], draw)
        yield from (Fault.OUTCOME for _ in _wrong(ordered, group))


def _in_order(rows: Mapping[bytes, str], draw: Draw) -> list[str]:
    if not len(draw.list_root) == len(draw.nonce) == sampling.DIGEST_BYTES:
        return []  # without a seed there is no order; the faults above have told it
    seed = sampling.draw_seed(
        list_root=draw.list_root, nonce=draw.nonce, randomness=draw.randomness.encode()
    )
    return [rows[row] for row in sampling.order(rows, seed=seed)]


def _wrong(outcomes: Sequence[str], group: Group) -> Iterator[str]:
    """Outcomes, in the order of the draw, that are not what the order gives."""
    called = 0
    for outcome in outcomes:
        expected = turn(called, group.invited, group.reserve)
        if outcome == Outcome.PASSED and expected != Outcome.REST:
            continue
        if outcome != expected:
            yield outcome
        called += 1


def turn(called: int, invited: int, reserve: int) -> Outcome:
    """What becomes of the next one, when so many were called already."""
    if called < invited:
        return Outcome.SAMPLE
    return Outcome.RESERVE if called < invited + reserve else Outcome.REST


def grouping_root(rows: Iterable[tuple[bytes, int]]) -> bytes:
    """Over row hashes with the groups in which they were drawn."""
    return sampling.list_root(row + group.to_bytes(4) for row, group in rows)
