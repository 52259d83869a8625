"""Staff pages about questionnaires and letters, for those who listen, enlarge, or read in the dark.

Pages come from Django's own client; a browser shows them with the sheets and scripts of static/.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route

from surveys import instrument_shelf
from surveys.models.invitations import Invitation
from surveys.paper_letters import ordering
from tests import make
from tests.browser.conftest import launched
from tests.browser.test_respond_for_all import LOOKS, RUN_AXE
from tests.surveys.questionnaire.conftest import Book
from tests.surveys.steps import playing
from tests.surveys.test_instruments import published, stored

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SITE = "http://kelola.test"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

Shown = tuple[str, str]  # its name, its HTML


@pytest.fixture
def pages(ratna) -> dict[str, str]:
    client = Client()
    client.force_login(ratna)
    return dict([*of_questionnaires(client, ratna), *of_letters(ratna)])


def of_questionnaires(client: Client, by) -> Iterator[Shown]:
    def shown(name: str, *about: int, **query: str) -> Shown:
        return f"{name} {query}", client.get(reverse(f"surveys:{name}", args=about), query).text

    yield "empty shelf", client.get(reverse("surveys:instruments")).text
    instrument_shelf.store_shipped(by=by)
    first = published(by)
    second = stored(by, Book().put("survey!C7", "Berapa kali?").put("choices!E6", 9000))
    yield shown("instruments")
    yield shown("upload_instrument")
    yield "faults", refused(client, Book().put("survey!A7", "text").put("choices!E6", 10001))
    yield "no file", client.post(reverse("surveys:upload_instrument"), {}).text
    yield shown("instrument", first.pk)
    yield shown("instrument", second.pk)
    asking = reverse("surveys:ask_to_publish", args=[second.pk])
    yield "no reason", client.post(asking, {}).text
    yield shown("instrument_difference", second.pk)
    yield shown("instrument_difference", first.pk)
    yield shown("instrument_walk", second.pk)
    yield shown("instrument_walk", second.pk, dari="1", sejauh="", bahasa="en")
    wave = playing.opened(by)
    rewording = reverse("surveys:reword", args=[wave.slug])
    yield "reword", client.get(rewording).text
    yield "reword refused", client.post(rewording, {}).text


def refused(client: Client, book: Book) -> str:
    file = SimpleUploadedFile("kuesioner.xlsx", book.bytes())
    sent = client.post(reverse("surveys:upload_instrument"), {"untuk": "internal", "berkas": file})
    assert sent.status_code == 422
    return sent.text


def of_letters(by) -> Iterator[Shown]:
    head = make.user("Hadi Kedua", "head")
    client = Client()
    assert client.login(email=head.email, password=make.PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    wave = playing.opened(by)
    address = reverse("surveys:letters", args=[wave.slug])
    yield "no letters", client.get(address).text
    without = Invitation.objects.filter(wave=wave).first()
    without.person.set_contacts()
    without.person.save()
    ordering.ask(wave=wave, for_all=True, by=head)
    yield "a batch", client.get(address).text
    taking = reverse("surveys:take_letters", args=[wave.slug, 1])
    yield "taking", client.get(taking).text
    yield "taking refused", client.post(taking, {}).text


def opened(chromium: Browser, pages: dict[str, str]) -> Iterator[tuple[str, Page]]:
    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(SITE).partition("?")[0]
        if path in by_path:
            route.fulfill(body=pages[by_path[path]], content_type="text/html; charset=utf-8")
        elif path.startswith(settings.STATIC_URL):
            file = finders.find(path.removeprefix(settings.STATIC_URL))
            route.fulfill(path=file, content_type=mimetypes.guess_type(path)[0])
        else:
            route.fulfill(status=404, body="")

    by_path = {f"/{number}": name for number, name in enumerate(pages)}
    context = chromium.new_context(locale="id-ID", reduced_motion="reduce")
    context.route("**/*", serve)
    page = context.new_page()
    for path, name in by_path.items():
        page.goto(SITE + path)
        yield name, page
    context.close()


def test_every_page_of_questionnaires_and_letters_is_for_everybody(pages: dict[str, str]) -> None:
    """On a phone and at a desk, in the light and in the dark; whatever is folded is unfolded."""
    assert all('<html lang="id"' in page for page in pages.values())
    found: list[str] = []
    with launched() as chromium:  # after the pages: the database is not asked beside its loop
        for name, page in opened(chromium, pages):
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert page.evaluate("getComputedStyle(document.body).margin") == "0px"  # it has style
            page.evaluate(AXE_SCRIPT)
            for window, scheme, rules in LOOKS:
                page.set_viewport_size(window)
                page.emulate_media(color_scheme=scheme)
                faults = page.evaluate(RUN_AXE, rules)
                found += [f"{name}, {window['width']}, {scheme}: {fault}" for fault in faults]
                if (wide := page.evaluate(TOO_WIDE)) > 0:
                    found.append(f"{name}, {window['width']}: {wide} px too wide")
    assert found == []
