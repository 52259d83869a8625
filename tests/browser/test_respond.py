"""The respondent's path in Debian's Chromium: on a small telephone, without script and with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from surveys.box import letterbox
from surveys.box.models.ballots import Ballot
from surveys.box.models.drafts import Draft
from surveys.respond import draft_keys, loading, points
from tests.surveys.respond import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
CODE = make.code(1)
COUNTER = f"/daftar/{make.POINT}/"
TICK_ALL = """() => document.querySelectorAll("fieldset").forEach(
    question => { question.querySelector("input").checked = true; })"""


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
    expect(phone.locator(".maju:visible b")).to_have_text("Pertanyaan 2 dari 9")
    phone.go_back()
    expect(phone.locator(".maju:visible b")).to_have_text("Pertanyaan 1 dari 9")
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
    phone.goto(f"/s/{CODE}/2/")
    expect(phone.locator("fieldset:visible")).to_have_count(9)


def test_a_section_is_filled_by_keyboard_alone(phone: Page) -> None:
    begin(phone)
    for number in range(1, 5):
        expect(phone.locator(".maju:visible b")).to_have_text(f"Pertanyaan {number} dari 4")
        phone.keyboard.press("Tab")
        phone.keyboard.press("Space")
        press_enter_on(phone, ".nav .btn:not(.b2)")
    expect(phone.locator("h1")).to_contain_text("Transparansi")


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
    expect(phone.locator(".bergalat")).to_have_count(8)
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


@pytest.mark.parametrize("number", [2, 3])
def test_a_whole_questionnaire_goes_by_keyboard_alone(phone: Page, number: int) -> None:
    phone.goto(f"/s/{make.code(number)}/")
    press_enter_on(phone, ".btn")
    for _ in range(20):
        if phone.locator("button[value=kirim]").count():
            break
        for question in range(1, phone.locator("fieldset").count() + 1):
            expect(phone.locator(".maju:visible b")).to_contain_text(f" {question} ")
            press_tab_to(phone, "fieldset input")
            phone.keyboard.press("Space")
            press_enter_on(phone, ".nav .btn:not(.b2)")
    press_enter_on(phone, "button[value=kirim]")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("sudah masuk kotak tersegel")
    press_enter_on(phone, "summary")
    expect(phone.locator("code.kode")).to_be_visible()


def press_tab_to(page: Page, wanted: str) -> None:
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab does not lead to {wanted} at {page.url}")


def press_enter_on(page: Page, wanted: str) -> None:
    press_tab_to(page, wanted)
    leaves = page.evaluate("document.activeElement.tagName") == "BUTTON"
    if leaves:
        with page.expect_navigation():
            page.keyboard.press("Enter")
    else:
        page.keyboard.press("Enter")


# --- Where a script runs ---------------------------------------------------------------------


@pytest.fixture
def scripted(chromium: Browser, site: str) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, base_url=site)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()


def test_a_questionnaire_walks_to_its_receipt_with_the_script(scripted: Page) -> None:
    to_the_check(scripted, make.code(3))
    scripted.get_by_role("button", name="Kirim lembar jawaban").click()
    expect(scripted.get_by_role("heading", level=1)).to_contain_text("sudah masuk kotak tersegel")
    assert Ballot.objects.count() == 1


def test_a_broken_connection_loses_nothing_and_is_tried_again(scripted: Page) -> None:
    scripted.clock.install()
    begin(scripted)
    scripted.evaluate(TICK_ALL)
    scripted.context.set_offline(True)
    scripted.goto(scripted.url.partition("#")[0] + "#q4")
    scripted.locator(".kartu:visible button[value=maju]").click()
    told = scripted.get_by_text("Sambungan terputus, belum tersimpan.")
    expect(told).to_be_visible()
    expect(scripted.locator("input:checked")).to_have_count(4)
    assert Draft.objects.count() == 0
    scripted.context.set_offline(False)
    scripted.clock.run_for(5_000)
    expect(scripted.locator("h1")).to_contain_text("Transparansi")
    assert Draft.objects.count() == 1


def test_the_script_moves_to_what_is_missing(scripted: Page) -> None:
    """In a browser that moves nowhere by autofocus or by the address."""

    def without_either(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        route.fulfill(response=answer, body=re.sub(r' (autofocus|id="sini")', "", answer.text()))

    begin(scripted)
    scripted.route("**/2/", without_either)
    scripted.goto(f"/s/{CODE}/2/")
    scripted.locator("fieldset label").first.click()
    scripted.locator(".akhir button[value=maju]").click()
    expect(scripted.get_by_role("alert")).to_be_focused()
    expect(scripted.locator(".bergalat")).to_have_count(8)


def test_a_page_that_comes_back_as_it_was_left_posts_one_button(scripted: Page) -> None:
    """Out of the back-forward cache; here the page is simply not left."""
    begin(scripted)
    scripted.goto(f"/s/{CODE}/2/")
    scripted.evaluate(
        """() => { HTMLFormElement.prototype.submit = function () {
            this.dataset.sent = Number(this.dataset.sent || 0) + 1; } }"""
    )
    for times in (1, 2):
        scripted.locator(".akhir button[value=maju]").click()
        expect(scripted.locator(f"form[data-sent='{times}']")).to_have_count(1)
        expect(scripted.locator("input[type=hidden][name=aksi]")).to_have_count(1)
