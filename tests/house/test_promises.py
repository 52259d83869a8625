"""Every paragraph of the public page of confidentiality stands in docs/privacy.md, with tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "templates/surveys/respond/privacy.html").read_text()
SECTION = (ROOT / "docs/privacy.md").read_text().partition("## What the public page says")[2]
ROWS = dict(re.findall(r"^\| (.+?) \| (`.+`) \|$", SECTION.partition("\n## ")[0], re.MULTILINE))
TESTS = sorted({test for held_by in ROWS.values() for test in re.findall(r"`([^`]+)`", held_by)})
LIMITS = "Yang tidak dapat kami cegah"  # says what is not promised
TRANSLATED = re.compile(
    r'<(?:p|li)>(?:{% translate "(.+?)" %}'
    r"|{% blocktranslate trimmed %}(.+?){% endblocktranslate %})"
)


def paragraphs() -> list[str]:
    """What the page promises: its paragraphs and points, without headings, links and limits."""
    body = re.sub(r"<a .*?</a>", "", PAGE)
    parts = re.split(r"<h2.*?>", body)[1:]
    promised = [part for part in parts if LIMITS not in part]
    found = [match for part in promised for match in TRANSLATED.findall(part)]
    texts = [simple or with_numbers for simple, with_numbers in found]
    return [text for text in texts if not text.startswith(("Bila Anda", "Tiap kalimat"))]


def test_the_page_is_read_as_it_is_written() -> None:
    assert len(paragraphs()) >= 18


@pytest.mark.parametrize("paragraph", paragraphs())
def test_every_paragraph_has_its_tests(paragraph: str) -> None:
    assert paragraph in ROWS


@pytest.mark.parametrize("row", sorted(ROWS))
def test_every_row_is_said_on_the_page(row: str) -> None:
    assert row in paragraphs()


@pytest.mark.parametrize("test", TESTS)
def test_every_test_is_there(test: str) -> None:
    file, _, name = test.partition("::")
    assert re.search(rf"^\s*def {name}\(", (ROOT / file).read_text(), re.MULTILINE)


@pytest.mark.parametrize("page", ["privacy.md", "verifying.md"])
def test_every_test_that_a_page_names_is_there(page: str) -> None:
    text = (ROOT / "docs" / page).read_text()
    named = set(re.findall(r"`(tests/[\w/]+/)`|`(tests/[\w/]+\.py)", text))
    missing = [path for pair in named for path in pair if path and not (ROOT / path).exists()]
    assert missing == []
