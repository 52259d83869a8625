"""Bytes and requests, as they go over the line to a browser without script.

Bodies only: the headers of an answer add some 700 bytes, the same on every page.
"""

from __future__ import annotations

from collections.abc import Callable

import brotli
import pytest
from django.test import Client

from surveys.questionnaire.instrument import KINDS
from surveys.respond import languages, styles
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Browser, Page, walk
from tests.surveys.respond.test_pages import wave_pages

pytestmark = pytest.mark.django_db
FIRST_PAGE = 4_500  # bytes, brotli, with its style
SECTION = 4_000
QUESTIONNAIRE = 45_000
SECTIONS_SENT = 10  # with Mulai and Kirim, 12 presses of a button
REQUESTS = 28
SMALL = 4_096  # an answer of one burst: the first window of a connection holds three of these

Say = Callable[[str], None]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Prints a figure, whatever pytest hides."""

    def printed(figure: str) -> None:
        with capsys.disabled():
            print(f"\n{figure}")  # noqa: T201

    return printed


def test_the_first_page_comes_in_one_small_answer(say: Say) -> None:
    pages = wave_pages()
    found = {
        (group.kind, language): pages.start(group.id, language)
        for group in make.GROUPS
        for language in languages.LANGUAGES
    }
    sizes = {key: len(page.brotli) for key, page in found.items()}
    say(f"first page with its style, brotli: {sizes}")
    assert max(sizes.values()) <= FIRST_PAGE
    for page in found.values():
        sheets = [link for link in Page(page.plain.decode()).of("link") if "css" in link["href"]]
        assert [sheet["media"] for sheet in sheets] == ["print"]  # nothing that it waits for
        assert str(styles.first()) in page.plain.decode()


def test_a_section_is_small(say: Say) -> None:
    pages = wave_pages()
    sizes = {
        (kind, language): max(
            len(pages.section(kind, page.number, language).brotli)
            for page in make.questionnaire(kind).pages
        )
        for kind in KINDS
        for language in languages.LANGUAGES
    }
    say(f"largest section, brotli: {sizes}")
    assert max(sizes.values()) <= SECTION


def test_the_sheet_of_all_pages_is_small(say: Say) -> None:
    size = len(brotli.compress(styles.whole(), mode=brotli.MODE_TEXT))
    say(f"style sheet of all pages, brotli: {size}")
    assert size <= SMALL


@pytest.mark.parametrize("query", ["", "?bhs=en"])
def test_a_whole_questionnaire_is_light(wave: None, say: Say, query: str) -> None:
    """Along the longest way: the first page, its sheet, every section, the check, the receipt."""
    client = Client(headers={"Accept-Encoding": "gzip, deflate, br"})
    browser = Browser(client)
    sent = walk(browser, make.code(1), along_the_longest_way, query=query)
    browser.press("aksi", "kirim")
    assert "Terima kasih" in browser.page.text or "Thank you" in browser.page.text
    answers = [*browser.replies, client.get(styles.address())]
    size = sum(len(answer.content) for answer in answers)
    say(f"internal questionnaire: {size} B, {len(answers)} requests, {sent} sections sent")
    assert sent == len(make.questionnaire("internal").pages)
    assert sent <= SECTIONS_SENT
    assert len(answers) <= REQUESTS
    assert size <= QUESTIONNAIRE


def along_the_longest_way(field: str, codes: list[str]) -> str:
    return "sering" if field == "j-i_itg_1" else codes[0]
