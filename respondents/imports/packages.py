"""The archive that an xlsx or ods is: opened only if it holds what it says, and no attack."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

from respondents.imports import file_types
from respondents.imports.unreadable import Unreadable

AREA_AT_MOST = 10_000_000  # cells of the rectangle around everything: 250,000 rows × 40 columns
FAULTS = (
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, OSError, EOFError,
    ValueError, RuntimeError,
)  # fmt: skip
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what programs for sheets write
# What an element may say of itself; a bracket between quotation marks does not end it.
ATTRIBUTES = rb"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*?"""


@contextmanager
def opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, after every part was looked at. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                _refuse_attack(archive, part)
            yield archive
    except FAULTS as fault:
        raise file_types.broken() from fault


def _refuse_attack(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A part longer than the package says (its checksum tells), with a DTD, or in UTF-16, where
    a DTD would go unseen."""
    if part.compress_type not in PACKED:
        raise file_types.broken()
    data = archive.read(part)
    if part.filename.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in data or b"\0" in data[:4]):
        raise file_types.broken()


def too_wide() -> Unreadable:
    return Unreadable(
        "terlalu_luas",
        "Ada sel terisi jauh di luar daftar. Salin hanya daftarnya ke buku kerja baru, "
        "lalu unggah lagi.",
    )
