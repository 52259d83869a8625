"""What is expected of somebody now: one sentence, also when it is nothing, and where to go."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from django.urls import reverse
from django.utils import timezone

from respondents.models.offices import Office
from respondents.unfinished import Desk
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import OF_AN_OFFICE, Permission, Role
from spi_portal.seasons import Season
from spi_portal.ui import formats
from surveys import calendar
from surveys.models.groups import AnonymityGroup
from surveys.models.waves import Wave

AT_MOST = 5
NAMED_AT_MOST = 4


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
        "lalu bekukan daftar paling lambat {freeze}.",
        Wave.State.FROZEN: "Daftar sudah beku. Sekarang sampel ditarik, bersama orang kedua.",
        Wave.State.DRAWN: "Sampel sudah ditarik. Sekarang siapkan tautan.",
        Wave.State.ISSUED: "Tautan sudah siap. Survei dapat dibuka.",
        Wave.State.OPEN: "Survei berjalan sampai {closes}. Perhatikan pesan yang tidak sampai.",
        Wave.State.CLOSED: "Survei sudah ditutup. Minta persetujuan untuk menghitung jawaban.",
        Wave.State.COUNTED: "Jawaban sudah dihitung. Periksa hasilnya sebelum terbit.",
        Wave.State.PUBLISHED: "Hasil sudah terbit. Bantu setiap kantor membaca hasilnya.",
    },
    Audience.OFFICE_ADMIN: {
        **dict.fromkeys(PREPARING, OFFICE_WAITS),
        Wave.State.OPEN: HANDS_OFF,
        **dict.fromkeys(COUNTING, BEING_COUNTED),
        Wave.State.PUBLISHED: "Hasil survei sudah terbit. Baca hasil kantor Anda.",
    },
    Audience.OFFICE_HEAD: {
        **dict.fromkeys(PREPARING, OFFICE_WAITS),
        Wave.State.OPEN: HANDS_OFF,
        **dict.fromkeys(COUNTING, BEING_COUNTED),
        Wave.State.PUBLISHED: "Hasil survei sudah terbit. Baca hasil kantor Anda.",
    },
    Audience.SEKDA: {
        Wave.State.LISTS: "Perangkat daerah sedang memperbaiki daftar. "
        "Tidak ada yang perlu Anda lakukan; survei dibuka {opens}.",
        **dict.fromkeys(PREPARING, "Survei sedang disiapkan dan dibuka {opens}."),
        Wave.State.OPEN: "Survei berjalan sampai {closes}. Tidak ada angka sebelum hasil terbit, "
        "dan tidak seorang pun boleh meminta bukti pengisian.",
        **dict.fromkeys(COUNTING, BEING_COUNTED),
        Wave.State.PUBLISHED: "Hasil survei sudah terbit. Baca dasbor, "
        "lalu putuskan yang perlu diperbaiki.",
    },
    Audience.AUDITOR: {
        Wave.State.LISTS: "Daftar responden sedang diperbaiki. Jejaknya dapat Anda baca.",
        **dict.fromkeys(PREPARING, "Survei sedang disiapkan dan dibuka {opens}."),
        Wave.State.OPEN: "Survei berjalan sampai {closes}. Langkah berikutnya: penghitungan.",
        **dict.fromkeys(COUNTING, BEING_COUNTED),
        Wave.State.PUBLISHED: "Hasil survei sudah terbit. Angka dan jejaknya dapat Anda periksa.",
    },
    Audience.SYSTEM: {
        **dict.fromkeys(
            (Wave.State.LISTS, *PREPARING),
            "Survei sedang disiapkan dan dibuka {opens}. Tidak ada yang perlu Anda lakukan.",
        ),
        Wave.State.OPEN: "Survei berjalan sampai {closes}. Jaga agar server tetap menyala; "
        "tidak ada yang lain yang perlu Anda lakukan.",
        **dict.fromkeys(
            COUNTING,
            "Survei sudah ditutup dan sedang dihitung. Tidak ada yang perlu Anda lakukan, "
            "kecuali Inspektorat meminta bantuan.",
        ),
        Wave.State.PUBLISHED: "Hasil survei sudah terbit. Tidak ada yang perlu Anda lakukan.",
    },
}
OFFICE_FOLLOWS = (
    "Waktunya tindak lanjut: perbaiki lebih dulu yang nilainya paling rendah di kantor Anda."
)
FOLLOWING = {
    Audience.INSPECTORATE: "Waktunya tindak lanjut: tanyakan kemajuan setiap kantor, "
    "dan siapkan survei tahun depan.",
    Audience.OFFICE_ADMIN: OFFICE_FOLLOWS,
    Audience.OFFICE_HEAD: OFFICE_FOLLOWS,
    Audience.SEKDA: "Waktunya tindak lanjut: tanyakan kemajuan kantor yang nilainya rendah.",
    Audience.AUDITOR: "Waktunya tindak lanjut. Angka dan jejaknya dapat Anda periksa.",
    Audience.SYSTEM: "Survei tahun ini sudah selesai. Tidak ada yang perlu Anda lakukan.",
}


def sentence(user: User, wave: Wave | None, season: Season | None, desk: Desk | None) -> str:
    """What `user` is expected to do now, in the season of the wave that runs.

    `desk` is the state of the lists that `user` answers for; None where they answer for none.
    """
    audience = AUDIENCE_OF[Role(user.role)]
    if wave is None:
        return NOTHING_YET.get(
            audience, "Belum ada survei yang disiapkan. Tidak ada yang perlu Anda lakukan."
        )
    if season == Season.FOLLOW_UP:
        return FOLLOWING[audience]
    if season == Season.LISTS and user.role in OF_AN_OFFICE:
        return _of_lists(audience, wave, desk)
    in_lists = wave.state == Wave.State.LISTS and audience == Audience.INSPECTORATE
    return SENTENCES[audience][Wave.State(wave.state)].format(
        freeze=formats.day(calendar.lists_due(wave)) if in_lists else "",
        opens=formats.day(wave.opens_at),
        closes=formats.moment(wave.closes_at),
        results=wave.results_expected,
    )


def _of_lists(audience: Audience, wave: Wave, desk: Desk | None) -> str:
    if desk is None:
        return "Akun ini belum memegang kantor. Hubungi Inspektorat."
    if audience == Audience.OFFICE_ADMIN:
        return _for_admin(wave, desk)
    return _for_head(wave, desk)


def _for_admin(wave: Wave, desk: Desk) -> str:
    if desk.tasks:
        return f"{_first(desk)}. Selesaikan {_by_when(wave, desk)}."
    if desk.being_read:
        return "Berkas Anda sedang diperiksa. Buka lagi halaman ini beberapa menit lagi."
    return (
        f"Daftar kantor Anda sudah dipakai, {formats.number(desk.people)} orang. "
        "Tidak ada yang perlu Anda lakukan, kecuali ada yang berubah."
    )


def _for_head(wave: Wave, desk: Desk) -> str:
    to_sign = [task for task in desk.tasks if task.is_signature]
    if to_sign and len(to_sign) == len(desk.tasks):
        names = " dan ".join(task.kind.label.lower() for task in to_sign)
        return (
            f"Daftar {names} menunggu tanda tangan Anda. Tautannya dikirim lewat surat; "
            "minta admin Anda mengirimnya bila belum datang."
        )
    if desk.tasks:
        said = _first(desk)
        return (
            f"Daftar kantor Anda belum siap: {said[0].lower()}{said[1:]}. "
            f"Minta admin Anda menyelesaikannya {_by_when(wave, desk)}. Pastikan daftarnya lengkap."
        )
    if desk.is_vouched_for:
        return (
            f"Daftar kantor Anda sudah ditandatangani, {formats.number(desk.people)} orang. "
            "Tidak ada yang perlu Anda lakukan, kecuali daftarnya berubah."
        )
    return (
        f"Daftar kantor Anda memuat {formats.number(desk.people)} orang. "
        "Pastikan daftarnya lengkap sebelum dibekukan."
    )


def _by_when(wave: Wave, desk: Desk) -> str:
    """The last day of the list that stands first; once it is over, only that it is urgent."""
    office = desk.tasks[0].office.pk
    last_day = calendar.lists_due_of(wave, [office])[office]
    if last_day < timezone.localdate():
        return "sebelum daftar dibekukan"
    return f"paling lambat {formats.day(last_day)}"


def _first(desk: Desk) -> str:
    first, *others = desk.tasks
    return f"{first.text}, dan {len(others)} hal lain" if others else first.text


def reported_with(offices: list[Office], wave: Wave | None) -> list[str]:
    """Where small offices are reported: together with which others, and under which office."""
    if wave is None or not offices:
        return []
    held = {office.pk: office for office in offices}
    groups = AnonymityGroup.objects.filter(wave=wave, offices__in=held).distinct()
    return [
        _reported(held[member.pk], group, members)
        for group in groups.select_related("opd").prefetch_related("offices")
        for members in [list(group.offices.all())]
        for member in members
        if member.pk in held and group.opd_id != member.pk
    ]


def _reported(office: Office, group: AnonymityGroup, members: list[Office]) -> str:
    others = sorted(one.short_name for one in members if one.pk != office.pk)
    whose = f"Jawaban {group.get_kind_display().lower()} {office.short_name}"
    where = f"di hasil {group.opd.short_name}" if group.opd else "di hasil seluruh kota"
    beside = f" bersama {_listed(others)}" if others else ""
    return f"{whose} dilaporkan{beside}, {where}."


def _listed(names: list[str]) -> str:
    rest = len(names) - NAMED_AT_MOST
    if rest > 0:
        return f"{', '.join(names[:NAMED_AT_MOST])}, dan {rest} kantor lain"
    return " dan ".join(", ".join(names).rsplit(", ", 1))


def links(user: User, wave: Wave | None, offices: list[Office]) -> list[Link]:
    """Two to five places, in the order in which they are needed."""
    offered = (
        (Permission.REGISTRY_IMPORT, _lists()),
        (Permission.WAVE_VIEW, _wave(wave)),
        (Permission.APPROVE, _approvals()),
        (Permission.RESULTS_VIEW_CITY, _dashboard()),
        (Permission.DESK, _desk()),
        (Permission.AUDIT_FILE, _dossiers()),
        (Permission.AUDIT_VIEW, _ledger()),
        (Permission.GALLERY_VIEW, _gallery()),
    )
    found = [link for permission, link in offered if user.may(permission)]
    if wave and wave.state == Wave.State.LISTS and user.role in OF_AN_OFFICE:
        found += [_forecast(wave, office) for office in offices]
    if not user.may(Permission.RESULTS_VIEW_CITY):
        found += _results(user, offices)
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


def _forecast(wave: Wave, office: Office) -> Link:
    return Link(
        label=f"Prakiraan {office.short_name}",
        url=reverse("forecast:office", args=[office.code, wave.slug]),
        text="Apakah daftar hari ini cukup untuk hasil sendiri, dan apa yang kurang.",
    )


def _approvals() -> Link:
    return Link(
        label="Persetujuan",
        url=reverse("audit:approvals"),
        text="Langkah yang menunggu orang kedua.",
    )


def _dashboard() -> Link:
    return Link(label="Dasbor", url=reverse("reports:sekda"), text="Indeks kota dan setiap OPD.")


def _results(user: User, offices: list[Office]) -> list[Link]:
    if not user.may(Permission.RESULTS_VIEW_OFFICE):
        return []
    return [
        Link(
            label=f"Hasil {office.short_name}",
            url=reverse("reports:newest", args=[office.code]),
            text="Indeks kantor Anda, setelah terbit.",
        )
        for office in offices
        if office.parent and office.parent.parent_id is None  # a unit has no figure of its own
    ]


def _desk() -> Link:
    return Link(
        label="Meja bantuan",
        url=reverse("surveys:desk"),
        text="Menjawab telepon: satu penelepon, satu alasan.",
    )


def _dossiers() -> Link:
    return Link(
        label="Berkas pemeriksaan",
        url=reverse("reports:auditor"),
        text="Keputusan, berita acara, dan jejak satu gelombang, dalam satu berkas.",
    )


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
