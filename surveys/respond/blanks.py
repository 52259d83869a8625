"""Pages that are made once but for a few places, which every request fills in for itself."""

from __future__ import annotations

import re

from django.utils.safestring import SafeString, mark_safe

_EDGE = "\ue000"  # for private use, so no text has it
_BLANK = re.compile(f"{_EDGE}([a-z]+){_EDGE}".encode())


def blank(name: str) -> SafeString:
    """What a template is given in the place of words that are to come."""
    return mark_safe(f"{_EDGE}{name}{_EDGE}")  # noqa: S308 (our own name)


def fill(page: bytes, **words: str) -> bytes:
    """`words` are HTML already. In one pass: what is filled in is not looked at again."""
    return _BLANK.sub(lambda found: words[found[1].decode()].encode(), page)
