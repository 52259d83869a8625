"""The respondent's path in Debian's Chromium: script off, a small telephone, and then axe."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, expect, sync_playwright

from surveys.box import letterbox
from surveys.box.models.ballots import Ballot
from surveys.respond import draft_keys, loading, points
from tests.surveys.respond import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
CODE = make.code(1)
COUNTER = f"/daftar/{make.POINT}/"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def site(db: None, settings: LazySettings) -> Iterator[str]:
    """Address of a public server with links 1 (internal), 2 (external), 3 (expert)."""
    settings.ROOT_URLCONF = "spi_portal.urls_public"
    settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
    loading.forget()
    points.forget()
    draft_keys.forget()
    make.post()
    make.announce()
    for number, kind in enumerate(("internal", "external", "expert"), start=1):
        make.link(number, kind=kind)
    server = LiveServerThread("127.0.0.1", StaticFilesHandler, port=0)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()
    loading.forget()
    points.forget()


@pytest.fixture
def phone(chromium: Browser, site: str) -> Iterator[Page]:
    """Without script. It notes what leaves the site, and every cookie."""
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False, base_url=site)
    page = context.new_page()
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith(site) else None)
    yield page
    assert [url for url in outside if not url.startswith("data:")] == []
    assert context.cookies() == []
    context.close()


def begin(page: Page, code: str = CODE) -> None:
    page.goto(f"/s/{code}/")
    with page.expect_navigation():
        page.get_by_role("button", name="Mulai mengisi").click()


def fill_section(page: Page) -> None:
    """Ticks the first choice of each question, one question on the screen at a time."""
    questions = page.locator("fieldset").count()
    for number in range(1, questions + 1):
        expect(page.locator("fieldset:visible")).to_have_count(1)
        page.locator("fieldset:visible label").first.click()
        last = number == questions
        onwards = page.locator(".kartu:visible .nav .btn:not(.b2)")
        expect(onwards).to_have_text("Simpan dan lanjut" if last else "Lanjut")
        if last:
            with page.expect_navigation():  # or the next look at the page sees the old one
                onwards.click()
        else:
            onwards.click()


def to_the_check(page: Page, code: str = CODE) -> None:
    begin(page, code)
    for _ in range(20):
        if page.locator("button[value=kirim]").count():
            return
        fill_section(page)
    raise AssertionError("no end")


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("number", [1, 2])
def test_a_questionnaire_walks_to_its_receipt_without_script(phone: Page, number: int) -> None:
    to_the_check(phone, make.code(number))
    phone.get_by_role("button", name="Kirim lembar jawaban").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("sudah masuk kotak tersegel")
    phone.get_by_text("Ingin memeriksa nanti?").click()
    expect(phone.locator("code.kode")).to_have_text(re.compile(r"(\w{4}-){3}\w{4}"))
    assert Ballot.objects.count() == 1


def test_reloading_the_receipt_shows_the_same(phone: Page) -> None:
    to_the_check(phone, make.code(3))
    phone.get_by_role("button", name="Kirim lembar jawaban").click()
    receipt = phone.locator("code.kode").inner_text()
    phone.reload()
    assert phone.locator("code.kode").inner_text() == receipt


def test_back_walks_the_questions_and_then_the_sections(phone: Page) -> None:
    begin(phone)
    fill_section(phone)
    phone.locator("fieldset:visible label").first.click()
    phone.locator(".kartu:visible a.btn:not(.b2)").click()
    expect(phone.locator(".maju:visible b")).to_have_text("Pertanyaan 2 dari 4")
    phone.go_back()
    expect(phone.locator(".maju:visible b")).to_have_text("Pertanyaan 1 dari 4")
    expect(phone.locator("fieldset:visible input").first).to_be_checked()
    phone.go_back()
    expect(phone.locator("h1")).to_have_text("Persetujuan dan profil")


def test_leaving_and_coming_back_shows_no_ticks(phone: Page) -> None:
    begin(phone)
    phone.locator("fieldset:visible label").first.click()
    phone.goto("/bantuan/")
    phone.go_back()
    expect(phone.locator("fieldset")).to_have_count(4)
    expect(phone.locator("input:checked")).to_have_count(0)


def test_without_a_target_all_questions_show(phone: Page) -> None:
    phone.goto(f"/s/{CODE}/3/")
    expect(phone.locator("fieldset:visible")).to_have_count(5)


def test_a_section_is_filled_by_keyboard_alone(phone: Page) -> None:
    begin(phone)
    for number in range(1, 5):
        expect(phone.locator(".maju:visible b")).to_have_text(f"Pertanyaan {number} dari 4")
        phone.keyboard.press("Tab")
        phone.keyboard.press("Space")
        phone.keyboard.press("Tab")
        phone.keyboard.press("Tab")
        phone.keyboard.press("Enter")
    expect(phone.locator("h1")).to_have_text("Transparansi")


def test_enter_on_a_choice_is_a_safe_next(phone: Page) -> None:
    begin(phone)
    phone.keyboard.press("Tab")
    phone.keyboard.press("Space")
    phone.keyboard.press("Enter")
    expect(phone.locator(".maju:visible b")).to_have_text("Pertanyaan 2 dari 4")


def test_gaps_are_seen_first(phone: Page) -> None:
    begin(phone)
    phone.goto(f"/s/{CODE}/2/")
    phone.locator("fieldset label").first.click()
    phone.locator(".akhir button[value=maju]").click()
    summary = phone.get_by_role("alert")
    expect(summary).to_be_in_viewport()
    expect(summary).to_be_focused()
    expect(phone.locator(".bergalat")).to_have_count(3)
    summary.get_by_role("link").nth(2).click()
    expect(phone.locator(".bergalat h2").nth(2)).to_be_in_viewport()


def test_somebody_puts_themselves_forward_after_a_mistake(phone: Page) -> None:
    phone.goto(COUNTER)
    phone.get_by_label("Nama Anda").fill("Sari Dewi")
    phone.get_by_label("Nomor WhatsApp").fill("0812 0000 1111")
    phone.get_by_role("button", name="Daftar").click()
    summary = phone.get_by_role("alert")
    expect(summary).to_be_in_viewport()
    expect(phone.get_by_label("Nama Anda")).to_have_value("Sari Dewi")
    phone.get_by_label("Saya setuju").check()
    phone.get_by_role("button", name="Daftar").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Anda masuk daftar calon")
    assert len(letterbox.waiting()) == 1


def test_nothing_is_wider_than_a_small_screen(phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    for path in ("", "1/", "3/#sini", "tidak-ikut/", "tarik/"):
        phone.goto(f"/s/{CODE}/{path}")
        assert not is_too_wide(phone), path
    for path in ("/", "/cek/", "/bantuan/", "/kerahasiaan/", "/bukti/?awal=7K", COUNTER):
        phone.goto(path)
        assert not is_too_wide(phone), path


# --- For those who listen, enlarge, or see less --------------------------------------------------


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {fault['id']} {fault['nodes'][0]['html'][:120]}" for fault in found]


def look_at_everything(page: Page, query: str) -> list[str]:
    """Every kind of page, as it comes along the path."""
    found: list[str] = []
    page.goto(COUNTER + query)
    page.locator("form .btn").click()
    found += faults(page)
    for path in (COUNTER, "/", "/cek/", "/bantuan/", "/kerahasiaan/", "/bukti/?awal=7"):
        page.goto(path + (query.replace("?", "&") if "?" in path else query))
        found += faults(page)
    for path in ("tidak-ikut/", "tarik/", "99/", ""):
        page.goto(f"/s/{CODE}/{path}{query}")
        found += faults(page)
    page.locator("form .btn").click()
    found += faults(page)
    page.locator(".lain .lihat").click()
    found += faults(page)
    page.locator(".akhir button[value=maju]").click()
    found += faults(page)
    page.locator(".lain button[value=jeda]").click()
    return found + faults(page)


@pytest.mark.parametrize(
    ("scheme", "width", "query"),
    [("light", PHONE, ""), ("dark", DESK, "?bhs=en")],
)
def test_axe_finds_nothing(
    chromium: Browser, site: str, scheme: str, width: dict[str, int], query: str
) -> None:
    context = chromium.new_context(viewport=width, color_scheme=scheme, base_url=site)
    page = context.new_page()
    found = look_at_everything(page, query)
    to_the_end = chromium.new_context(viewport=width, color_scheme=scheme, base_url=site)
    last = to_the_end.new_page()
    to_the_check(last, make.code(3))
    found += faults(last)
    last.locator("button[value=kirim]").click()
    last.locator("summary").click()
    found += faults(last)
    assert found == []
    context.close()
    to_the_end.close()
