"""Three people hold the box: sheets, rehearsal, count and end, from the pages alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import FilePayload, expect
from pypdf import PdfReader

from spi_portal import keyring
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from surveys import instrument_shelf
from surveys.box.models.ballots import Ballot
from surveys.models.custody import Rehearsal
from surveys.models.jobs import Job
from surveys.models.sheets import Count
from surveys.models.waves import Wave
from surveys.steps import drawing, freezing, starting
from tests import make
from tests.browser.conftest import DESK, PHONE
from tests.browser.surfing import Surfer
from tests.browser.test_respond import to_the_check
from tests.browser.test_signing_in import STRONG
from tests.journeys import town
from tests.journeys.post import Post
from tests.journeys.running import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, databases=["default", "box"]),
]
SLUG = "2026"
KEYS = f"/kelola/{SLUG}/kunci/"
TRUSTEES = (
    ("Sari Dewi", "Inspektorat"),
    ("Dimas Aji", "Dinas Kominfo"),
    ("Lina Hartati", "Universitas Tirtamulya"),
)


class Sheet:
    """What a trustee carries home: the words, and a photograph of the code."""

    def __init__(self, room: Surfer) -> None:
        self.words = " ".join(room.page.locator(".lembar-isi ol li").all_inner_texts())
        self.picture = room.page.locator(".lembar-kode").screenshot()
        printed = PdfReader(io.BytesIO(room.page.pdf(prefer_css_page_size=True)))
        self.papers = [page.mediabox.height > page.mediabox.width for page in printed.pages]

    @property
    def photograph(self) -> FilePayload:
        return {"name": "lembar.png", "mimeType": "image/png", "buffer": self.picture}


@pytest.fixture
def cast(transactional_db: None) -> dict[Role, User]:
    with override_settings(PASSWORD_HASHERS=STRONG):
        return {role: make.user(role.label, role) for role in (Role.OPERATOR, Role.HEAD)}


@pytest.fixture
def drawn(cast: dict[Role, User]) -> Wave:
    """Two towns' lists are frozen and a sample is drawn; nothing is announced yet."""
    town.found()
    operator, head = cast[Role.OPERATOR], cast[Role.HEAD]
    versions = instrument_shelf.store_shipped(by=operator)
    now = timezone.now()
    wave = starting.start(
        slug=SLUG,
        title="Survei Integritas OPD 2026",
        opens_at=now + timedelta(minutes=1),
        closes_at=now + timedelta(days=30),
        results_expected="Januari 2027",
        asking={
            kind: starting.Asking(version=version, expected_response=town_share(kind))
            for kind, version in versions.items()
        },
        by=operator,
    )
    make.all_signed()
    freezing.freeze(wave=wave, by=operator)
    town.grant("draw", wave, by=operator, second=head)
    drawing.draw(wave=wave, lot=town.LOT, by=operator)
    return wave


def town_share(kind: str) -> Decimal:
    return Decimal(town.RESPONSE[kind])


@pytest.fixture
def sit_down(
    drawn: Wave, running: Running, cast: dict[Role, User], surf: Callable[..., Surfer]
) -> Callable[[Role], Surfer]:
    running.start("staff", "public", "room", "send", "box", "reports", "counter")
    running.wait_for_sites("staff", "public", "room")

    def signed_in(role: Role) -> Surfer:
        surfer = surf(running.staff, viewport=DESK)
        surfer.sign_in(cast[role].email, make.PASSWORD)
        return surfer

    return signed_in


def grant(head: Surfer) -> None:
    head.go("/kelola/persetujuan/")
    head.press("Setujui")


def choose_people(operator: Surfer, head: Surfer) -> None:
    operator.go(KEYS)
    operator.page.get_by_label("Dua dari tiga orang").check()
    operator.page.get_by_label("Alasan, untuk orang kedua").fill("Tidak seorang pun sendirian")
    operator.press("Minta persetujuan")
    grant(head)
    operator.go(KEYS)
    for number, (name, body) in enumerate(TRUSTEES, start=1):
        operator.page.get_by_label(f"Pemegang {number}: nama").fill(name)
        operator.page.get_by_label(f"Pemegang {number}: lembaga").fill(body)
    operator.press("Tetapkan")
    expect(operator.page.get_by_text("Pilihan ditetapkan.")).to_be_visible()


def enter(operator: Surfer, room: Surfer, button: str) -> None:
    operator.go(KEYS)
    operator.press(button)
    code = operator.page.locator(".kartu-masuk").inner_text().strip()
    room.go("/")
    room.page.get_by_label("Kode kartu masuk").fill(code)
    room.press("Masuk")


def bring_picture(room: Surfer, sheet: Sheet) -> None:
    room.page.get_by_label("Foto kode QR").set_input_files(sheet.photograph)
    room.press("Baca lembar")


def bring_words(room: Surfer, sheet: Sheet) -> None:
    room.page.get_by_label("Atau ketik ke-33 katanya").fill(sheet.words)
    room.press("Baca lembar")


def make_sheets(
    operator: Surfer, room: Surfer, album: Callable[[Surfer, str], None]
) -> list[Sheet]:
    enter(operator, room, "Kartu masuk untuk membuat lembar")
    sheets = []
    for number in range(3):
        album(room, f"ruang-giliran-{number + 1}")
        room.press("Tampilkan lembar")
        sheets.append(Sheet(room))
        room.page.get_by_role("link", name="Sudah dicetak, baca kembali").click()
        (bring_words if number == 1 else bring_picture)(room, sheets[-1])
    expect(room.page.get_by_text("Ketiga lembar kunci siap")).to_be_visible()
    album(room, "ruang-selesai")
    room.press("Keluar dari ruang")
    return sheets


def rehearse(
    operator: Surfer, room: Surfer, phone: Surfer, running: Running, sheets: list[Sheet]
) -> None:
    operator.go(KEYS)
    operator.press("Siapkan lembar latihan")
    done = Job.objects.filter(step=Job.Step.REHEARSE, state=Job.State.DONE)
    running.wait_until(done.exists, "the trial is announced")
    link = operator.page.get_by_role("link", name="tautan latihan").get_attribute("href")
    answer_the_trial(phone, link or "")
    enter(operator, room, "Kartu masuk untuk latihan")
    bring_picture(room, sheets[0])
    expect(room.page.get_by_text("Masih perlu satu lembar lagi")).to_be_visible()
    bring_words(room, sheets[2])
    room.press("Buka lembar latihan")
    expect(room.page.get_by_text("Lembar latihan terbuka dengan lembar 1 dan 3")).to_be_visible()
    operator.go(KEYS)
    expect(operator.page.get_by_text("Latihan berhasil")).to_be_visible()


def answer_the_trial(phone: Surfer, link: str) -> None:
    to_the_check(phone.page, link.rstrip("/").rpartition("/")[2])
    expect(phone.page.get_by_text("LATIHAN: Survei Integritas").first).to_be_visible()
    phone.press("Kirim lembar jawaban")
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text("masuk kotak tersegel")


def open_and_close(operator: Surfer, head: Surfer, post_office: Post, running: Running) -> int:
    operator.go(f"/kelola/{SLUG}/")
    operator.press("Siapkan tautan")
    make.lawful(Wave.objects.get())
    operator.reload_until("Semua tautan siap")
    confirm(operator, "Buka survei sekarang")
    running.wait_until(lambda: len(post_office.codes()) > 100, "invitations are sent")
    codes = post_office.codes()
    town.answer(codes[:40])
    operator.go(f"/kelola/{SLUG}/")
    operator.page.get_by_text("Tutup sekarang, sebelum waktunya").click()
    confirm(operator, "Tutup survei")
    running.wait_until(
        lambda: Wave.objects.get().registrar_key_gone_at is not None, "links are forgotten"
    )
    ask_here(operator, head)
    return 40


def confirm(operator: Surfer, button: str) -> None:
    operator.page.get_by_label("Ketik kode gelombang").fill(SLUG)
    operator.press(button)


def ask_here(operator: Surfer, head: Surfer) -> None:
    operator.page.get_by_label("Alasan").fill("Sesuai jadwal")
    operator.press("Minta persetujuan")
    grant(head)
    operator.page.reload()


def count(operator: Surfer, room: Surfer, running: Running, sheets: list[Sheet]) -> None:
    """Interrupted once: the room is killed while the sheets lie on its table."""
    enter(operator, room, "Kartu masuk untuk menghitung")
    bring_words(room, sheets[1])
    running.kill("room")
    running.start("room")
    running.wait_for_sites("room")
    enter(operator, room, "Kartu masuk untuk menghitung")
    bring_words(room, sheets[1])
    bring_picture(room, sheets[2])
    room.press("Buka kotak dan hitung")
    room.reload_until("Penghitungan selesai")


def destroy(operator: Surfer, head: Surfer) -> None:
    operator.go(f"/kelola/{SLUG}/pemusnahan/")
    ask_here(operator, head)
    operator.reload_until("Kotak sudah dimusnahkan")


def minutes_of(operator: Surfer, about: str) -> str:
    operator.go(f"/kelola/{SLUG}/berita-acara/{about}/")
    operator.press("Buat berita acara")
    operator.reload_until("Unduh PDF")
    with operator.page.expect_download() as download:
        operator.page.get_by_role("link", name="Unduh PDF").click()
    paper = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


def test_three_people_make_rehearse_count_and_end_a_box(
    sit_down: Callable[[Role], Surfer],
    surf: Callable[..., Surfer],
    running: Running,
    post_office: Post,
    tmp_path: Path,
) -> None:
    operator, head = sit_down(Role.OPERATOR), sit_down(Role.HEAD)
    room = surf(running.room, viewport=PHONE, java_script_enabled=True)
    phone = surf(running.public, viewport=PHONE, java_script_enabled=False)
    faults: list[str] = []

    def look(surfer: Surfer, name: str) -> None:
        faults.extend(surfer.faults())
        surfer.page.screenshot(path=tmp_path / f"{name}.png", full_page=True)

    operator.go(KEYS)
    look(operator, "kunci-pilihan")
    choose_people(operator, head)
    look(operator, "kunci-ditetapkan")
    sheets = make_sheets(operator, room, look)
    assert [sheet.papers for sheet in sheets] == [[True]] * 3  # one page each, upright
    rehearse(operator, room, phone, running, sheets)
    look(operator, "kunci-latihan")
    answered = open_and_close(operator, head, post_office, running)
    count(operator, room, running, sheets)
    look(room, "ruang-dihitung")

    counted = Count.objects.get()
    assert (counted.received, counted.counted) == (answered, answered)
    assert Rehearsal.objects.filter(sheets="1+3").count() == 1
    assert "Sari Dewi, Inspektorat" in minutes_of(operator, "hitung")
    assert not keyring.holds("box", SLUG)
    destroy(operator, head)
    look(operator, "pemusnahan")
    assert not Ballot.objects.exists()
    assert "dirobek pemegangnya" in minutes_of(operator, "musnah")
    assert faults == []
    assert all(sheet.words not in running.everything_said() for sheet in sheets)
    assert [one.complaints for one in (operator, head, phone)] == [[], [], []]
