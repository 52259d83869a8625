"""A file of contacts while it waits for its worker: sealed at rest, bound to its own digest."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from respondents import secrecy
from respondents.imports.matching import How, Match


def seal(content: bytes, digest: bytes) -> bytes:
    """`digest` is the SHA-256 of the file that the content belongs to."""
    text = base64.b64encode(content).decode()
    return secrecy.seal_text(text, column="file", row=UUID(bytes=digest[:16]))


def unseal(sealed: bytes | memoryview, digest: bytes | memoryview) -> bytes:
    text = secrecy.open_text(sealed, column="file", row=UUID(bytes=bytes(digest)[:16]))
    return base64.b64decode(text)


def seal_question(matches: Sequence[Match], digest: bytes) -> bytes:
    """The columns that wait for an answer, with the values that help to give it."""
    return seal(json.dumps([asdict(match) for match in matches]).encode(), digest)


def unseal_question(sealed: bytes | memoryview, digest: bytes | memoryview) -> list[Match]:
    if not sealed:
        return []
    told = json.loads(unseal(sealed, digest))
    return [
        Match(**one | {"how": How(one["how"]), "samples": tuple(one["samples"])}) for one in told
    ]
