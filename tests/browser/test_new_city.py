"""A new city after its one command: everything else in a browser, by the real processes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import FilePayload, expect

from respondents.models.duties import Duty
from respondents.models.offices import Office
from spi_portal.accounts.models import State, User
from spi_portal.audit.models.approvals import Approval
from spi_portal.embedded import mails
from spi_portal.ui import formats
from surveys.models.waves import Wave
from tests.browser.conftest import DESK
from tests.browser.surfing import Surfer
from tests.journeys.post import Post
from tests.journeys.running import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, databases=["default", "box"]),
]
PASSWORD = "kuda-laut-2026-biru"
OFFICES = """code,name,short_name,kind,parent_code
KOTA,Pemerintah Kota Sumber Jaya,Pemkot,pemda,
DINKES,Dinas Kesehatan,Dinkes,dinas,KOTA
DISDIK,Dinas Pendidikan,Disdik,dinas,KOTA
"""
PEOPLE = """Rina Kartika; rina@kota.go.id; Admin OPD; DINKES
Doni Saputra; doni@kota.go.id; Admin OPD; DISDIK
Wira Santosa; wira@kota.go.id; Sekda;"""
CITY = {
    "name": "Kota Sumber Jaya",
    "public_address": "spi.sumberjayakota.go.id",
    "sender_address": "survei@sumberjayakota.go.id",
    "help_phone": "(000) 700-100",
    "operator_name": "Ratna Wulandari",
    "operator_email": "ratna@kota.go.id",
    "head_name": "Hadi Pranoto",
    "head_email": "hadi@kota.go.id",
}
LINK = re.compile(r"http\S+/password/reset/\S+")
SetUp = Callable[[str, str], Surfer]


@pytest.fixture
def first_links(transactional_db: None) -> list[str]:
    """What `start_city` prints: the only word that is typed into a shell."""
    said = io.StringIO()
    call_command("start_city", no_input=True, stdout=said, **CITY)
    return LINK.findall(said.getvalue())


@pytest.fixture
def set_up(running: Running, surf: Callable[..., Surfer]) -> SetUp:
    """Somebody follows a one-time link, chooses a password, and signs in."""

    def come_in(link: str, email: str) -> Surfer:
        surfer = surf(running.staff, viewport=DESK)
        surfer.go(urlsplit(link).path)
        for field in ("password1", "password2"):
            surfer.page.locator(f"input[name={field}]").fill(PASSWORD)
        surfer.press("Simpan kata sandi")
        surfer.sign_in(email, PASSWORD)
        assert surfer.path == "/"
        return surfer

    return come_in


def link_to(post: Post, running: Running, email: str) -> str:
    """The one-time link in the letter to this person."""

    def found() -> list[str]:
        letters = [mails.read(letter) for letter in post.letters]
        links = [link for one in letters if email in one.to for link in one.links]
        return [link for link in links if "/password/reset/" in link]

    running.wait_until(lambda: bool(found()), f"the letter to {email} arrives")
    return found()[-1]


def fill(surfer: Surfer, **fields: str) -> None:
    for name, value in fields.items():
        surfer.page.locator(f"[name={name}]").fill(value)


def bring_offices(operator: Surfer) -> None:
    operator.go("/kelola/pengaturan/perangkat-daerah/tabel/")
    table = FilePayload(name="kantor.csv", mimeType="text/csv", buffer=OFFICES.encode())
    operator.page.locator("input[type=file]").set_input_files(table)
    operator.press("Unggah tabel")
    expect(operator.page.get_by_text("3 kantor baru")).to_be_visible()


def invite(operator: Surfer) -> None:
    operator.go("/kelola/akun/undang/")
    fill(operator, sk="800/12/2026", tanggal_sk="2026-03-02", daftar=PEOPLE)
    operator.press("Periksa daftar")
    operator.press("Undang 3 orang")
    expect(operator.page.get_by_text("1 akun menunggu orang kedua")).to_be_visible()


def hand_over(operator: Surfer, office: str, *, to: str, email: str, until: str = "") -> None:
    operator.go(f"/kelola/akun/tugas/{Duty.objects.get(office__code=office).pk}/")
    if until:
        operator.page.get_by_label("Plh. atau Plt.").check()
        fill(operator, sampai=until)
    today = timezone.localdate().isoformat()
    fill(operator, nama=to, surel=email, mulai=today, sk="800/77/2026", tanggal_sk=today)
    operator.press("Simpan")


def test_nothing_needs_a_shell_after_start_city(
    first_links: list[str], running: Running, set_up: SetUp, post_office: Post
) -> None:
    running.start("staff", "send")
    running.wait_for_sites("staff")
    operator = set_up(first_links[0], "ratna@kota.go.id")
    head = set_up(first_links[1], "hadi@kota.go.id")

    bring_offices(operator)
    invite(operator)
    rina = set_up(link_to(post_office, running, "rina@kota.go.id"), "rina@kota.go.id")
    rina.go("/opd/")
    assert rina.path == "/opd/DINKES/"

    # The request about the Sekda lies three days, is told as late, and is granted.
    asked_at = timezone.now() - timedelta(days=3)
    Approval.objects.update(asked_at=asked_at)
    head.go("/")
    expect(head.page.get_by_text(f"Sejak {formats.day(asked_at)}")).to_be_visible()
    head.go("/kelola/persetujuan/")
    head.press("Setujui")
    wira = User.objects.get(email="wira@kota.go.id")
    operator.go(f"/kelola/akun/{wira.pk}/")
    operator.press("Buka akun dan kirim surat")
    sekda = set_up(link_to(post_office, running, wira.email), wira.email)
    assert sekda.page.get_by_role("link", name="Dasbor").count()

    hand_over(operator, "DINKES", to="Sari Utami", email="sari@kota.go.id")
    sari = set_up(link_to(post_office, running, "sari@kota.go.id"), "sari@kota.go.id")
    sari.go("/opd/DINKES/")
    expect(sari.page.get_by_role("button", name="Unggah").first).to_be_visible()
    rina.go("/opd/DINKES/")
    assert rina.path == "/akun/login/"  # her office went, and with it her account

    until = timezone.localdate() + timedelta(days=14)
    hand_over(
        operator, "DISDIK", to="Teguh Lesmana", email="teguh@kota.go.id", until=until.isoformat()
    )
    teguh = set_up(link_to(post_office, running, "teguh@kota.go.id"), "teguh@kota.go.id")
    teguh.go("/opd/DISDIK/")
    assert teguh.path == "/opd/DISDIK/"
    acting = Duty.objects.get(user__email="teguh@kota.go.id")
    assert (acting.is_acting, acting.valid_until) == (True, until)

    operator.go("/kelola/baru/")
    operator.press("Simpan kuesioner bawaan")
    expect(operator.page.get_by_role("button", name="Mulai gelombang")).to_be_visible()
    assert User.objects.get(email="rina@kota.go.id").state == State.ENDED
    assert (Office.objects.count(), Wave.objects.count()) == (3, 0)
    windows = (operator, head, sekda, sari, teguh)
    assert [one.complaints for one in windows] == [[]] * len(windows)
