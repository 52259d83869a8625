"""Checks on rights: those of the signed root, changed as the log says, are those in the box.

Pure: rows in, faults out. A stranger can write the same from docs/verifying.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from surveys.box import activations, issued
from surveys.box.activations import Entry
from surveys.box.issued import INACTIVE, OPEN, REVOKED, VOID, Right
from surveys.box.manifest import Manifest, RightsText


class Fault(StrEnum):
    """What can be wrong with rights; that of their log is activations.Fault."""

    UNSIGNED = "rights-unsigned"  # the announcement names none: it was signed before the opening
    RESIGNED = "rights-resigned"  # two announcements name different ones
    ROOT = "rights-root"  # the rights in the box, the log undone, are not those that were signed
    TOTALS = "rights-totals"
    DOUBLED = "right-doubled"
    GROUP = "right-group"  # of a group that the manifest does not name
    STATUS = "right-status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """The last entry of the log, as the registrar wrote it down outside of the box."""

    number: int  # 0: there was none
    hash: bytes


def faults(
    manifest: Manifest, *, rights: Sequence[Right], log: Sequence[Entry], noted: Noted | None
) -> Iterator[str]:
    """Everything that is wrong. Without `noted` a log that was cut off at its end is not seen."""
    yield from _faults_of_each(rights, manifest)
    if noted and activations.is_short(log, number=noted.number, hash=noted.hash):
        yield activations.Fault.SHORT
    if manifest.rights is None:
        yield Fault.UNSIGNED
        return
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest.rights.activation_key))
    yield from activations.faults(manifest.wave, log, key)
    undone = activations.undo(rights, log)
    yield from [activations.Fault.UNFIT] * undone.unfit
    yield from _faults_at_issue(undone.rights, manifest, manifest.rights)


def faults_between(earlier: Manifest, later: Manifest) -> Iterator[str]:
    """Once rights were announced, no later announcement may tell of others."""
    if earlier.rights is not None and earlier.rights != later.rights:
        yield Fault.RESIGNED


def _faults_of_each(rights: Sequence[Right], manifest: Manifest) -> Iterator[str]:
    groups = {group.id for group in manifest.groups}
    counts = Counter(right.key for right in rights)
    yield from [Fault.DOUBLED] * (counts.total() - len(counts))
    for right in rights:
        if right.group_id not in groups:
            yield Fault.GROUP
        if right.status not in (OPEN, INACTIVE, REVOKED, VOID):
            yield Fault.STATUS


def _faults_at_issue(
    rights: Sequence[Right], manifest: Manifest, signed: RightsText
) -> Iterator[str]:
    if issued.root(rights).hex() != signed.root:
        yield Fault.ROOT
    groups = [group.id for group in manifest.groups]
    if issued.totals(rights, groups=groups) != dict(signed.totals):
        yield Fault.TOTALS
