"""The activation log: what became of rights after they were issued, one signed entry a night.

An entry says which rights were called up, replaced or revoked that night, sorted, so that their
order is not that in which somebody asked; a new right does not say which void one it replaces.
Nothing finer than the day is known, and a night without a change has its entry, too: that there
is one tells nobody that somebody who asked was drawn. What everybody sees of an entry is its
outline; 32 random bytes of its own, the blind, go into its hash, so that nobody can try out
whether nothing changed. The bytes stand in docs/verifying.md.
"""

from __future__ import annotations

import hashlib
import itertools
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from surveys.box import merkle
from surveys.box.issued import INACTIVE, OPEN, REVOKED, VOID, Right

LENGTH = 38
BLIND = 32  # bytes
NONE = "-"  # the status of a right that is not there yet
START_OF_CHAIN = bytes(32)

RELEASED = (INACTIVE, OPEN)
VOIDED = (OPEN, VOID)
NEW = (NONE, OPEN)
REVOKED_OPEN = (OPEN, REVOKED)
REVOKED_RESERVE = (INACTIVE, REVOKED)
KINDS = (RELEASED, VOIDED, NEW, REVOKED_OPEN, REVOKED_RESERVE)


class Fault(StrEnum):
    """What can be wrong with the log."""

    NUMBER = "activation-number"  # one is missing, doubled, or of another wave
    DAY = "activation-day"  # not later than the entry before, or none
    CHAIN = "activation-chain"
    HASH = "activation-hash"
    SIGNATURE = "activation-signature"
    ORDER = "activation-order"  # not sorted, or a right twice in one entry
    CHANGE = "activation-change"  # of no kind that there is, or half a one
    PAIRS = "activation-pairs"  # as many new rights of a group as void ones, no more and no less
    UNFIT = "activation-unfit"  # does not fit the status or group of its right
    SHORT = "activation-short"  # ends before what the registrar noted


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Change:
    key: bytes
    group_id: int
    before: str
    after: str

    @property
    def kind(self) -> tuple[str, str]:
        return self.before, self.after

    def to_bytes(self) -> bytes:
        return self.key + self.group_id.to_bytes(4) + (self.before + self.after).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What everybody may see of an entry: neither its changes, nor whether there are any."""

    wave: UUID
    number: int  # from 1
    day: str  # ISO 8601
    previous: bytes  # hash of the entry before; zeros for the first
    hash: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Outline):
    blind: bytes  # random; whoever has it can try out what the changes were
    body: bytes  # the changes, sorted, one after another

    @property
    def parts(self) -> list[bytes]:
        return [self.body[at : at + LENGTH] for at in range(0, len(self.body), LENGTH)]

    @property
    def changes(self) -> list[Change]:
        return [_read(part) for part in self.parts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What the whole log came to: rights."""

    released: int
    replaced: int
    revoked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """Rights as they were before the log, and how many of its changes fit nothing."""

    rights: Sequence[Right]
    unfit: int


def draw_up(
    wave: UUID,
    changes: Iterable[Change],
    *,
    day: date,
    after: Entry | None,
    key: Ed25519PrivateKey,
) -> Entry:
    """The entry that follows `after` (None: the first), signed."""
    body = b"".join(sorted(change.to_bytes() for change in changes))
    number = after.number + 1 if after else 1
    previous = after.hash if after else START_OF_CHAIN
    blind = secrets.token_bytes(BLIND)
    digest = _hash(wave, number, day.isoformat(), body, previous, blind)
    return Entry(
        wave=wave,
        number=number,
        day=day.isoformat(),
        previous=previous,
        hash=digest,
        signature=key.sign(digest),
        blind=blind,
        body=body,
    )


def faults(wave: UUID, entries: Sequence[Entry], key: Ed25519PublicKey) -> Iterator[Fault]:
    """Everything that is wrong with the log by itself, whatever the rights are."""
    previous, day = START_OF_CHAIN, ""
    for number, entry in enumerate(entries, start=1):
        if (entry.wave, entry.number) != (wave, number):
            yield Fault.NUMBER
        if entry.day <= day or not _is_day(entry.day):
            yield Fault.DAY
        if entry.previous != previous:
            yield Fault.CHAIN
        yield from _faults_of(entry, key)
        previous, day = entry.hash, entry.day


def undo(rights: Iterable[Right], entries: Sequence[Entry]) -> Undone:
    """Take the log back from its end: what is left are the rights as they were issued."""
    standing = {right.key: right for right in rights}
    unfit = 0
    for entry in reversed(entries):
        for change in entry.changes:
            right = standing.get(change.key)
            if right is None or (right.group_id, right.status) != (change.group_id, change.after):
                unfit += 1
            elif change.before == NONE:
                del standing[change.key]
            else:
                standing[change.key] = Right(
                    key=change.key, group_id=change.group_id, status=change.before
                )
    return Undone(rights=list(standing.values()), unfit=unfit)


def is_short(entries: Sequence[Entry], *, number: int, hash: bytes) -> bool:
    """True unless the log has, at the number that was noted of it, the hash that was noted."""
    if not number:
        return False
    return len(entries) < number or entries[number - 1].hash != hash


def never_open(entries: Iterable[Entry]) -> frozenset[bytes]:
    """Reserves that were revoked without ever having been called up."""
    changes = (change for entry in entries for change in entry.changes)
    return frozenset(change.key for change in changes if change.kind == REVOKED_RESERVE)


def totals(entries: Iterable[Entry]) -> Totals:
    kinds = Counter(change.kind for entry in entries for change in entry.changes)
    return Totals(
        released=kinds[RELEASED],
        replaced=kinds[NEW],
        revoked=kinds[REVOKED_OPEN] + kinds[REVOKED_RESERVE],
    )


def _faults_of(entry: Entry, key: Ed25519PublicKey) -> Iterator[Fault]:
    digest = _hash(entry.wave, entry.number, entry.day, entry.body, entry.previous, entry.blind)
    if digest != entry.hash or len(entry.blind) != BLIND:
        yield Fault.HASH
    if not _is_signed(entry.signature, entry.hash, key):
        yield Fault.SIGNATURE
    changes = entry.changes
    keys = [change.key for change in changes]
    if not all(one < after for one, after in itertools.pairwise(keys)):
        yield Fault.ORDER
    if any(change.kind not in KINDS for change in changes):
        yield Fault.CHANGE
    if _by_group(changes, NEW) != _by_group(changes, VOIDED):
        yield Fault.PAIRS


def _by_group(changes: Iterable[Change], kind: tuple[str, str]) -> Mapping[int, int]:
    return Counter(change.group_id for change in changes if change.kind == kind)


def _read(part: bytes) -> Change:
    status = part[36:].decode("latin-1")
    return Change(
        key=part[:32],
        group_id=int.from_bytes(part[32:36]),
        before=status[:1],
        after=status[1:],
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_signed(signature: bytes, digest: bytes, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(signature, digest)
    except InvalidSignature:
        return False
    return True


def _hash(wave: UUID, number: int, day: str, body: bytes, previous: bytes, blind: bytes) -> bytes:
    changes = [body[at : at + LENGTH] for at in range(0, len(body), LENGTH)]
    fixed = wave.bytes + number.to_bytes(4) + day.encode() + len(changes).to_bytes(4)
    content = fixed + merkle.root(changes) + previous + blind
    return hashlib.sha256(b"spi1/activation" + content).digest()
