"""Pictures of the running demo city, for the README and for everybody who looks at changes.

A browser signs in and opens the pages as people do, and orders and downloads the paper.
Only the demo city: a real one's pages are nobody's to publish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, Page, sync_playwright

from respondents.models.lists import Upload
from spi_portal.demo import cast, links

PHONE, DESK = 360, 1280
HEIGHTS = {PHONE: 740, DESK: 900}
OFFICE = "/sekda/2025/opd/DISDIK/"
PAPER_SCALE = 1.25  # times 72 dots per inch


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one account sees under one address; the file is <name>-<width>[-gelap].png."""

    name: str
    login: str
    path: str
    width: int
    dark: bool = False

    @property
    def file(self) -> str:
        return f"{self.name}-{self.width}{'-gelap' if self.dark else ''}.png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    staff: str
    public: str


def take(sites: Sites, *, chromium: str, into: Path, say: Callable[[str], None]) -> None:
    """Write every picture, replacing those of the same name."""
    into.mkdir(parents=True, exist_ok=True)
    views = list(_views())  # in a browser's event loop Django asks no database
    code = links.to_try().get("internal")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for view in views:
            with _window(browser, sites.staff, view.width, dark=view.dark) as page:
                _sign_in(page, view.login)
                page.goto(view.path)
                page.screenshot(path=into / view.file)
            say(view.file)
        if code:
            _answering(browser, sites.public, code, into, say)
        with _window(browser, sites.staff, DESK) as page:
            _print(_paper(page), into, say)


def _views() -> Iterator[View]:
    for width, dark in ((PHONE, False), (DESK, False), (DESK, True)):
        yield View(name="sekda", login="sekda", path="/sekda/", width=width, dark=dark)
    faulty = Upload.objects.filter(state=Upload.State.CHECKED).order_by("pk").first()
    pages = {
        "mulai-inspektorat": ("operator", "/"),
        "gelombang": ("operator", "/kelola/2026/"),
        "daftar-opd": ("admin.dinkes", "/opd/DINKES/"),
        "hasil-opd": ("sekda", OFFICE),
        "persetujuan": ("inspektur", "/kelola/persetujuan/"),
    }
    if faulty is not None:
        pages["unggahan"] = ("operator", f"/opd/unggahan/{faulty.pk}/")
    for name, (login, path) in pages.items():
        for width in (PHONE, DESK):
            yield View(name=name, login=login, path=path, width=width)


@contextmanager
def _window(
    browser: Browser, site: str, width: int, *, dark: bool = False, script: bool = True
) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": HEIGHTS[width]},
        color_scheme="dark" if dark else "light",
        locale="id-ID",
        java_script_enabled=script,
    )
    yield context.new_page()
    context.close()


def _sign_in(page: Page, login: str) -> None:
    page.goto("/akun/login/")
    page.locator("input[name=login]").fill(f"{login}@{cast.DOMAIN}")
    page.locator("input[name=password]").fill(cast.PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("/")


def _answering(
    browser: Browser, site: str, code: str, into: Path, say: Callable[[str], None]
) -> None:
    """The first page and a question, on a phone without script. Nothing is answered."""
    for dark in (False, True):
        with _window(browser, site, PHONE, dark=dark, script=False) as page:
            for name, path in (("mulai", f"/s/{code}/"), ("pertanyaan", f"/s/{code}/2/#sini")):
                page.goto(path)
                file = f"{name}-{PHONE}{'-gelap' if dark else ''}.png"
                page.screenshot(path=into / file)
                say(file)


def _paper(page: Page) -> bytes:
    """The PDF of one office's report, by the reports worker."""
    _sign_in(page, "sekda")
    page.goto(OFFICE)
    if page.get_by_role("button", name="Buat PDF").count():
        page.get_by_role("button", name="Buat PDF").click()
    while not page.get_by_role("link", name="Unduh PDF").count():
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh PDF").click()
    return download.value.path().read_bytes()


def _print(content: bytes, into: Path, say: Callable[[str], None]) -> None:
    for number, sheet in enumerate(pypdfium2.PdfDocument(content), start=1):
        file = f"laporan-pdf-{number}.png"
        sheet.render(scale=PAPER_SCALE).to_pil().save(into / file, "PNG", optimize=True)
        say(file)
