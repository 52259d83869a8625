"""From a line in a pasted list to somebody new at their first page, by the real processes."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.embedded import mails
from tests import make
from tests.browser.conftest import DESK, PHONE
from tests.browser.surfing import Surfer
from tests.browser.test_signing_in import STRONG
from tests.journeys.post import Post
from tests.journeys.running import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, databases=["default", "box"]),
]
PASSWORD = "kuda-laut-2026-biru"
LINE = "Rina Kartika; rina@kota.go.id; Admin OPD; DINKES"


@pytest.fixture
def operator(running: Running, surf: Callable[..., Surfer]) -> Surfer:
    make.city()
    make.office(code="DINKES", name="Dinas Kesehatan", short_name="Dinkes")
    with override_settings(PASSWORD_HASHERS=STRONG):
        ratna = make.user("Ratna Wulandari", Role.OPERATOR)
    running.start("staff", "send")
    running.wait_for_sites("staff")
    surfer = surf(running.staff, viewport=DESK)
    surfer.sign_in(ratna.email, make.PASSWORD)
    return surfer


def invite(operator: Surfer) -> list[str]:
    """Paste, check, send. What is wrong with the pages on the way."""
    operator.go("/kelola/akun/undang/")
    operator.page.get_by_label("Nomor SK").fill("800/12/2026")
    operator.page.get_by_label("Tanggal SK").fill("2026-07-01")
    operator.page.get_by_label("Daftar orang").fill(LINE)
    operator.press("Periksa daftar")
    expect(operator.page.get_by_text("Semua baris siap")).to_be_visible()
    wrong = operator.faults()
    operator.press("Undang 1 orang")
    expect(operator.page.get_by_text("1 surat dikirim.")).to_be_visible()
    return wrong + operator.faults()


def test_an_invitation_becomes_somebody_who_signs_in(
    operator: Surfer, surf: Callable[..., Surfer], running: Running, post_office: Post
) -> None:
    wrong = invite(operator)
    running.wait_until(lambda: bool(post_office.letters), "the letter arrives")
    (link,) = (
        link for link in mails.read(post_office.letters[0]).links if "/password/reset/" in link
    )

    rina = surf(running.staff, viewport=PHONE)
    rina.go(urlsplit(link).path)
    expect(rina.page.get_by_role("heading", name="Selamat datang")).to_be_visible()
    wrong += rina.faults()
    for field in ("password1", "password2"):
        rina.page.locator(f"input[name={field}]").fill(PASSWORD)
    rina.press("Simpan kata sandi")
    expect(rina.page.get_by_role("heading", name="Kata sandi sudah dibuat")).to_be_visible()
    rina.sign_in("rina@kota.go.id", PASSWORD)
    assert rina.path == "/"

    operator.go(f"/kelola/akun/{User.objects.get(name='Rina Kartika').pk}/")
    expect(operator.page.get_by_text("Membuat kata sandi lewat tautan")).to_be_visible()
    wrong += operator.faults() + operator.complaints + rina.complaints
    assert "\n".join(wrong) == ""
