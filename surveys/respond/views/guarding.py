"""The edge: whatever goes wrong on a respondent's path becomes a page that says so plainly."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse

from surveys.box import ballots, letterbox
from surveys.box.manifest import ManifestForged
from surveys.box.points import PointsForged
from surveys.respond import forms, points, visiting
from surveys.respond.views import refusals

View = Callable[..., HttpResponse]
log = logging.getLogger("surveys.respond")
_WAITED_IN_VAIN = ("55P03", "57014")  # lock_timeout and statement_timeout, see settings
_RACES = 10  # tabs of one link that save at the same instant; the last one waits this often


def guarded(*methods: str) -> Callable[[View], View]:
    """A view for `methods` (HEAD comes with GET) that never fails without a word."""
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)

    def decorate(view: View) -> View:
        @wraps(view)
        def guard(request: HttpRequest, **given: Any) -> HttpResponse:
            if request.method not in allowed:
                return refusals.wrong_method(request, sorted(allowed))
            try:
                return _until_first(view, request, given)
            except Exception as fault:
                return _page_for(request, fault)

        return guard

    return decorate


def _until_first(view: View, request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
    """Again, from what now lies there, when another request of the same link was faster."""
    for _ in range(_RACES):
        try:
            return _twice(view, request, given)
        except ballots.DraftWasOvertaken:
            continue
    return refusals.not_stored(request)


def _twice(view: View, request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
    """A second try with a new connection, for all that our views write may be written twice.

    A submission whose fate was unknown is found again by its tag. Who waited in vain for a lock
    would only wait once more.
    """
    box = connections["box"]
    try:
        return view(request, **given)
    except (OperationalError, InterfaceError) as fault:
        if box.in_atomic_block or _state(fault) in _WAITED_IN_VAIN:
            raise
        box.close()
        return view(request, **given)


def _page_for(request: HttpRequest, fault: Exception) -> HttpResponse:
    match fault:
        case visiting.LinkIsMistyped():
            return refusals.mistyped(request)
        case visiting.LinkIsUnknown() | ballots.RightIsNotValid():
            return refusals.unknown(request)
        case visiting.SurveyIsNotOpen():
            return refusals.not_open(request, fault.wave)
        case forms.FormIsTooLarge():
            return refusals.too_large(request)
        case forms.FormIsRefused():
            return refusals.refused(request)
        case visiting.PageIsUnknown():
            return refusals.no_such_page(request)
        case DatabaseError() | ManifestForged() | PointsForged():
            _note(fault)
            return refusals.not_stored(request)
    return _page_of_a_point(request, fault)


def _page_of_a_point(request: HttpRequest, fault: Exception) -> HttpResponse:
    match fault:
        case points.PointIsUnknown():
            return refusals.no_such_point(request)
        case points.PointIsNotOpen():
            return refusals.point_not_open(request, fault)
        case letterbox.TooManyToday():
            return refusals.too_many_today(request)
    _note(fault)
    return refusals.broken(request)


def _note(fault: Exception) -> None:
    """Its kind and its place. Its words stay out: they may quote an address or an answer."""
    where = traceback.extract_tb(fault.__traceback__)[-1]
    state = _state(fault) or "-"
    log.error("%s (%s) at %s:%s", type(fault).__name__, state, where.filename, where.lineno)


def _state(fault: Exception) -> str | None:
    """PostgreSQL's own code for it (its appendix A); None where the connection broke."""
    return getattr(fault.__cause__, "sqlstate", None)
