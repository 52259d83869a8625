"""What somebody sees in a browser on a day of the story, and pictures of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser

from tests.browser.conftest import DESK, PHONE
from tests.browser.surfing import Surfer
from tests.year.town import Official

COLOURS = 64
WINDOWS = (("360", PHONE, "light"), ("1280-gelap", DESK, "dark"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A browser before the site of the story."""

    browser: Browser
    site: str

    @contextmanager
    def of(self, official: Official, **window: object) -> Iterator[Surfer]:
        """Signed in as this official is; nothing is typed."""
        context = self.browser.new_context(base_url=self.site, locale="id-ID", **window)
        cookie = official.client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.site}])
        yield Surfer(context.new_page())
        context.close()

    def photograph(self, official: Official, name: str, *, into: Path) -> None:
        """The first page on a phone by day and at a desk by night, as a whole."""
        for suffix, size, scheme in WINDOWS:
            with self.of(official, viewport=size, color_scheme=scheme) as surfer:
                surfer.go("/")
                _save(surfer.page.screenshot(full_page=True), into / f"{name}-{suffix}.png")


def _save(picture: bytes, path: Path) -> None:
    """In few colours: a year has a hundred of them."""
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)
