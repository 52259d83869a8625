from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from surveys.respond import answering, forms, sending, unfinished, visiting
from surveys.respond.answering import GoTo
from surveys.respond.views import refusals, replies
from surveys.respond.views.guarding import guarded


@guarded("GET", "POST")
def send(request: HttpRequest, code: str) -> HttpResponse:
    """The button of the check page. The same press gives the same receipt, even after closing.

    Unless something was filled in anew since: "Terkirim" would be read as said of that.
    """
    visit = visiting.enter(code, with_draft=request.method == "POST")
    if request.method != "POST":
        return replies.go_to(request, visit, GoTo(number=0))
    posted = forms.read_check(request, visit.questionnaire)
    if posted.change is not None:
        return replies.go_to(request, visit, GoTo(number=posted.change))
    tag = sending.tag(visit, posted.nonce)
    if earlier := sending.earlier_receipt(visit, tag):
        return _sent_before(request, code, earlier)
    visit.must_be_open()
    answers = unfinished.read(visit)
    if answers is None:
        return refusals.gone(request, visit.wave)
    if gap := answering.first_gap(visit.questionnaire.standing(answers)):
        return replies.go_to(request, visit, gap)
    return replies.receipt(request, visit, sending.send(visit, answers, tag))


def _sent_before(request: HttpRequest, code: str, earlier: bytes) -> HttpResponse:
    """Entered once more: what a second click holds is the draft that the first has just sent."""
    visit = visiting.enter(code)
    answers = unfinished.read(visit) if visit.is_open else None
    if answers is None:
        return replies.receipt(request, visit, earlier)
    if gap := answering.first_gap(visit.questionnaire.standing(answers)):
        return replies.go_to(request, visit, gap)
    return replies.check(request, visit, answers, is_newer=True)


@guarded("GET", "POST")
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Takes back what was sent. It says the same whether there was anything or not."""
    visit = visiting.enter(code, with_draft=False)
    visit.must_be_open()
    if request.method != "POST":
        return replies.plain(request, visit, "withdraw")
    forms.must_be_empty(request)
    sending.withdraw(visit)
    return replies.plain(request, visit, "withdrawn")
