"""Somebody in front of a browser, and everything that the browser complains about meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response, expect

PATIENCE = 60  # seconds that somebody waits for what a worker does
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINKS = "links => links.map(link => link.href)"


class Surfer:
    """`complaints` gathers what no page should ever cause: scripts, styles, addresses refused."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._miss)
        page.on("response", self._see)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def sign_in(self, email: str, password: str) -> None:
        self.page.goto("/akun/login/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.press("Masuk")
        expect(self.page.locator("h1")).to_be_visible()

    def go(self, path: str) -> Response | None:
        return self.page.goto(path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def press_until(self, name: str, told: str) -> None:
        """Press the button again and again until the page says `told`, as a patient person."""
        self._again_until(told, lambda: self.press(name))

    def reload_until(self, told: str) -> None:
        self._again_until(told, self.page.reload)

    def _again_until(self, told: str, step: Callable[[], object]) -> None:
        until = time.monotonic() + PATIENCE
        while not self.page.get_by_text(told).count():
            said = self.page.locator("main").inner_text()[:400]
            assert time.monotonic() < until, f"{self.path} never says {told!r}, but: {said}"
            self.page.wait_for_timeout(200)
            step()

    def links(self) -> list[str]:
        """Paths on this site that the page offers, each once, in its order."""
        here = urlsplit(self.page.url)
        found = self.page.locator("a[href]").evaluate_all(LINKS)
        parts = (urlsplit(link) for link in found)
        paths = (part.path for part in parts if part.netloc == here.netloc)
        return list(dict.fromkeys(paths))

    def faults(self, *rules: str) -> list[str]:
        """What axe finds (of these rules, or of all) and whether the page is too wide."""
        only = {"runOnly": list(rules)} if rules else {}
        options = {"resultTypes": ["violations"], **only}
        found = Axe().run(self.page, options=options).response["violations"]
        said = [f"{self.path}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
        too_wide = self.page.evaluate(TOO_WIDE)
        return said + ([f"{self.path}: {too_wide} px too wide"] if too_wide > 0 else [])

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.path}: {message.text}")

    def _miss(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # a download, or a page left early
            self.complaints.append(f"{request.url}: {request.failure}")

    def _see(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.url}: {response.status}")
