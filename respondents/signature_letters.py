"""The letter with which a head signs a list."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from respondents import signatures
from respondents.models.signatures import SigningLink
from spi_portal.post import letters
from spi_portal.ui.formats import day, number


def send(link: SigningLink) -> None:
    path = reverse("respondents:sign", args=[signatures.address_of(link)])
    kind = link.get_kind_display().lower()
    paragraphs = [
        f"Yth. {link.head.name},",
        f"Daftar {kind} {link.office.name} berisi {number(link.rows)} orang dan siap Anda "
        "tandatangani. Daftar inilah yang diundi untuk Survei Penilaian Integritas.",
        f"Buka tautan ini, baca lima barisnya, lalu tekan satu tombol:\n{settings.STAFF_URL}{path}",
        f"Tautan ini berlaku sampai {day(link.lasts_until)}, hanya untuk daftar ini, dan sekali "
        "pakai. Tidak perlu kata sandi, jadi jangan teruskan surat ini. Bila daftarnya berubah, "
        "tautan ini mati dan Anda menerima yang baru.",
        "Merasa ini keliru? Jangan buka tautannya; hubungi Inspektorat.",
        "Inspektorat, Portal Survei Penilaian Integritas",
    ]
    letters.queue(
        to=link.head.email,
        subject=f"Tanda tangan daftar {kind}, {link.office.short_name}",
        text="\n\n".join(paragraphs),
        about="list.signature",
    )
