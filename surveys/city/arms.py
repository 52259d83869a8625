"""The city's arms: a PNG, decoded and written anew, so that only a picture is kept.

SVG is refused: it is a program in the browser's eyes, and nothing here cleans it.
"""

from __future__ import annotations

import hashlib
import io
import warnings

from django.db import transaction
from PIL import Image

from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.models.cities import Arms, City

MOST_BYTES = 500_000
SIDES = range(64, 4001)  # pixels of each side that are taken
KEPT_SIDE = 480  # pixels of the longer side that is kept: 20 mm on paper at 600 dpi


class NotArms(Exception):
    """The file is refused. The message is for the user."""


def clean(upload: bytes) -> bytes:
    """The picture as a PNG of our own making. Raises NotArms."""
    if len(upload) > MOST_BYTES:
        raise NotArms("Berkas terlalu besar. Paling besar 500 kB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of a picture that is a bomb
            return _again(Image.open(io.BytesIO(upload), formats=["PNG"]))
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as fault:
        raise NotArms(
            "Berkas ini bukan gambar PNG yang utuh. Simpan lambang sebagai PNG."
        ) from fault


def _again(picture: Image.Image) -> bytes:
    if not all(side in SIDES for side in picture.size):
        raise NotArms(
            f"Ukuran gambar {picture.width} × {picture.height} piksel. "
            f"Setiap sisi harus {SIDES[0]} sampai {SIDES[-1]} piksel."
        )
    kept = picture.convert("RGBA")
    kept.thumbnail((KEPT_SIDE, KEPT_SIDE))
    kept.info.clear()
    written = io.BytesIO()
    kept.save(written, "PNG", optimize=True)
    return written.getvalue()


@transaction.atomic
def change(upload: bytes, *, by: User | str) -> Arms:
    """Take over new arms. Raises NotArms."""
    png = clean(upload)
    digest = hashlib.sha256(png).hexdigest()
    arms, _ = Arms.objects.get_or_create(digest=digest, defaults={"png": png})
    _set(arms, by=by)
    return arms


@transaction.atomic
def remove(*, by: User | str) -> None:
    """Papers show the portal's own mark again."""
    _set(None, by=by)


def _set(arms: Arms | None, *, by: User | str) -> None:
    city = City.objects.select_for_update(of=("self",)).get()
    before, city.arms = city.arms, arms
    if before == arms:
        return
    city.save(update_fields=["arms"])
    ledger.record("city.arms_changed", city, by=by, arms=f"{before or '–'} → {arms or '–'}")
