"""Pages for what does not work. Each says what happened, and that nothing was lost or stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone

from surveys.respond import languages, loading
from surveys.respond.loading import LoadedWave
from surveys.respond.points import PointIsNotOpen
from surveys.respond.rendering import Announced, render


def mistyped(request: HttpRequest) -> HttpResponse:
    return _page(request, "mistyped", 404)


def unknown(request: HttpRequest) -> HttpResponse:
    """The same for a link of nobody, a revoked one and a replaced one.

    Once no survey runs, all of them are told that it is over: after its box was destroyed no
    link is known any more. What became of a sheet is not told to whom we do not know.
    """
    front = loading.in_front(timezone.now())
    if front is not None and timezone.now() >= front.manifest.closes:
        return _page(request, "over", 410, announced=front.manifest)
    return _page(request, "unknown", 404)


def no_such_page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "no_such_page", 404)


def not_open(request: HttpRequest, wave: LoadedWave) -> HttpResponse:
    if timezone.now() < wave.manifest.opens:
        return _page(request, "not_yet", 403, announced=wave.manifest)
    return _page(request, "closed", 410, announced=wave.manifest)


def no_such_point(request: HttpRequest) -> HttpResponse:
    return _page(request, "no_such_point", 404)


def point_not_open(request: HttpRequest, refusal: PointIsNotOpen) -> HttpResponse:
    begins_later = timezone.localdate() < refusal.point.begins and not refusal.point.is_closed
    words = {"point": refusal.point, "begins_later": begins_later}
    status = 403 if begins_later else 410
    return _page(request, "point_not_open", status, words, announced=refusal.known)


def too_many_today(request: HttpRequest) -> HttpResponse:
    """The ceiling of a service point; nobody's address was looked at."""
    return _page(request, "too_many_today", 429)


def gone(request: HttpRequest, wave: LoadedWave) -> HttpResponse:
    """There is nothing to send: it was sent or taken back from elsewhere, or has expired."""
    return _page(request, "gone", 409, announced=wave.manifest)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "refused", 400)


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(request, "too_large", 413)


def wrong_method(request: HttpRequest, allowed: Sequence[str]) -> HttpResponse:
    response = _page(request, "refused", 405)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def not_stored(request: HttpRequest, status: int = 503) -> HttpResponse:
    """The database is out of reach. What was posted stays in the page, to be sent again."""
    if request.method != "POST":
        return _page(request, "unavailable", status)
    fields = [(name, values[0]) for name, values in _posted(request).items() if values]
    response = _page(request, "not_stored", status, {"fields": fields}, quick_exit=True)
    response.headers["Retry-After"] = "10"
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """An error of ours. Whether something was stored is unknown, so we say that it was not."""
    return not_stored(request, status=500)


def _page(
    request: HttpRequest,
    name: str,
    status: int,
    words: Mapping[str, object] | None = None,
    *,
    announced: Announced | None = None,
    quick_exit: bool = False,
) -> HttpResponse:
    front = loading.in_front(timezone.now())
    shown = announced or (front.manifest if front else None)
    body = render(f"refusals/{name}", languages.of(request), shown, words, quick_exit=quick_exit)
    return HttpResponse(body, status=status)


def _posted(request: HttpRequest) -> dict[str, list[str]]:
    try:
        return dict(request.POST.lists())
    except (SuspiciousOperation, UnreadablePostError):
        return {}
