"""No template that nobody renders, none too long to be read at a glance."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from allauth import account, mfa, usersessions
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PACKAGES = ("spi_portal", "respondents", "surveys", "reports")
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())
LONGEST = 120

# Rendered by Django or allauth under names that they choose.
OF_DJANGO = {"403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
OF_ALLAUTH = [
    Path(app.__file__).parent.parent / "templates" for app in (account, mfa, usersessions)
]
QUOTED = re.compile(r"""["']([\w./-]+)["']""")
BUILT = re.compile(r"""f["']([\w/]+/)\{\w""")  # f"surveys/respond/{template}.html"
TAG = re.compile(r"\{% (\w+)")


def text(*paths: Path) -> str:
    return "\n".join(path.read_text() for path in paths)


@cache
def code() -> str:
    root = Path(settings.BASE_DIR)
    return text(*(path for package in PACKAGES for path in (root / package).rglob("*.py")))


@cache
def written_by_us() -> set[str]:
    """Every text in quotes, in code and in templates."""
    templates = (TEMPLATES / name for name in NAMES)
    return set(QUOTED.findall(code())) | set(QUOTED.findall(text(*templates)))


@cache
def tags_on_pages() -> set[str]:
    """Tags in use; what the gallery alone shows is not in use."""
    pages = (TEMPLATES / name for name in NAMES if not name.startswith("ui/gallery"))
    return set(TAG.findall(text(*pages)))


def is_of_allauth(name: str) -> bool:
    return any((folder / name).exists() for folder in OF_ALLAUTH)


def is_built(name: str, quoted: set[str]) -> bool:
    """Its folder stands in an f-string, and the rest of its name is written somewhere."""
    folders = [folder for folder in BUILT.findall(code()) if name.startswith(folder)]
    return any(name.removeprefix(folder).split(".")[0] in endings(quoted) for folder in folders)


def endings(quoted: set[str]) -> set[str]:
    return quoted | {f"refusals/{word}" for word in quoted}


def is_used(name: str) -> bool:
    quoted = written_by_us()
    if name.startswith("components/") and Path(name).stem in tags_on_pages():
        return True
    return name in quoted | OF_DJANGO or is_of_allauth(name) or is_built(name, quoted)


def test_every_template_is_rendered_by_somebody():
    assert [name for name in NAMES if not is_used(name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_read_at_a_glance(name):
    assert len((TEMPLATES / name).read_text().splitlines()) <= LONGEST
