from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from surveys.questionnaire.instrument import NO_ANSWER
from surveys.respond import answering, forms, languages, unfinished, visiting
from surveys.respond.rendering import answer
from surveys.respond.views import replies
from surveys.respond.views.guarding import guarded
from surveys.respond.visiting import PageIsUnknown, Visit


@guarded("GET", "POST")
def pressure(request: HttpRequest, code: str) -> HttpResponse:
    """ "Ditekan?": what is told joins the unfinished sheet, is sealed with it, and never shown."""
    visit = visiting.enter(code, with_draft=request.method == "POST")
    visit.must_be_open()
    place = visit.questionnaire.beside
    if place is None:
        raise PageIsUnknown
    if request.method != "POST":
        return _page(request, visit)
    told = forms.read_told(request, visit.questionnaire)
    if told is None:
        return _page(request, visit, is_empty=True)
    kept = unfinished.read(visit) or visit.questionnaire.blank()
    unfinished.save(visit, answering.merge(kept, {place: told}))
    return replies.plain(request, visit, "pressure_gone" if told == NO_ANSWER else "pressure_kept")


def _page(request: HttpRequest, visit: Visit, *, is_empty: bool = False) -> HttpResponse:
    language = languages.of(request)
    page = visit.wave.pages.pressure(visit.group.kind, language, is_empty=is_empty)
    return answer(request, page, status=422 if is_empty else 200)
