"""As a new OPD admin: 412 rows with 40 faults, from the file to the head's signature."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import override_settings
from playwright.sync_api import FilePayload, expect

from respondents.kinds import Kind
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.signatures import Standing, state
from spi_portal.accounts.permissions import Role
from spi_portal.embedded import mails
from tests import make
from tests.browser.conftest import DESK, PHONE
from tests.browser.surfing import Surfer
from tests.journeys.post import Post
from tests.journeys.running import Running
from tests.respondents import sheets

pytestmark = [
    pytest.mark.browser,
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, databases=["default", "box"]),
]
STRONG = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
ROWS = 412
SHARED = "081388880000"


@pytest.fixture
def office(transactional_db: None) -> Office:
    make.city()
    made = make.office(code="DINKES", name="Dinas Kesehatan", short_name="Dinkes")
    with override_settings(PASSWORD_HASHERS=STRONG):
        make.user("Bayu Saputra", Role.OPD_ADMIN, of=made)
        make.user("Citra Lestari", Role.OPD_HEAD, of=made)
    return made


def file() -> FilePayload:
    """40 faults of seven kinds, under headings that are not the template's."""
    rows = [sheets.employee() for _ in range(ROWS - 40)]
    rows += [sheets.employee(no_wa=81200005000 + n) for n in range(20)]
    rows += [sheets.employee(no_wa="0812-0000") for _ in range(5)]
    rows += [sheets.employee(no_wa="(000) 4444-120") for _ in range(3)]
    rows += [sheets.employee(nip="1,98503E+17") for _ in range(3)]
    rows += [sheets.employee(status="PSN") for _ in range(3)]
    rows += [sheets.employee(tmt_unit="kemarin dulu") for _ in range(4)]
    rows += [sheets.employee(no_wa=SHARED) for _ in range(2)]
    named = [
        {"HP/WA" if key == "no_wa" else key: value for key, value in row.items()} for row in rows
    ]
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FilePayload(name="pegawai.xlsx", mimeType=xlsx, buffer=sheets.xlsx(named))


def choose(admin: Surfer, problem: str) -> None:
    problems = admin.page.get_by_role("navigation", name="Saring menurut masalah")
    link = problems.get_by_role("link", name=re.compile(f"^{re.escape(problem)}"))
    if not link.get_attribute("aria-current"):
        link.click()
    expect(admin.page.locator("#judul-masalah")).to_contain_text(problem)


def mend(admin: Surfer, problem: str, value: Callable[[int], str], rows: int) -> None:
    """Type into the first row with the problem until none is left."""
    choose(admin, problem)
    for number in range(rows):
        line = admin.page.locator(".baris > li[id]").first
        row = line.get_attribute("id")
        cell = line.locator("[name=nilai]")
        if line.locator("select").count():
            cell.select_option(value(number))
        else:
            cell.fill(value(number))
        line.get_by_role("button", name=re.compile("^Simpan baris")).click()
        expect(admin.page.locator(f".baris > li#{row}")).to_have_count(0)


@pytest.mark.parametrize(
    ("window", "script"),
    [(PHONE, False), (DESK, True)],
    ids=["360-without-script", "1280"],
)
def test_from_the_file_to_the_signature(
    office: Office,
    running: Running,
    post_office: Post,
    surf: Callable[..., Surfer],
    window: dict[str, int],
    script: bool,
) -> None:
    running.start("staff", "reports", "send")
    running.wait_for_sites("staff")
    admin = surf(running.staff, viewport=window, java_script_enabled=script)
    email = office.duty_set.get(user__role=Role.OPD_ADMIN).user.email
    admin.sign_in(email, make.PASSWORD)

    admin.go("/opd/DINKES/pegawai/unggah/")
    admin.page.locator("input[type=file]").set_input_files(file())
    admin.press("Unggah")
    admin.reload_until("Kolom di berkas, contoh isinya")
    assert not script or admin.faults() == []  # axe is a script
    admin.press("Benar, lanjutkan")
    admin.reload_until("372 dari 412 baris siap")
    assert not script or admin.faults() == []  # axe is a script

    choose(admin, "Nomor kehilangan angka 0")
    admin.page.get_by_role("link", name="Lihat dulu").click()
    expect(admin.page.get_by_role("cell", name="081200005000")).to_be_visible()
    admin.press("Perbaiki 20 baris")
    expect(admin.page.get_by_text("392 dari 412 baris siap")).to_be_visible()
    mend(admin, "Nomor terlalu pendek", lambda n: f"0812777700{n:02d}", 5)
    mend(admin, "Nomor telepon kantor", lambda n: f"0812777701{n:02d}", 3)
    mend(admin, "NIP rusak oleh format Excel", lambda n: f"19850312201001277{n}", 3)
    mend(admin, "Isian tidak dikenal", lambda _: "PNS", 3)
    mend(admin, "Tanggal tidak terbaca", lambda _: "01-03-2020", 4)
    choose(admin, "Mungkin orang yang sama")
    assert not script or admin.faults() == []  # axe is a script
    admin.page.get_by_label("Semuanya benar, orangnya berbeda").first.check()
    admin.page.get_by_role("button", name=re.compile("^Simpan baris")).first.click()
    expect(admin.page.get_by_text("412 dari 412 baris siap")).to_be_visible()

    admin.press("Lanjut dengan 412 baris")
    expect(admin.page.locator("h1")).to_have_text("Setujui perubahan")
    assert not script or admin.faults() == []  # axe is a script
    admin.press("Pakai 412 baris")
    admin.reload_until("Daftar sudah diperbarui")
    admin.go("/opd/DINKES/pegawai/tanda-tangan/")
    admin.press("Kirim tautan ke kepala")
    _sign(running, post_office, surf(running.staff, viewport=window))

    assert Person.objects.on_lists().count() == ROWS
    assert state(office, Kind.INTERNAL).standing == Standing.SIGNED
    assert admin.complaints == []


def _sign(running: Running, post_office: Post, head: Surfer) -> None:
    def links() -> list[str]:
        read = [mails.read(letter) for letter in post_office.letters]
        return [link for letter in read for link in letter.links if "/tanda-tangan/" in link]

    running.wait_until(lambda: bool(links()), "the letter to the head arrives")
    head.go(urlsplit(links()[-1]).path)
    assert head.faults() == []
    head.page.get_by_role("button", name="Saya menandatangani").click()
    expect(head.page.get_by_text("Terima kasih")).to_be_visible()
    assert head.complaints == []
