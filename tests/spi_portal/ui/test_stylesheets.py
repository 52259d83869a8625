from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path("static/css")
TOKENS = (CSS / "tokens.css").read_text()
READ_BY_RESPONDENTS = ("tokens.css", "respond.css", "pieces.css", "questions.css")
TEXT_ON_GROUND = [
    ("tinta", "kertas"),
    ("tinta", "muka"),
    ("tinta-2", "kertas"),
    ("tinta-2", "muka-2"),
    ("nila", "muka"),
    ("nila", "nila-muda"),
    ("di-nila", "nila"),
    ("rentan-teks", "rentan-muda"),
    ("waspada-teks", "waspada-muda"),
    ("terjaga-teks", "terjaga-muda"),
]
MARK_ON_GROUND = [
    ("rentan", "muka"),
    ("waspada", "muka"),
    ("terjaga", "muka"),
    ("garis-2", "muka"),
]


def colours(mode: str) -> dict[str, str]:
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
        for block in re.findall(r":root \{(.*?)\}", TOKENS, re.DOTALL)[:2]
    )
    return light if mode == "light" else light | dark


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * d for d in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_is_readable(mode: str, text: str, ground: str) -> None:
    tokens = colours(mode)
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARK_ON_GROUND)
def test_marks_and_borders_are_seen(mode: str, mark: str, ground: str) -> None:
    tokens = colours(mode)
    assert contrast(tokens[mark], tokens[ground]) >= 3


@pytest.mark.parametrize("name", READ_BY_RESPONDENTS)
def test_respondents_load_nothing_but_the_sheet(name: str) -> None:
    css = (CSS / name).read_text()
    assert not re.search(r"url\(|@import|@font-face", css)


@pytest.mark.parametrize("name", READ_BY_RESPONDENTS)
def test_respondents_need_no_new_browser(name: str) -> None:
    css = re.sub(r"/\*.*?\*/", "", (CSS / name).read_text(), flags=re.DOTALL)
    assert not re.search(r":has\(|@layer|@container|oklch|color-mix|&[ .:]", css)


def test_an_old_browser_keeps_the_focus_ring() -> None:
    rules = [r for r in re.findall(r"([^{}]+)\{", TOKENS) if ":focus-visible" in r]
    assert rules
    assert not [r for r in rules if "," in r]


def test_one_question_shows_for_each_of_eight_markers() -> None:
    css = (CSS / "questions.css").read_text()
    assert all(f".m{n}:target ~ form .k{n}" in css for n in range(1, 9))


def test_paper_uses_only_what_the_printer_draws() -> None:
    css = re.sub(r"/\*.*?\*/", "", (CSS / "print.css").read_text(), flags=re.DOTALL)
    assert not re.search(r"var\(|clip-path|gradient", css)
