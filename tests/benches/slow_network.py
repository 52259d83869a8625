"""How long a respondent waits on a poor line, while `python3 dev.py run` runs. In seconds.

Chromium draws the pages and slows the line itself: 400 ms for each way there and back, 400 kbit/s
down and up. A page counts as readable when its first words are painted. Between the browser and
the portal there is no network, no proxy and no TLS, which would add to each first connection.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from spi_portal.demo import links
from tests.benches import figures
from tests.benches.figures import Figure

RTT = 400  # ms
BYTES_A_SECOND = 400_000 / 8
FIRST_PAGE = 1.5  # seconds, as promised
NEXT_SECTION = 1.0
TIMES = 7
PHONE = {"width": 360, "height": 740}
PAINTED = """() => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return paint ? performance.timeOrigin + paint.startTime : 0;
}"""
TICK_ALL = """() => document.querySelectorAll("fieldset").forEach(
    question => { question.querySelector("input").checked = true; })"""
PRESS = "button => { const now = Date.now(); button.click(); return now; }"


def slow_network() -> Iterator[Figure]:
    code = links.to_try().get("internal")
    if code is None:
        raise SystemExit("no survey is open, so there is no link to try")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for script in (False, True):
            runs = [_visit(browser, f"{settings.PUBLIC_URL}/s/{code}/", script=script)
                    for _ in range(TIMES)]  # fmt: skip
            first, begun, following = zip(*runs, strict=True)
            name = f"slow_network.{'with' if script else 'without'}_script"
            yield figures.figure(f"{name}.first_page", first, "s", aim=FIRST_PAGE)
            yield figures.figure(f"{name}.first_section", begun, "s", aim=NEXT_SECTION)
            yield figures.figure(f"{name}.next_section", following, "s", aim=NEXT_SECTION)
        browser.close()


def _visit(browser: Browser, link: str, *, script: bool) -> tuple[float, float, float]:
    """First page, first section, next section; nothing is in the cache at first."""
    _start_over(browser, link)
    context = browser.new_context(viewport=PHONE, java_script_enabled=script)
    page = context.new_page()
    _slow_down(context, page)
    page.goto(link)
    first = _painted(page) - float(page.evaluate("performance.timeOrigin"))
    page.wait_for_load_state("networkidle")  # somebody reads, and the style sheet comes
    begun = _press(page, ".btn")
    page.evaluate(TICK_ALL)
    following = _press(page, ".akhir button[value=maju]")
    context.close()
    return first / 1000, begun / 1000, following / 1000


def _start_over(browser: Browser, link: str) -> None:
    """Takes back what an earlier run filled in, so that each begins at the first section."""
    page = browser.new_page()
    page.goto(f"{link}tarik/")
    with page.expect_navigation():
        page.locator("form .btn").click()
    page.close()


def _slow_down(context: BrowserContext, page: Page) -> None:
    line = {
        "offline": False,
        "latency": RTT,
        "downloadThroughput": BYTES_A_SECOND,
        "uploadThroughput": BYTES_A_SECOND,
    }
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)


def _press(page: Page, button: str) -> float:
    """From the press to the first words of the next page, in milliseconds."""
    before = page.evaluate("performance.timeOrigin")
    pressed = float(page.locator(button).first.evaluate(PRESS))
    page.wait_for_function("before => performance.timeOrigin !== before", arg=before)
    return _painted(page) - pressed


def _painted(page: Page) -> float:
    until = time.monotonic() + 30
    while not (painted := float(page.evaluate(PAINTED))):
        if time.monotonic() > until:
            raise SystemExit(f"nothing is painted at {page.url}")
        page.wait_for_timeout(20)
    return painted
