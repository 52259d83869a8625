"""Every answer of the public process: kept by nobody, and sent on to nobody.

There are few policies of what a page may bring along: one of all, and one for each thing that
single pages may do besides. Each is put together once and not for every answer, as django-csp's
own middleware does. Of its decorators `csp_update` is heeded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse

More = tuple[tuple[str, tuple[str, ...]], ...]


def public_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Content-Security-Policy"] = _policy(_more(response))
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["X-Frame-Options"] = "DENY"
        return response

    return middleware


def _more(response: HttpResponse) -> More:
    """What `csp_update` noted on the answer."""
    update: dict[str, list[str]] = getattr(response, "_csp_update", None) or {}
    return tuple((directive, tuple(sources)) for directive, sources in update.items())


@cache
def _policy(more: More) -> str:
    return str(build_policy(update={directive: list(sources) for directive, sources in more}))
