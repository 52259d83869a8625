from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import chromium
from tests.year import clock, town
from tests.year.pictures import Screen
from tests.year.story import FOUNDED, Story

__all__ = ["chromium"]


@pytest.fixture
def story(transactional_db: None) -> Iterator[Story]:
    with clock.moving() as moving:
        moving.go_to(FOUNDED)
        yield Story(people=town.found(), clock=moving, say=_tell)


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@pytest.fixture
def screen(chromium: Browser, live_server) -> Screen:
    return Screen(browser=chromium, site=live_server.url)


@pytest.fixture
def album(pytestconfig: pytest.Config) -> Path | None:
    """Where pictures go; nowhere unless `dev.py year` asks for them."""
    given = pytestconfig.getoption("--pictures")
    if given is None:
        return None
    folder = Path(given)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
