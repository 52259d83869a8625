from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from surveys.box import codes
from surveys.respond import answering, forms, languages, unfinished, visiting
from surveys.respond.rendering import answer
from surveys.respond.views import replies
from surveys.respond.views.guarding import guarded
from surveys.respond.views.policies import with_own_style
from surveys.respond.visiting import Visit


@guarded("GET", "POST")
def start(request: HttpRequest, code: str) -> HttpResponse:
    """The same bytes before and after answering. "Mulai" goes to the first open section."""
    visit = visiting.enter(code, with_draft=request.method == "POST")
    visit.must_be_open()
    if request.method != "POST":
        return _first_page(request, visit)
    forms.must_be_empty(request)
    answers = unfinished.read(visit) or visit.questionnaire.blank()
    step = answering.resume(visit.questionnaire, answers)
    if isinstance(step, answering.GoTo):
        return replies.go_to(request, visit, step)
    return replies.check(request, visit, answers)


@guarded("GET")
def without_slash(request: HttpRequest, code: str) -> HttpResponse:
    """A link whose last character was lost."""
    secret = codes.decode(code)
    if secret is None:
        raise visiting.LinkIsMistyped
    query = languages.query(languages.of(request))
    return replies.SeeOther(f"/s/{codes.encode(secret)}/{query}")


@with_own_style
def _first_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    return answer(request, visit.wave.pages.start(visit.group.id, languages.of(request)))
