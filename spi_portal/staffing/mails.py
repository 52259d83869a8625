"""Letters about accounts. Each says why it comes, what to do, and by when."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone

from respondents.models.offices import Office
from spi_portal.accounts import links
from spi_portal.accounts.models import User
from spi_portal.post import letters
from spi_portal.ui.formats import day

SIGNED = "Inspektorat, Portal Survei Penilaian Integritas"
NOT_ASKED = "Merasa ini keliru? Jangan buka tautannya; hubungi Inspektorat."


def invitation(user: User, offices: list[Office]) -> None:
    for_whom = f" untuk {', '.join(office.name for office in offices)}" if offices else ""
    decree = f" Dasarnya SK {user.decree}" if user.decree else ""
    dated = f", {day(user.decree_on)}" if decree and user.decree_on else ""
    _send(
        user,
        "account.invited",
        "Akun Anda di Portal SPI",
        f"Anda ditunjuk sebagai {user.get_role_display()}{for_whom} di Portal Survei Penilaian "
        f"Integritas.{decree}{dated}{'.' if decree else ''}",
        *_with_link(user, "Buka tautan ini, lalu buat kata sandi Anda:"),
    )


def new_password(user: User) -> None:
    _send(
        user,
        "account.password_reset",
        "Membuat kata sandi baru di Portal SPI",
        "Inspektorat menghapus kata sandi lama Anda setelah memastikan bahwa Anda yang meminta.",
        *_with_link(user, "Buka tautan ini, lalu buat kata sandi baru:"),
    )


def factor_removed(user: User) -> None:
    _send(
        user,
        "account.factor_reset",
        "Pengaman kedua Anda dihapus",
        "Atas permintaan Anda, aplikasi autentikator dan kode pemulihan akun Anda dihapus oleh "
        "dua orang. Pasang lagi begitu Anda masuk: "
        f"{settings.STAFF_URL}/akun/",
        "Tidak meminta ini? Segera hubungi Inspektorat.",
    )


def duty_begins(user: User, office: Office, begins: date) -> None:
    _send(
        user,
        "duty.begun",
        f"Tugas untuk {office.short_name} di Portal SPI",
        f"Mulai {day(begins)} Anda bertugas untuk {office.name} di Portal Survei Penilaian "
        f"Integritas. Masuk seperti biasa: {settings.STAFF_URL}/",
    )


def _with_link(user: User, sentence: str) -> tuple[str, ...]:
    last_day = day(timezone.now() + links.SENT_BY_US)
    return (
        f"{sentence}\n{links.make(user)}",
        f"Tautan ini berlaku sampai {last_day} dan hanya untuk sekali pakai.",
        NOT_ASKED,
    )


def _send(user: User, about: str, subject: str, *paragraphs: str) -> None:
    text = "\n\n".join([f"Yth. {user.name},", *paragraphs, SIGNED])
    letters.queue(to=user.email, subject=subject, text=text, about=about)
