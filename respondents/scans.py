"""A signed sheet as a file: what may be one, sealed at rest."""

from __future__ import annotations

import base64
import hashlib
from uuid import UUID

from respondents import secrecy

LARGEST = 5 * 2**20  # bytes
BEGINNINGS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
}
COLUMN = "scan"
TOO_LARGE = "Berkas ini lebih dari 5 MB. Foto ulang dengan mutu lebih rendah."


class NotAScan(Exception):
    """The message is for whoever handed it in."""


def type_of(content: bytes) -> str:
    """By its first bytes; its name is not asked. Raises NotAScan."""
    if len(content) > LARGEST:
        raise NotAScan(TOO_LARGE)
    for beginning, content_type in BEGINNINGS.items():
        if content.startswith(beginning):
            return content_type
    raise NotAScan("Berkas ini bukan foto (JPEG atau PNG) dan bukan PDF. Foto lembarnya lagi.")


def seal(content: bytes, *, digest: bytes) -> bytes:
    """Bound to the digest of the list that the sheet is about."""
    return secrecy.seal_text(base64.b64encode(content).decode(), column=COLUMN, row=_row(digest))


def unseal(sealed: bytes, *, digest: bytes) -> bytes:
    return base64.b64decode(secrecy.open_text(sealed, column=COLUMN, row=_row(digest)))


def _row(digest: bytes) -> UUID:
    return UUID(bytes=hashlib.sha256(digest).digest()[:16])
