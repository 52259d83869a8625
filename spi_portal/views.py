"""Pages that belong to no single app: the start page, and one's own account."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from reports import briefings
from reports.models.briefings import Briefing
from respondents import unfinished
from respondents.models.offices import Office
from spi_portal import monday as monday_facts
from spi_portal import outlook, pending, seasons
from spi_portal.accounts.guards import requires
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.downloads import attachment
from surveys import standing

BRIEFINGS = 20  # of the Monday meeting, as many as the page shows
WAIT = timedelta(minutes=1)  # the window of allauth's limits, and a test holds it to that


def too_often(request: HttpRequest) -> HttpResponse:
    """What allauth answers once a limit is reached; it calls this by the name `handler429`."""
    context = {"again": timezone.now() + WAIT}
    answer = render(request, "429.html", context, status=429)
    answer.headers["Retry-After"] = str(int(WAIT.total_seconds()))
    return answer


@requires(Permission.START_VIEW)
@require_safe
def start(request: SignedInRequest) -> HttpResponse:
    user, wave = request.user, standing.current()
    year = seasons.of(wave) if wave else None
    season = year.season if year else None
    offices = _held_by(user)
    desk = unfinished.of(offices) if offices and season == seasons.Season.LISTS else None
    context = {
        "wave": wave,
        "strip": year.strip if year else (),
        "sentence": outlook.sentence(user, wave, season, desk),
        "reported": outlook.reported_with(offices, wave),
        "links": outlook.links(user, wave, offices),
        "pending": pending.matters(user, wave, desk),
        "runs_survey": user.may(Permission.WAVE_RUN),
    }
    return render(request, "start.html", context)


@requires(Permission.START_VIEW)
@require_safe
def profile(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/profile.html", {"offices": _held_by(request.user)})


@requires(Permission.WAVE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def monday(request: SignedInRequest) -> HttpResponse:
    """One page for the Monday meeting: ordered by a POST, waited for, taken along."""
    if request.method == "POST":
        briefings.ask(monday_facts.facts(request.user), by=request.user)
        return redirect("monday")
    kept = Briefing.objects.select_related("asked_by").defer("content")[:BRIEFINGS]
    context = {
        "briefings": kept,
        "waiting": any(one.state == Briefing.State.WAITING for one in kept),
    }
    return render(request, "reports/briefing_page.html", context)


@requires(Permission.WAVE_RUN)
@require_safe
def monday_paper(request: SignedInRequest, pk: int) -> HttpResponse:
    briefing = get_object_or_404(Briefing, pk=pk, state=Briefing.State.READY)
    name = f"rapat-senin-{timezone.localdate(briefing.asked_at)}.pdf"
    return attachment(briefing.content, name=name)


def _held_by(user: User) -> list[Office]:
    held = Office.objects.filter(pk__in=Office.objects.held_by(user))
    return list(held.select_related("parent"))
