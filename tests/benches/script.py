"""What a browser without script says from the link to the receipt, learned from the pages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.benches.walkers import Step
from tests.journeys.site import Reply, Site
from tests.surveys.respond.browsing import Browser, Page, unpacked, walk

BY_PHONE = {
    "Host": "localhost",
    "User-Agent": "Mozilla/5.0 (Linux; Android 8.1.0) AppleWebKit/537.36 Chrome/70.0 Mobile",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "id-ID,id;q=0.9,en;q=0.8",
}
RECEIPT = "kotak tersegel"
SCREENING = 2  # the first questions decide whether somebody takes part at all


@dataclass(frozen=True, slots=True)
class Heard:
    method: str
    path: str
    body: str
    reply: Reply


@dataclass(slots=True)
class Listening:
    """A site that keeps in mind what it was asked and how it answered."""

    site: Site
    heard: list[Heard] = field(default_factory=list)

    def get(self, path: str) -> Reply:
        return self._ask("GET", path, "")

    def post(self, path: str, body: str, *, content_type: str) -> Reply:
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: str) -> Reply:
        form = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
        reply = self.site.ask(method, path, body, BY_PHONE | form)
        self.heard.append(Heard(method, path, body, reply))
        return reply


def learn(site: Site, code: str, *, seed: int) -> list[Step]:
    """One walk with answers by chance."""
    listening, luck, asked = Listening(site), random.Random(seed), []

    def choose(name: str, codes: list[str]) -> str:
        asked.append(name)
        return codes[0] if len(asked) <= SCREENING else luck.choice(codes)

    browser = Browser(listening)  # type: ignore[arg-type]
    walk(browser, code, choose)
    browser.press("aksi", "kirim")
    if RECEIPT not in browser.page.text:
        raise SystemExit("the walk to be learned does not end with a receipt")
    walked = listening.heard
    return [_step(each, code, walked[-1]) for each in _with_stylesheets(walked, site)]


def _with_stylesheets(walked: list[Heard], site: Site) -> Iterator[Heard]:
    """A browser asks for a sheet behind the first page that names it, and keeps it."""
    known: set[str] = set()
    for heard in walked:
        yield heard
        listening = Listening(site)
        for sheet in _stylesheets(heard.reply):
            if sheet not in known:
                listening.get(sheet)
        known |= {each.path for each in listening.heard}
        yield from listening.heard


def _stylesheets(reply: Reply) -> list[str]:
    links = Page(unpacked(reply).decode()).of("link")
    return [urlsplit(link["href"]).path for link in links if link.get("rel") == "stylesheet"]


def _step(heard: Heard, code: str, last: Heard) -> Step:
    pairs = heard.body.split("&") if heard.body else []
    return Step(
        head=_head(heard.method, heard.path.replace(code, "CODE")),
        body="&".join("nonce=NONCE" if pair.startswith("nonce=") else pair for pair in pairs),
        status=heard.reply.status_code,
        says=RECEIPT if heard is last else "",
        by_hand=heard.method == "POST",
    )


def _head(method: str, path: str) -> str:
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {word}" for name, word in BY_PHONE.items())]
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", "Content-Length: LENGTH"]
    return "\r\n".join([*lines, "", ""])
