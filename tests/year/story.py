"""A whole year of the survey, deed by deed, through the forms that officials send.

Workers' part (letters, the registrar, the count) is done where they would have done it.
Days are told from today: the survey is open today, since the box keeps the database's time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core import mail
from django.utils import timezone

from reports import tasks as reports_tasks
from respondents import tasks as respondents_tasks
from respondents.models.lists import Upload
from respondents.models.offices import Office
from spi_portal import keyring
from spi_portal.accounts.models import User
from spi_portal.audit.models.approvals import Approval
from spi_portal.post import letters
from spi_portal.ui import formats
from surveys import box_keys, chores, counting
from surveys.box import batches
from surveys.models.custody import Rehearsal
from surveys.models.manifests import WaveKey
from surveys.models.waves import Wave
from tests import make
from tests.journeys import town as journeys
from tests.reports import scenes
from tests.respondents import sheets
from tests.year.clock import Clock
from tests.year.town import Official

LOT = {"sumber": journeys.LOT.source, "saksi": "\n".join(journeys.LOT.witnesses)}
SIGNING = re.compile(r"/opd/tanda-tangan/\S+/")
LINK = re.compile(r"/s/([0-9A-Z-]+)/")
FOUNDED, PREPARED, LISTS, FROZEN, OPENED = -400, -230, -170, -110, -90
REMINDED, CLOSED, COUNTED, PUBLISHED, FOLLOWED = -45, 0, 4, 30, 90
TO_CLOSE = timedelta(hours=2)  # after today's hour; it is closed by hand before


@dataclass(slots=True)
class Story:
    people: dict[str, User]
    clock: Clock
    say: Callable[[str], None]
    seats: dict[str, Official] = field(default_factory=dict)
    slug: str = ""

    # --- The seasons ---------------------------------------------------------------------

    def last_year(self) -> None:
        """Its results are out: what is copied, and what is compared with."""
        self._day(PREPARED - 30, "Tahun lalu: hasilnya sudah terbit.")
        opds = list(Office.objects.opds())
        wave = scenes.counted(year=self._year() - 1, offices=dict.fromkeys(opds, scenes.ENOUGH))
        scenes.weight_set(year=wave.year)
        scenes.published(wave, by=self.people["operator"], second=self.people["inspektur"])

    def prepare(self) -> None:
        self._day(PREPARED, "Operator menyalin gelombang tahun lalu.")
        opens, closes = self._opens(), self._closes()
        self.slug = str(self._year())
        self._does(
            "operator",
            f"/kelola/baru/?dari={int(self.slug) - 1}",
            title=f"Survei Integritas OPD {self.slug}",
            slug=self.slug,
            opens_at=_minute(opens),
            closes_at=_minute(closes),
            results_expected="Januari",
            response_internal="70",
            response_external="60",
            response_expert="90",
        )

        self._day(PREPARED + 5, "Surat KPK dan tim PIC dicatat di jalur KPK.")
        today = timezone.localdate().isoformat()
        self._does("operator", self._page("kpk/surat"), letter="B/12/KPK", letter_on=today)
        self._does(
            "operator",
            self._page("kpk/tim"),
            name="Ratna Wulandari",
            post="Auditor",
            task="Koordinator",
        )

    def repair_lists(self) -> None:
        self._day(LISTS, "Admin OPD mengunggah daftar, dan membaca yang salah.")
        good = [sheets.employee() for _ in range(3)]
        self._upload([*good, sheets.employee(no_wa="0812")])
        self._day(LISTS + 1, "Ia memperbaiki barisnya, menyetujui perubahannya, dan memakainya.")
        upload = f"/opd/unggahan/{Upload.objects.order_by('-pk')[0].pk}"
        self._does("admin-opd", f"{upload}/baris/5/", kolom="no_wa", nilai="0812 9000 0001")
        self._does("admin-opd", f"{upload}/lanjut/")
        self._does("admin-opd", f"{upload}/setujui/")
        respondents_tasks.work()
        self._day(LISTS + 3, "Kepala OPD menandatangani kedua daftarnya lewat tautan di suratnya.")
        for kind in ("pegawai", "pengguna"):
            self._does("admin-opd", f"/opd/DINKES/{kind}/tanda-tangan/tautan/")
        letters.deliver_due()
        for letter in mail.outbox:
            if link := SIGNING.search(letter.body):
                Official.stranger().send(link[0])

    def freeze_and_draw(self) -> None:
        self._day(FROZEN, "Daftar dibekukan; sampel ditarik berdua; tautan disiapkan.")
        make.all_signed()  # the other heads signed on paper
        self._confirms("pembekuan")
        self._ask_and_grant("permintaan")
        self._does("operator", self._page("penarikan"), bilangan="Undian umum: 48 13 77", **LOT)
        box_keys.make_due()
        self._does("operator", self._page("tautan"))
        chores.do_all()

    def open(self) -> None:
        self._day(OPENED, "Dasar hukum dicatat, survei dibuka; undangan berangkat.")
        today = timezone.localdate().isoformat()
        self._does(
            "operator",
            self._page("dasar"),
            recommendation="V-26.6471.001",
            decree="188.45/26",
            decree_on=today,
            dpia_on=today,
        )
        for subject in ("snapshots", "proxy", "waf"):
            self._does(
                "operator",
                f"/kelola/kesiapan/pernyataan/{subject}/",
                on=today,
                person="Gilang Ramadhan",
            )
        self._does("operator", self._page("kunci/latihan"))
        self._workers()
        # The box keeps the database's time, in which the trial of this day is over: what opening
        # it writes down is written here. tests/surveys/test_rehearsing.py opens one.
        key = WaveKey.objects.get(wave=self.wave)
        Rehearsal.objects.create(wave=self.wave, box_key=bytes(key.public_key))
        self._confirms("pembukaan")
        self._workers()

    def answer(self) -> None:
        self._day(OPENED + 2, "Responden mengisi, di ponsel masing-masing.")
        journeys.answer(_codes())

    def remind(self) -> None:
        self._day(REMINDED, "Pengingat berangkat ke semua yang terpilih.")
        self._does("operator", self._page("pengingat"), putaran="reminder")
        self._workers()

    def close_and_count(self) -> None:
        self._day(CLOSED, "Survei ditutup.")
        self._confirms("penutupan")
        self._workers()
        batches.draw_up_due(key=Ed25519PrivateKey.from_private_bytes(keyring.load("batch")))
        self._day(COUNTED, "Penghitungan diminta, disetujui, dan dijalankan.")
        self._ask_and_grant("permintaan")
        counting.count(wave=self.wave)
        reports_tasks.work()

    def publish(self) -> None:
        self._day(PUBLISHED, "Hasil diperiksa dan diterbitkan berdua.")
        self._ask_and_grant("hasil/permintaan")
        self._does("operator", self._page("hasil/terbit"))
        self._workers()

    def follow_up(self) -> None:
        self._day(FOLLOWED, "Tindak lanjut.")
        self._workers()

    # --- Asking ----------------------------------------------------------------------------

    @property
    def wave(self) -> Wave:
        return Wave.objects.get(slug=self.slug)

    def reads(self, seat: str, path: str = "/") -> str:
        return self.at(seat).read(path)

    # --- Doing -----------------------------------------------------------------------------

    def _day(self, days: int, what: str) -> None:
        self.clock.go_to(days)
        self.seats.clear()  # nobody stays signed in for months
        self.say(f"{formats.day(timezone.now())}: {what}")

    def at(self, seat: str) -> Official:
        if seat not in self.seats:
            self.seats[seat] = Official.sit_down(self.people[seat])
        return self.seats[seat]

    def _does(self, seat: str, path: str, **given: object) -> str:
        return self.at(seat).send(path, **given)

    def _page(self, step: str) -> str:
        return f"/kelola/{self.slug}/{step}/"

    def _confirms(self, step: str) -> None:
        self._does("operator", self._page(step), kode=self.slug)

    def _ask_and_grant(self, page: str) -> None:
        self._does("operator", self._page(page), alasan="Sesuai jadwal")
        asked = Approval.objects.waiting().get()
        self._does("inspektur", f"/kelola/persetujuan/{asked.pk}/", keputusan="setuju")

    def _upload(self, rows: list[dict[str, object]]) -> None:
        file = sheets.uploaded(rows)
        self._does("admin-opd", "/opd/DINKES/pegawai/unggah/", file=file)
        respondents_tasks.work()

    def _workers(self) -> None:
        chores.do_all()
        letters.deliver_due()

    def _year(self) -> int:
        return self._opens().year

    def _opens(self) -> object:
        return timezone.now() - self.clock.ahead + timedelta(days=OPENED)

    def _closes(self) -> object:
        return timezone.now() - self.clock.ahead + TO_CLOSE


def _minute(moment: object) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def _codes() -> list[str]:
    """Of the letters to respondents; those to officials carry no such link."""
    found = (LINK.search(letter.body) for letter in mail.outbox)
    return [link[1] for link in found if link]
