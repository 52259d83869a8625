"""An address as a picture, for the camera of a phone."""

from __future__ import annotations

import io

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage


def drawing(address: str) -> SafeString:
    """SVG without a margin; the page leaves one around it."""
    drawn = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=0).save(drawn)
    svg = drawn.getvalue().decode()
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  # drawn by us, from an address of ours
