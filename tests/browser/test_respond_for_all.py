"""Every page of respondents for those who listen, enlarge, see less, or read in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from django.test.signals import template_rendered
from playwright.sync_api import Browser, Page, Route, ViewportSize

from surveys.respond import styles
from surveys.respond.languages import LANGUAGES, Language
from tests.browser.conftest import DESK, PHONE, launched
from tests.surveys.respond import gallery
from tests.surveys.respond.conftest import public, wave

__all__ = ["public", "wave"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
FOLDER = Path(settings.BASE_DIR) / "templates" / "surveys" / "respond"
SITE = "http://respond.test"
ONE_BY_ONE = ("bagian", "ahli")  # sections, which show all questions or one
SMALL: ViewportSize = {"width": 320, "height": 256}  # and what 1280 x 1024 leaves at 400 %
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only colours differ between light and dark, so the other rules run once for each window.
LOOKS: list[tuple[ViewportSize, Literal["light", "dark"], list[str]]] = [
    (PHONE, "light", RULES),
    (PHONE, "dark", ["color-contrast"]),
    (DESK, "dark", RULES),
    (DESK, "light", ["color-contrast"]),
]
RUN_AXE = """rules => axe.run({runOnly: rules, resultTypes: ["violations"]}).then(
    found => found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 120)}`))"""
CUT = """() => {
    const root = document.documentElement, found = [];
    if (root.scrollWidth > root.clientWidth) found.push(`wide: ${root.scrollWidth} px`);
    for (const one of document.querySelectorAll("body *")) {
        const box = one.getBoundingClientRect(), style = getComputedStyle(one);
        const hides = style.overflowX !== "visible" && one.tagName !== "PROGRESS";
        const isCut = hides && one.scrollWidth > one.clientWidth + 1;
        const isOut = box.width && box.right > innerWidth + 1 && style.position !== "absolute";
        if (isCut || isOut) found.push(one.outerHTML.slice(0, 120));
    }
    return found;
}"""


@pytest.fixture(params=LANGUAGES)
def shown(request: pytest.FixtureRequest, wave: None) -> dict[str, str]:
    """All pages in one language, once each template was seen to be among them."""
    language: Language = request.param
    seen: set[str] = set()

    def note(template: Any, **_: object) -> None:
        seen.add(template.name)

    template_rendered.connect(note)
    pages = dict(gallery.pages(Client(raise_request_exception=False), language))
    template_rendered.disconnect(note)
    templates = {f"surveys/respond/{path.relative_to(FOLDER)}" for path in FOLDER.rglob("*.html")}
    assert templates - seen == set()
    assert all(f'<html lang="{language}">' in page for page in pages.values())
    return pages


def opened(chromium: Browser, pages: dict[str, str]) -> Iterator[tuple[str, Page]]:
    """Each page in a browser, with its style; sections with all questions, and with one."""

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == styles.address():
            route.fulfill(body=styles.whole(), content_type="text/css")
        elif path in by_path:
            route.fulfill(body=pages[by_path[path]], content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404, body="")

    by_path = {f"/{number}": name for number, name in enumerate(pages)}
    context = chromium.new_context(locale="id-ID", reduced_motion="reduce")
    context.route("**/*", serve)
    page = context.new_page()
    for path, name in by_path.items():
        for fragment in ("", "#q2") if name in ONE_BY_ONE else ("",):
            page.goto("about:blank")
            page.goto(SITE + path + fragment)
            yield name + fragment, page
    context.close()


def test_every_page_is_for_everybody(shown: dict[str, str]) -> None:
    """Nothing is cut on the smallest screen, or enlarged to 400 %; axe finds nothing on a phone
    and at a desk, in the light and in the dark. Whatever is folded is unfolded."""
    with launched() as chromium:  # after the pages: the database is not asked beside its loop
        found, runs = look_at(chromium, shown)
    assert runs > 180
    assert found == []


def look_at(chromium: Browser, shown: dict[str, str]) -> tuple[list[str], int]:
    found, runs = [], 0
    for name, page in opened(chromium, shown):
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.set_viewport_size(SMALL)
        found += [f"{name}, cut: {fault}" for fault in page.evaluate(CUT)]
        page.evaluate(AXE_SCRIPT)
        for window, scheme, rules in LOOKS:
            page.set_viewport_size(window)
            page.emulate_media(color_scheme=scheme)
            faults = page.evaluate(RUN_AXE, rules)
            found += [f"{name}, {window['width']}, {scheme}: {fault}" for fault in faults]
            runs += 1
    return found, runs
