"""One telephone call, kept in the session of whoever took it: why, whom we found, whom we chose.

Nobody's page opens outside of a call, and a call ends by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from respondents.lookups import Found, Reason

KEY = "meja"
LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    reason: Reason
    hits: tuple[UUID, ...]
    is_cut: bool
    person: UUID | None


def begin(request: HttpRequest, *, reason: Reason, found: Found) -> None:
    request.session[KEY] = {
        "reason": str(reason),
        "hits": [str(pk) for pk in found.people],
        "is_cut": found.is_cut,
        "person": None,
        "until": (timezone.now() + LASTS).isoformat(),
    }


def choose(request: HttpRequest, person: UUID) -> None:
    request.session[KEY] |= {"person": str(person)}
    request.session.modified = True


def end(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def current(request: HttpRequest) -> Call | None:
    """The call that this session is in; None when there is none, or it took too long."""
    kept = request.session.get(KEY)
    if kept is None or datetime.fromisoformat(kept["until"]) < timezone.now():
        return None
    return Call(
        reason=Reason(kept["reason"]),
        hits=tuple(UUID(pk) for pk in kept["hits"]),
        is_cut=kept["is_cut"],
        person=UUID(kept["person"]) if kept["person"] else None,
    )
