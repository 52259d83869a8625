"""One length for everything that is sealed, so that its length tells nothing.

Source: ISO/IEC 7816-4: one byte 0x80, then zeros.
"""

from __future__ import annotations


class DoesNotFit(ValueError):
    """More bytes than the constant length leaves room for; never cut, never lengthened."""


def pad(content: bytes, length: int) -> bytes:
    """Raises DoesNotFit when `content` and its end mark are longer than `length`."""
    if len(content) >= length:
        raise DoesNotFit(f"{len(content)} bytes do not fit into {length}")
    return (content + b"\x80").ljust(length, b"\x00")


def unpad(padded: bytes) -> bytes:
    """Raises ValueError when there is no end mark."""
    content = padded.rstrip(b"\x00")
    if content[-1:] != b"\x80":
        raise ValueError("no end mark")
    return content[:-1]
