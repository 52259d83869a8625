"""Every answer of the public process: kept by nobody, and sent on to nobody.

The policy of what a page may bring along is put together once for each kind of page (what a view
adds to it by django-csp's `csp_update`), and not for each answer, as django-csp's own middleware
does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse


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


More = tuple[tuple[str, tuple[str, ...]], ...]


def _more(response: HttpResponse) -> More:
    """What the view allows beyond the policy of all, as `csp_update` leaves it."""
    more = getattr(response, "_csp_update", None) or {}
    return tuple((directive, tuple(sources)) for directive, sources in more.items())


@cache
def _policy(more: More) -> str:
    return build_policy(update={directive: list(sources) for directive, sources in more})
