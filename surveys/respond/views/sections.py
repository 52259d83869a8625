from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from surveys.box.shuffling import DRAFT_DAYS
from surveys.questionnaire.instrument import NO_ANSWER
from surveys.questionnaire.paging import Page
from surveys.respond import answering, cards, forms, languages, sections, unfinished, visiting
from surveys.respond.rendering import answer, render
from surveys.respond.views import replies
from surveys.respond.views.guarding import guarded
from surveys.respond.views.policies import with_script
from surveys.respond.visiting import Visit

# Buttons that promise to keep the page. Back and "Ditekan?" promise nothing, and hold nobody up.
_SAYS_SAVED = (forms.Action.SAVE, forms.Action.NEXT, forms.Action.PAUSE)

# As many as a page can have; see surveys.questionnaire.paging.
_IN_WORDS = (
    _("Satu"),
    _("Dua"),
    _("Tiga"),
    _("Empat"),
    _("Lima"),
    _("Enam"),
    _("Tujuh"),
    _("Delapan"),
    _("Sembilan"),
)


@guarded("GET", "POST")
def section(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A page of questions. What it posts is saved, whichever button was pressed."""
    visit = visiting.enter(code, with_draft=request.method == "POST")
    visit.must_be_open()
    page = visit.page(number)
    if request.method != "POST":
        return _show(request, visit, page)
    posted = forms.read_section(request, visit.questionnaire, page, today=visit.today)
    kept = unfinished.read(visit) or visit.questionnaire.blank()
    answers = answering.merge(kept, posted.ticked, posted.erased)
    step = answering.after(visit.questionnaire, page, answers, posted.action)
    if isinstance(step, answering.Ended):
        unfinished.discard(visit)
        return replies.ended(request, visit, step)
    unfinished.save(visit, answers)
    if posted.mistyped and posted.action in _SAYS_SAVED:
        missing = {*visit.questionnaire.missing(page, answers), *posted.mistyped}
        again = answering.Incomplete(missing=tuple(sorted(missing)))
        return _incomplete(request, visit, page, answers, posted, again)
    return _reply(request, visit, page, answers, posted, step)


@with_script
def _show(request: HttpRequest, visit: Visit, page: Page) -> HttpResponse:
    pages, language = visit.wave.pages, languages.of(request)
    return answer(request, pages.section(visit.group.kind, page.number, language))


def _reply(
    request: HttpRequest,
    visit: Visit,
    page: Page,
    answers: list[int],
    posted: forms.PostedSection,
    step: answering.Step,
) -> HttpResponse:
    match step:
        case answering.GoTo():
            return replies.go_to(request, visit, step)
        case answering.Incomplete():
            return _incomplete(request, visit, page, answers, posted, step)
        case answering.Tell():
            return replies.tell(request, visit)
        case answering.Paused():
            return replies.plain(request, visit, "paused", days=str(DRAFT_DAYS))
    return replies.check(request, visit, answers, page=page, ticked=posted.ticked)


@with_script
def _incomplete(
    request: HttpRequest,
    visit: Visit,
    page: Page,
    answers: list[int],
    posted: forms.PostedSection,
    step: answering.Incomplete,
) -> HttpResponse:
    """422 with the ticks of this request, and of no other."""
    language, questionnaire = languages.of(request), visit.questionnaire
    ticked, mistyped = posted.ticked, posted.mistyped
    asked = [n for n in questionnaire.page_items(page, answers) if questionnaire.items[n].is_asked]
    others = [place for place in asked if place not in step.missing]

    def shown(places: Sequence[int]) -> list[cards.Card]:
        return cards.of_page(
            questionnaire, page, language, ticked=ticked, only=places, mistyped=mistyped
        )

    words = {
        "heading": sections.heading(questionnaire, page, language),
        "asked": len(asked),
        "filled": sum(ticked.get(place, NO_ANSWER) != NO_ANSWER for place in others),
        "in_words": _IN_WORDS[len(step.missing) - 1],
        "missing": shown(step.missing),
        "is_mistyped": bool(mistyped),
        "others": shown(others),
        "can_tell": questionnaire.beside is not None,
    }
    large = visit.group.kind == "expert"
    body = render(
        "section_incomplete", language, visit.wave.manifest, words, quick_exit=True, is_large=large
    )
    return HttpResponse(body, status=422)
