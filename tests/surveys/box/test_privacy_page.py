"""docs/privacy.md keeps its word: what it names is there, and it leaves no table out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "privacy.md").read_text()
TESTS = sorted(set(re.findall(r"`((?:tests/[\w/]+/)?test_\w+\.py)`", PAGE)))


@pytest.mark.parametrize("test", TESTS)
def test_a_test_that_it_names_is_there(test: str) -> None:
    assert (ROOT / test).exists() or (Path(__file__).parent / test).exists()


@pytest.mark.parametrize("model", list(apps.get_app_config("box").get_models()))
def test_every_table_of_the_box_has_its_end_told(model: type) -> None:
    ends = PAGE.partition("## What is kept")[2].partition("\n## ")[0]
    assert f"`{model.__name__}`" in ends
