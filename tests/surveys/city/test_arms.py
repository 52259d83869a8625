from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from spi_portal.audit.models.entries import Entry
from surveys.city import arms
from surveys.models.cities import City

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def test_a_png_is_kept_as_a_smaller_one_of_our_own_making(picture):
    kept = Image.open(io.BytesIO(arms.clean(picture(1000, 2000))))

    assert (kept.format, kept.size) == ("PNG", (240, 480))


def test_nothing_that_was_hidden_in_the_file_stays():
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Comment", "<script>rahasia</script>")
    written = io.BytesIO()
    Image.new("RGB", (100, 100)).save(written, "PNG", pnginfo=hidden)
    written.write(b"<?php rahasia ?>")
    assert b"rahasia" in written.getvalue()

    assert b"rahasia" not in arms.clean(written.getvalue())


@pytest.mark.parametrize("upload", [b"", b"\x89PNG\r\n\x1a\n", SVG, b"GIF89a", b"%PDF-1.7"])
def test_what_is_no_png_is_refused_whatever_it_is_called(upload):
    with pytest.raises(arms.NotArms, match="bukan gambar PNG"):
        arms.clean(upload)


def test_another_picture_is_refused(picture):
    with pytest.raises(arms.NotArms, match="bukan gambar PNG"):
        arms.clean(picture(format="JPEG"))


def test_a_cut_off_file_is_refused(picture):
    with pytest.raises(arms.NotArms, match="utuh"):
        arms.clean(picture()[:120])


@pytest.mark.parametrize("size", [(63, 300), (300, 63), (4001, 64)])
def test_sides_have_limits(picture, size):
    with pytest.raises(arms.NotArms, match="piksel"):
        arms.clean(picture(*size))


def test_a_picture_that_would_fill_the_memory_is_not_unpacked(picture):
    png = picture()
    head = b"IHDR" + struct.pack(">II", 60_000, 60_000) + png[24:29]
    bomb = png[:12] + head + struct.pack(">I", zlib.crc32(head)) + png[33:]

    with pytest.raises(arms.NotArms):
        arms.clean(bomb)


def test_a_large_file_is_not_even_read():
    with pytest.raises(arms.NotArms, match="terlalu besar"):
        arms.clean(b"x" * (arms.MOST_BYTES + 1))


@pytest.mark.django_db
def test_arms_are_changed_and_removed_with_an_entry_each(city, ratna, picture):
    new = arms.change(picture(), by=ratna)
    arms.change(picture(), by=ratna)
    assert City.objects.get().arms == new

    arms.remove(by=ratna)
    assert City.objects.get().arms is None
    told = [entry.details["arms"] for entry in Entry.objects.order_by("pk")]
    assert told == [f"– → {new}", f"{new} → –"]
