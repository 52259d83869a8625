from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from surveys.box import inbox, letterbox
from surveys.box.inbox import Envelope, Kind
from surveys.respond import forms, visiting
from surveys.respond.views import replies
from surveys.respond.views.guarding import guarded


@guarded("GET", "POST")
def wish(request: HttpRequest, code: str, kind: Kind) -> HttpResponse:
    """Not taking part, another person's link, a number to be deleted: sealed for the registrar."""
    visit = visiting.enter(code, with_draft=False)
    visit.must_be_open()
    if visit.wave.manifest.is_rehearsal:  # a link of no list, and of no wave of the registrar's
        return replies.plain(request, visit, "wish_rehearsal")
    if request.method != "POST":
        return replies.plain(request, visit, "wish", kind=kind)
    forms.must_be_empty(request)
    envelope = Envelope(kind=kind, wave=visit.wave.manifest.wave, right=visit.right)
    letterbox.drop(inbox.seal(envelope, visit.wave.inbox_key))
    return replies.plain(request, visit, "wish_sent", kind=kind)
