"""The style sheets of respondents' pages: a short one inside the first page, one for all others.

The first page of a link comes in one request, so it carries what it needs. All other pages share
one sheet under an address that names its content, so that a browser asks for it once.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from rcssmin import cssmin

_FIRST = ("tokens.css", "respond.css")
_ALL = (*_FIRST, "pieces.css", "questions.css")


@cache
def first() -> SafeString:
    """What the first page carries between <style> and </style>."""
    return mark_safe(_minified(_FIRST))  # noqa: S308 (our own files)


@cache
def policy_of_first() -> str:
    """Its hash, as Content-Security-Policy wants it."""
    digest = hashlib.sha256(first().encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


@cache
def whole() -> bytes:
    return _minified(_ALL).encode()


@cache
def digest_of_whole() -> str:
    return hashlib.sha256(whole()).hexdigest()[:16]


def address() -> str:
    return f"/gaya/{digest_of_whole()}.css"


def _minified(names: tuple[str, ...]) -> str:
    folder = Path(settings.BASE_DIR) / "static" / "css"
    return str(cssmin("".join((folder / name).read_text() for name in names)))
