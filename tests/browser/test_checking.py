"""«Periksa» on the page of receipts: the whole list is checked in the browser, and nothing sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, Route

from surveys.box import proofs
from surveys.respond import styles
from tests.browser.conftest import DESK, PHONE, launched
from tests.browser.test_respond_for_all import RULES, RUN_AXE
from tests.surveys.box import make as box_make
from tests.surveys.respond import make
from tests.surveys.respond.conftest import public, wave
from tests.verifier import files, tampering
from tests.verifier.files import Files

__all__ = ["public", "wave"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SITE = "http://localhost"
GOOD = files.of(tampering.BOX, files.counted(tampering.BOX))
SHOWN = GOOD.public["batches"][1]["receipts"][0]
SCRIPT = (Path(settings.BASE_DIR) / "static" / "js" / "periksa.js").read_bytes()


class Site:
    """The page as the portal gives it out, headers and all, with a file of ours."""

    def __init__(self, html: bytes, headers: dict[str, str], file: Any) -> None:
        self.html, self.headers, self.file = html, headers, file
        self.asked: list[str] = []

    def serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        self.asked.append(path + (route.request.post_data or ""))
        if path.startswith("/bukti/") and path.endswith(".json"):
            route.fulfill(body=self.file, content_type="application/json")
        elif path.startswith("/bukti/"):
            route.fulfill(body=self.html, headers=self.headers)
        elif path == styles.address():
            route.fulfill(body=styles.whole(), content_type="text/css")
        elif path.endswith("periksa.js"):
            route.fulfill(body=SCRIPT, content_type="text/javascript")
        else:
            route.fulfill(status=404, body="")


@pytest.fixture
def site(wave: None) -> Callable[[bytes], Site]:
    """Asked of the portal before a browser runs; the city's key is that of the test's box."""
    reply = Client().get("/bukti/")
    own = files.KEY.hex()
    spaced = " ".join(own[at : at + 4] for at in range(0, 64, 4))
    html = reply.content.decode()
    shown_key = html.partition('data-kunci="')[2].partition('"')[0]
    page = html.replace(shown_key, spaced).encode()
    return lambda file: Site(page, dict(reply.headers), file)


def checked(page: Page, typed: str = "") -> list[str]:
    """What it says after «Periksa» was pressed."""
    page.goto(f"{SITE}/bukti/")
    page.get_by_label("Kode bukti lengkap").fill(typed)
    page.get_by_role("button", name="Periksa").click()
    page.wait_for_selector(".periksa button:not([disabled])")
    page.wait_for_selector(".periksa li:visible:not([data-kata=tunggu])")
    return [line.inner_text() for line in page.locator(".periksa li:visible").all()]


def opened(site: Site) -> Iterator[Page]:
    with launched() as chromium:
        context = chromium.new_context(locale="id-ID")
        context.route("**/*", site.serve)
        yield context.new_page()


def bytes_of(made: Files) -> bytes:
    return proofs.to_bytes(made.public)


def test_a_good_list_is_said_to_be_good_and_nothing_that_was_typed_leaves(site) -> None:
    own = site(bytes_of(GOOD))
    for page in opened(own):
        said = checked(page, SHOWN.lower())
        for window in (PHONE, DESK):
            page.set_viewport_size(window)
            page.evaluate(AXE_SCRIPT)
            assert page.evaluate(RUN_AXE, RULES) == []
    assert said == [
        "Cocok: isi tiap daftar, dan sambungannya.",
        "Cocok: semua dikunci dengan kunci kota di bawah.",
        "Cocok: angka hasil hitung.",
        "Kode Anda ada di daftar ke-2.",
    ]
    assert own.asked.count(f"/bukti/{make.manifest().slug}.json") == 1
    assert not any(SHOWN[:4].lower() in each.lower() for each in own.asked)


TAMPERED = [
    ("batch-root", "TIDAK COCOK: daftar ke-2."),
    ("batch-chain", "TIDAK COCOK: daftar ke-2."),
    ("batch-hash", "TIDAK COCOK: daftar ke-2."),
    ("batch-order", "TIDAK COCOK: daftar ke-2."),
    ("batch-size", "TIDAK COCOK: daftar ke-2."),
    ("batch-number", "TIDAK COCOK: daftar ke-2."),
    ("batch-signature", "TIDAK COCOK: tidak dikunci"),
    ("manifest-forged", "TIDAK COCOK: tidak dikunci"),
]


def test_what_was_tampered_with_is_said(site) -> None:
    ways = {way.code: way for way in tampering.WAYS}
    own = site(b"")
    for page in opened(own):
        for code, expected in TAMPERED:
            own.file = bytes_of(files.of(ways[code].box()))
            assert any(line.startswith(expected) for line in checked(page)), code
        own.file = bytes_of(files.of(tampering.BOX, files.counted(tampering.BOX, counted=9)))
        assert any(line.startswith("TIDAK COCOK: angka") for line in checked(page))
        own.file = bytes_of(GOOD)
        assert checked(page, "0000-0000-0000-0000")[-1].startswith("Kode Anda tidak ada")
        assert checked(page, "nonsense")[-1].startswith("Kode Anda tidak ada")
        for broken in (b"", b"{}", b"[]", json.dumps({"batches": 7}).encode()):
            own.file = broken
            assert checked(page) == ["Tidak dapat diambil atau tidak terbaca. Coba lagi."]


def test_another_citys_key_is_said(site) -> None:
    own = site(bytes_of(GOOD.with_public(wave_key=box_make.BATCH_KEY.public_key()
                                         .public_bytes_raw().hex())))  # fmt: skip
    for page in opened(own):
        assert any(line.startswith("TIDAK COCOK: tidak dikunci") for line in checked(page))
