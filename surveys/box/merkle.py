"""The Merkle tree hash of RFC 6962, section 2.1: one changed leaf changes the root."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over `leaves` in the order in which they come; 32 bytes."""
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        # A node without a partner rises as it is: the same tree as RFC 6962 cuts from above.
        level = above + level[len(level) & ~1 :]
    return level[0] if level else hashlib.sha256().digest()
