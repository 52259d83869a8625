"""English is complete, and what is compiled is what is written."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import template as templates

FOLDER = Path(settings.BASE_DIR) / "locale" / "en" / "LC_MESSAGES"
TEMPLATES = [
    Path(settings.BASE_DIR) / "templates" / "base_respond.html",
    *sorted((Path(settings.BASE_DIR) / "templates" / "surveys" / "respond").rglob("*.html")),
]
CODE = sorted((Path(settings.BASE_DIR) / "surveys" / "respond").rglob("*.py"))
CALL = re.compile(r"\bn?gettext\((u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")")


def compiled() -> dict[object, str]:
    with (FOLDER / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]


def known() -> set[str]:
    return {key[0] if isinstance(key, tuple) else str(key) for key in compiled()}


def of_template(path: Path) -> set[str]:
    found = CALL.findall(templates.templatize(path.read_text()).replace("_(", "gettext("))
    return {ast.literal_eval(text.lstrip("u")).replace("%%", "%") for text in found}


def of_code(path: Path) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in ("_", "gettext")
        and isinstance(call.args[0], ast.Constant)
    }


def written() -> dict[str, list[str]]:
    """Every msgid of the .po with its translations."""
    found = {}
    for block in (FOLDER / "django.po").read_text().split("\n\n"):
        fields = re.findall(r'^(msg\w+(?:\[\d\])?) ((?:"[^\n]*"\n?)+)', block, re.M)
        texts = {
            name: "".join(ast.literal_eval(line) for line in text.strip().split("\n"))
            for name, text in fields
        }
        found[texts["msgid"]] = [texts[name] for name in texts if name.startswith("msgstr")]
    return found


@pytest.mark.parametrize("path", TEMPLATES + CODE, ids=lambda path: path.name)
def test_everything_that_is_said_is_said_in_english(path: Path) -> None:
    said = of_template(path) if path.suffix == ".html" else of_code(path)
    assert said - known() == set()


def test_the_words_are_found_at_all() -> None:
    assert len(set().union(*map(of_template, TEMPLATES))) > 150
    assert "Delapan" in set().union(*map(of_code, CODE))


def test_what_is_compiled_is_what_is_written() -> None:
    catalogue = compiled()
    by_msgid: dict[str, list[str]] = {}
    for key, text in catalogue.items():
        by_msgid.setdefault(key[0] if isinstance(key, tuple) else str(key), []).append(text)
    assert {key: sorted(texts) for key, texts in written().items()} == {
        key: sorted(texts) for key, texts in by_msgid.items()
    }


def test_no_translation_is_empty() -> None:
    assert [key for key, texts in written().items() if not all(texts)] == []


def test_nothing_is_translated_that_nobody_says() -> None:
    said = set().union(*map(of_template, TEMPLATES), *map(of_code, CODE))
    assert set(written()) - said - {""} == set()
