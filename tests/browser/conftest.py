"""Debian's Chromium in front of the portal's real processes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.browser.surfing import Surfer
from tests.journeys.conftest import post_office, running, static, valkey

__all__ = ["post_office", "running", "static", "valkey"]

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}


@contextmanager
def launched() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def surf(chromium: Browser) -> Iterator[Callable[..., Surfer]]:
    """Opens a window of its own for somebody; all are closed at the end."""
    contexts = []

    def open_window(site: str, **options: object) -> Surfer:
        context = chromium.new_context(
            base_url=site, locale="id-ID", reduced_motion="reduce", **options
        )
        contexts.append(context)
        return Surfer(context.new_page())

    yield open_window
    for context in contexts:
        context.close()
