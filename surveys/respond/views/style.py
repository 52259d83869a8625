from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse

from surveys.respond import styles
from surveys.respond.rendering import Rendered, answer, pack
from surveys.respond.views.guarding import guarded

_FOR_GOOD = "public, max-age=31536000, immutable"


@guarded("GET")
def style(request: HttpRequest, digest: str) -> HttpResponse:
    """The sheet of all pages. An address from before an update gets today's, and keeps it not."""
    response = answer(request, _packed(), content_type="text/css")
    if digest == styles.digest_of_whole():
        response.headers["Cache-Control"] = _FOR_GOOD
    return response


@cache
def _packed() -> Rendered:
    return pack(styles.whole())
