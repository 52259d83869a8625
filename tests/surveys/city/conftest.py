from __future__ import annotations

import io

import pytest
from PIL import Image

from surveys.models.cities import City
from tests import make


@pytest.fixture
def city(db) -> City:
    return make.city()


@pytest.fixture
def picture():
    """A PNG of any size."""

    def draw(width: int = 300, height: int = 360, format: str = "PNG") -> bytes:
        written = io.BytesIO()
        Image.new("RGB", (width, height), (39, 52, 139)).save(written, format)
        return written.getvalue()

    return draw


@pytest.fixture
def open_wave(db):
    """A wave whose announcement is signed and out."""
    wave = make.wave(state="open", frame_root=b"r", draw_randomness="48 13")
    wave.manifests.create(version=1, body=b"{}", signature=b"s")
    return wave
