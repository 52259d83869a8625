"""What is expected of somebody now: one sentence, also when it is nothing, and where to go."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from django.urls import reverse

from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Permission, Role
from spi_portal.ui import formats
from surveys.models.waves import Wave

AT_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    label: str
    url: str
    text: str  # what one does there


class Audience(StrEnum):
    INSPECTORATE = auto()
    OFFICE_ADMIN = auto()
    OFFICE_HEAD = auto()
    SEKDA = auto()
    AUDITOR = auto()
    SYSTEM = auto()


AUDIENCE_OF = {
    Role.OPERATOR: Audience.INSPECTORATE,
    Role.HEAD: Audience.INSPECTORATE,
    Role.OPD_ADMIN: Audience.OFFICE_ADMIN,
    Role.OPD_HEAD: Audience.OFFICE_HEAD,
    Role.SEKDA: Audience.SEKDA,
    Role.SEKDA_DELEGATE: Audience.SEKDA,
    Role.AUDITOR: Audience.AUDITOR,
    Role.SYSTEM: Audience.SYSTEM,
}

PREPARING = (Wave.State.FROZEN, Wave.State.DRAWN, Wave.State.ISSUED)
COUNTING = (Wave.State.CLOSED, Wave.State.COUNTED)
HANDS_OFF = (
    "Survei berjalan. Anda tidak perlu melakukan apa pun, dan jangan meminta bukti pengisian."
)
OFFICE_WAITS = "Daftar sudah dibekukan dan survei disiapkan. Tidak ada yang perlu Anda lakukan."
BEING_COUNTED = "Survei sudah ditutup dan sedang dihitung. Hasil terbit {results}."

NOTHING_YET = {
    Audience.INSPECTORATE: "Belum ada gelombang. Mulai satu bila kalender tahun ini sudah pasti.",
    Audience.SYSTEM: "Tidak ada yang perlu Anda lakukan dalam survei.",
}
SENTENCES: dict[Audience, dict[Wave.State, str]] = {
    Audience.INSPECTORATE: {
        Wave.State.LISTS: "Perangkat daerah sedang memperbaiki daftar. Bantu yang tertinggal, "
        "lalu bekukan daftar.",
        Wave.State.FROZEN: "Daftar sudah beku. Sekarang sampel ditarik, bersama orang kedua.",
        Wave.State.DRAWN: "Sampel sudah ditarik. Sekarang siapkan tautan.",
        Wave.State.ISSUED: "Tautan sudah siap. Survei dapat dibuka.",
        Wave.State.OPEN: "Survei berjalan sampai {closes}. Perhatikan pesan yang tidak sampai.",
        Wave.State.CLOSED: "Survei sudah ditutup. Minta persetujuan untuk menghitung jawaban.",
        Wave.State.COUNTED: "Jawaban sudah dihitung. Periksa hasilnya sebelum terbit.",
        Wave.State.PUBLISHED: "Hasil sudah terbit.",
    },
    Audience.OFFICE_ADMIN: {
        Wave.State.LISTS: "Perbaiki daftar responden kantor Anda sebelum daftar dibekukan.",
        **dict.fromkeys(PREPARING, OFFICE_WAITS),
        Wave.State.OPEN: HANDS_OFF,
        **dict.fromkeys(COUNTING, BEING_COUNTED),
        Wave.State.PUBLISHED: "Hasil survei sudah terbit. Baca hasil kantor Anda.",
    },
    Audience.OFFICE_HEAD: {
        Wave.State.LISTS: "Admin kantor Anda sedang memperbaiki daftar responden. "
        "Pastikan daftarnya lengkap.",
        **dict.fromkeys(PREPARING, OFFICE_WAITS),
        Wave.State.OPEN: HANDS_OFF,
        **dict.fromkeys(COUNTING, BEING_COUNTED),
        Wave.State.PUBLISHED: "Hasil survei sudah terbit. Baca hasil kantor Anda.",
    },
    Audience.SEKDA: {
        Wave.State.LISTS: "Daftar responden sedang diperbaiki. Survei dibuka {opens}.",
        **dict.fromkeys(PREPARING, "Survei sedang disiapkan dan dibuka {opens}."),
        Wave.State.OPEN: "Survei berjalan sampai {closes}. Tidak ada angka sebelum hasil terbit, "
        "dan tidak seorang pun boleh meminta bukti pengisian.",
        **dict.fromkeys(COUNTING, BEING_COUNTED),
        Wave.State.PUBLISHED: "Hasil survei sudah terbit.",
    },
    Audience.AUDITOR: {
        Wave.State.LISTS: "Daftar responden sedang diperbaiki. Jejaknya dapat Anda baca.",
        **dict.fromkeys(PREPARING, "Survei sedang disiapkan dan dibuka {opens}."),
        Wave.State.OPEN: "Survei berjalan sampai {closes}. Langkah berikutnya: penghitungan.",
        **dict.fromkeys(COUNTING, BEING_COUNTED),
        Wave.State.PUBLISHED: "Hasil survei sudah terbit.",
    },
    Audience.SYSTEM: {},
}


def sentence(user: User, wave: Wave | None) -> str:
    """What `user` is expected to do in the wave that runs now."""
    audience = AUDIENCE_OF[Role(user.role)]
    nothing = NOTHING_YET.get(
        audience, "Belum ada survei yang disiapkan. Tidak ada yang perlu Anda lakukan."
    )
    if wave is None:
        return nothing
    said = SENTENCES[audience].get(Wave.State(wave.state), nothing)
    return said.format(
        opens=formats.day(wave.opens_at),
        closes=formats.moment(wave.closes_at),
        results=wave.results_expected,
    )


def links(user: User, wave: Wave | None) -> list[Link]:
    """Two to five places, in the order in which they are needed."""
    offered = (
        (Permission.REGISTRY_IMPORT, _lists()),
        (Permission.WAVE_VIEW, _wave(wave)),
        (Permission.APPROVE, _approvals()),
        (Permission.RESULTS_VIEW_CITY, _dashboard()),
        (Permission.AUDIT_VIEW, _ledger()),
        (Permission.GALLERY_VIEW, _gallery()),
    )
    found = [link for permission, link in offered if user.may(permission)]
    if not user.may(Permission.RESULTS_VIEW_CITY):
        found += _results(user)
    return [*found, _account()][:AT_MOST]


def _wave(wave: Wave | None) -> Link:
    if wave is None:
        return Link(label="Gelombang", url=reverse("surveys:waves"), text="Semua survei.")
    url = reverse("surveys:wave", args=[wave.slug])
    return Link(label=wave.title, url=url, text="Di mana survei ini berada, dan langkahnya.")


def _lists() -> Link:
    return Link(
        label="Daftar responden",
        url=reverse("respondents:home"),
        text="Unggah, periksa, dan perbaiki daftar.",
    )


def _approvals() -> Link:
    return Link(
        label="Persetujuan", url=reverse("audit:approvals"), text="Yang menunggu orang kedua."
    )


def _dashboard() -> Link:
    return Link(label="Dasbor", url=reverse("reports:sekda"), text="Indeks kota dan setiap OPD.")


def _results(user: User) -> list[Link]:
    if not user.may(Permission.RESULTS_VIEW_OFFICE):
        return []
    held = Office.objects.filter(pk__in=Office.objects.held_by(user))
    return [
        Link(
            label=f"Hasil {office.short_name}",
            url=reverse("reports:newest", args=[office.code]),
            text="Indeks kantor Anda, setelah terbit.",
        )
        for office in held
    ]


def _ledger() -> Link:
    return Link(
        label="Jejak audit", url=reverse("audit:entries"), text="Siapa melakukan apa, kapan."
    )


def _gallery() -> Link:
    return Link(label="Galeri", url=reverse("gallery"), text="Bagian-bagian antarmuka portal.")


def _account() -> Link:
    return Link(
        label="Akun saya", url=reverse("profile"), text="Kata sandi, pengaman kedua, perangkat."
    )
