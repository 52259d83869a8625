"""Trying a questionnaire out as a respondent would. Nothing of it is kept anywhere."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys import instrument_shelf
from surveys.models.instruments import InstrumentVersion
from surveys.questionnaire import explaining, simulation
from surveys.questionnaire.path import Questionnaire
from surveys.questionnaire.simulation import Tried
from surveys.respond import cards, sections
from surveys.respond.cards import PREFIX
from surveys.respond.languages import Language


@requires(Permission.WAVE_VIEW)
@require_safe
def walk(request: SignedInRequest, pk: int) -> HttpResponse:
    """The address carries all that was answered so far: a reload shows the same, and no more."""
    version = get_object_or_404(InstrumentVersion.objects.without_bodies(), pk=pk)
    questionnaire = instrument_shelf.compiled(version.digest)
    language: Language = "en" if request.GET.get("bahasa") == "en" else "id"
    tried = _tried(request, questionnaire)
    steps = explaining.explain(questionnaire, tried.answers)
    context = {
        "version": version,
        "tried": tried,
        "language": language,
        "heading": tried.page and sections.heading(questionnaire, tried.page, language),
        "cards": _cards(questionnaire, tried, language),
        "steps": steps,
        "asked": sum(step.is_on_path for step in steps),
        "is_complete": tried.page is None and tried.reason is None,
    }
    return render(request, "surveys/instruments/walk.html", context)


def _tried(request: SignedInRequest, questionnaire: Questionnaire) -> Tried:
    number = request.GET.get("dari", "")
    if not number.isdigit():
        return simulation.begin(questionnaire)
    entered = {
        place: request.GET.getlist(PREFIX + item.name)
        for place, item in enumerate(questionnaire.items)
    }
    try:
        return simulation.go_on(
            questionnaire,
            so_far=request.GET.get("sejauh", ""),
            number=int(number),
            entered=entered,
            today=timezone.localdate(),
        )
    except (LookupError, ValueError) as unknown:
        raise Http404 from unknown


def _cards(
    questionnaire: Questionnaire, tried: Tried, language: Language
) -> list[tuple[cards.Card, bool]]:
    """The questions of the page, and whether each must be answered otherwise."""
    if tried.page is None:
        return []
    page = tried.page
    kept = {n: answer for n in page.items if (answer := tried.answers[n]) >= 0}
    shown = cards.of_page(
        questionnaire,
        page,
        language,
        ticked=kept if tried.wrong else None,
        mistyped=tried.mistyped,
    )
    return [(card, place in tried.wrong) for card, place in zip(shown, page.items, strict=True)]
