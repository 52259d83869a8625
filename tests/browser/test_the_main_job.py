"""The main job in a browser, by the portal's own processes: from open lists to a PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from reports import method, readings, sentences
from reports.models.publications import Publication
from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from surveys import instrument_shelf
from surveys.models.messages import Message
from surveys.models.sheets import Count
from surveys.models.waves import Wave
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
WAITING = re.compile("Menunggu (keputusan )?orang kedua")
OPERATOR, HEAD, SEKDA = Role.OPERATOR, Role.HEAD, Role.SEKDA


@pytest.fixture
def cast(transactional_db: None) -> dict[Role, User]:
    with override_settings(PASSWORD_HASHERS=STRONG):
        return {role: make.user(role.label, role) for role in (OPERATOR, HEAD, SEKDA)}


@pytest.fixture
def lists(cast: dict[Role, User]) -> None:
    """Lists that can be frozen, the questionnaires, and a weight set."""
    town.found()
    versions = instrument_shelf.store_shipped(by=cast[OPERATOR])
    method.store_default(
        method.Policy(name="Baku", year=2026, author="Inspektorat", reason="Bawaan"),
        dimensions={kind: list(one.read().dimensions) for kind, one in versions.items()},
        by=cast[OPERATOR],
    )


@pytest.fixture
def sit_down(
    lists: None, running: Running, cast: dict[Role, User], surf: Callable[..., Surfer]
) -> Callable[..., Surfer]:
    """Signs somebody in at the running portal."""
    running.start("staff", "public", "send", "box", "reports", "counter")
    running.wait_for_sites("staff", "public")

    def signed_in(role: Role, window: dict[str, int]) -> Surfer:
        surfer = surf(running.staff, viewport=window)
        surfer.sign_in(cast[role].email, make.PASSWORD)
        return surfer

    return signed_in


def start_wave(operator: Surfer) -> None:
    now = timezone.localtime()
    operator.go("/kelola/baru/")
    for label, value in {
        "Nama survei": "Survei Integritas OPD 2026",
        "Kode": SLUG,
        "Dibuka": (now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "Ditutup": (now + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M"),
        "Hasil terbit": "Januari 2027",
    }.items():
        operator.page.get_by_label(label, exact=True).fill(value)
    operator.press("Mulai gelombang")


def confirm(operator: Surfer, button: str) -> None:
    operator.page.get_by_label("Ketik kode gelombang").fill(SLUG)
    operator.press(button)


def ask_and_grant(operator: Surfer, head: Surfer) -> None:
    operator.page.get_by_label("Alasan").fill("Sesuai jadwal")
    operator.press("Minta persetujuan")
    expect(operator.page.get_by_text(WAITING).first).to_be_visible()
    head.go("/kelola/persetujuan/")
    head.press("Setujui")
    operator.page.reload()


def open_survey(operator: Surfer, head: Surfer) -> None:
    start_wave(operator)
    make.all_signed()
    confirm(operator, "Bekukan daftar")
    ask_and_grant(operator, head)
    operator.page.get_by_label("Bilangan acak publik").fill(town.LOT.number)
    operator.page.get_by_label("Diumumkan di mana").fill(town.LOT.source)
    operator.page.get_by_label("Saksi").fill("\n".join(town.LOT.witnesses))
    operator.press("Tarik sampel")
    operator.press_until("Siapkan tautan", "Tautan sedang disiapkan")  # the counter's key first
    make.lawful(Wave.objects.get())
    operator.reload_until("Semua tautan siap")
    confirm(operator, "Buka survei sekarang")


def answer_on_a_phone(surf: Callable[..., Surfer], site: str, code: str) -> None:
    phone = surf(site, viewport=PHONE, java_script_enabled=False)
    to_the_check(phone.page, code)
    phone.press("Kirim lembar jawaban")
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text("masuk kotak tersegel")
    assert phone.complaints == []


def close_and_count(operator: Surfer, head: Surfer) -> None:
    operator.go(f"/kelola/{SLUG}/")
    operator.page.get_by_text("Tutup sekarang, sebelum waktunya").click()
    confirm(operator, "Tutup survei")
    ask_and_grant(operator, head)
    operator.reload_until("Jawaban sudah dihitung")


def publish(operator: Surfer, head: Surfer) -> None:
    operator.page.get_by_role("link", name="Periksa hasil").click()
    operator.reload_until("Bobot dan asal angka")
    ask_and_grant(operator, head)
    operator.press("Terbitkan sekarang")
    expect(operator.page.get_by_text("Hasil terbit. Angkanya tidak berubah lagi.")).to_be_visible()


def download_paper(sekda: Surfer, office: Office) -> PdfReader:
    sekda.go(f"/sekda/{SLUG}/opd/{office.code}/")
    sekda.press("Buat PDF")
    sekda.reload_until("Unduh PDF")
    with sekda.page.expect_download() as download:
        sekda.page.get_by_role("link", name="Unduh PDF").click()
    return PdfReader(io.BytesIO(download.value.path().read_bytes()))


def test_from_open_lists_to_the_sekdas_dashboard_and_a_pdf(
    sit_down: Callable[..., Surfer],
    surf: Callable[..., Surfer],
    running: Running,
    post_office: Post,
) -> None:
    operator, head = sit_down(OPERATOR, DESK), sit_down(HEAD, PHONE)
    open_survey(operator, head)
    running.wait_until(lambda: not Message.objects.filter(state="ready").exists(), "all is sent")
    codes = post_office.codes()
    answer_on_a_phone(surf, running.public, codes[0])
    town.answer(codes[1:])
    close_and_count(operator, head)
    publish(operator, head)

    sekda = sit_down(SEKDA, DESK)
    sekda.go("/sekda/")
    figures = readings.read(Publication.objects.get().figures)
    office = Office.objects.get(code=figures.offices[0].code)
    paper = download_paper(sekda, office)

    assert Count.objects.get().counted == len(codes) == len(post_office.to_respondents()) > 100
    assert Wave.objects.get().state == Wave.State.PUBLISHED
    sekda.go("/sekda/")
    expect(sekda.page.locator(".indeks strong").first).to_have_text(sentences.told(figures.city))
    assert office.name in " ".join(page.extract_text() for page in paper.pages)
    assert [one.complaints for one in (operator, head, sekda)] == [[], [], []]
