"""The code on a key sheet, out of a photograph or a file. Nothing is kept."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 60_000_000  # the largest cameras of telephones have 50 million
LARGEST_SIDE = 2600  # enough for a code that fills a tenth of the picture


class PictureIsUnreadable(Exception):
    """The message is for whoever took it."""


def read(content: bytes) -> str:
    """What the one QR code in the picture says. Raises PictureIsUnreadable."""
    codes = {code.text for code in zxingcpp.read_barcodes(_picture(content), _QR)}
    if not codes:
        raise PictureIsUnreadable(
            "Kode QR tidak terbaca. Foto lagi dari dekat, lurus, dan tanpa bayangan, atau "
            "ketik kata-katanya."
        )
    if len(codes) > 1:
        raise PictureIsUnreadable("Ada lebih dari satu kode QR. Foto satu lembar saja.")
    return str(codes.pop())


def _picture(content: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureIsUnreadable("Gambar terlalu besar. Foto lagi dengan ukuran biasa.")
            picture.draft("L", (LARGEST_SIDE, LARGEST_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("L")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as fault:
        raise PictureIsUnreadable(
            "Berkas ini bukan gambar JPEG, PNG, atau WebP yang utuh."
        ) from fault
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    return upright


_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
