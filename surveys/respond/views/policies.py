"""What single pages may do beyond the policy of all: carry a style, run our script."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponse

from surveys.respond import styles

_Given = ParamSpec("_Given")
_Page = Callable[_Given, HttpResponse]


def with_own_style(page: _Page[_Given]) -> _Page[_Given]:
    """For a page that is rendered `alone`; see surveys.respond.rendering."""
    return _allowing({"style-src": [styles.policy_of_first()]}, page)


def with_script(page: _Page[_Given]) -> _Page[_Given]:
    """For a page with static/js/respond.js."""
    return _allowing({"script-src": [SELF], "connect-src": [SELF]}, page)


def _allowing(more: dict[str, list[str]], page: _Page[_Given]) -> _Page[_Given]:
    return cast("_Page[_Given]", csp_update(more)(page))  # type: ignore[arg-type]  # not only views
