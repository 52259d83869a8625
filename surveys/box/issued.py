"""Rights as they were issued: one leaf each, under a root that the announcement signs.

The exact bytes stand in docs/verifying.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveys.box import merkle

OPEN, INACTIVE, REVOKED, VOID = "o", "i", "r", "v"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Right:
    key: bytes
    group_id: int
    status: str

    @property
    def leaf(self) -> bytes:
        return self.key + self.group_id.to_bytes(4) + self.status.encode()


def root(rights: Iterable[Right]) -> bytes:
    """Over the sorted leaves: neither a list's order nor the database's has an influence."""
    return merkle.root(sorted(right.leaf for right in rights))


def totals(rights: Iterable[Right], *, groups: Iterable[int]) -> Mapping[str, tuple[int, int]]:
    """How many rights of each group are open, and how many in reserve; also of groups without."""
    counted = Counter((right.group_id, right.status) for right in rights)
    return {str(group): (counted[group, OPEN], counted[group, INACTIVE]) for group in groups}
