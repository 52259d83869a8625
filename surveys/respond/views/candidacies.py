"""The page behind the code on a counter's wall: somebody puts themselves forward."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from surveys.box import inbox, letterbox, padding
from surveys.box.points import Point, PointList
from surveys.respond import candidacies, forms, languages, points
from surveys.respond.candidacies import Typed
from surveys.respond.rendering import render
from surveys.respond.views import replies
from surveys.respond.views.guarding import guarded


@guarded("GET", "POST")
def put_forward(request: HttpRequest, code: str) -> HttpResponse:
    """A press that is repeated drops one envelope and is thanked again."""
    today, language = timezone.localdate(), languages.of(request)
    known, point = points.visit(code, today=today)
    if request.method != "POST":
        blank = Typed(name="", phone="", email="", served_on=today.isoformat(), agrees=False)
        return _form(request, known, point, blank, {})
    typed, press = forms.read_candidacy(request)
    with translation.override(language):
        candidacy, wrong = candidacies.check(typed, point=point.code, today=today)
        if candidacy is None:
            return _form(request, known, point, typed, wrong)
        key = X25519PublicKey.from_public_bytes(bytes.fromhex(known.inbox_public_key))
        try:
            sealed = inbox.seal(candidacy, key)
        except padding.DoesNotFit:
            return _form(request, known, point, typed, candidacies.too_long())
    letterbox.drop_candidacy(sealed, press=press, point=point.code, day=today)
    return HttpResponse(render("candidacy_sent", language, known, {"point": point}))


@guarded("GET")
def without_slash(request: HttpRequest, code: str) -> HttpResponse:
    """As somebody types it from the poster."""
    _, point = points.visit(code, today=timezone.localdate())
    return replies.SeeOther(f"/daftar/{point.code}/{languages.query(languages.of(request))}")


def _form(
    request: HttpRequest, known: PointList, point: Point, typed: Typed, wrong: Mapping[str, str]
) -> HttpResponse:
    language, today = languages.of(request), timezone.localdate()
    words = {
        "point": point,
        "typed": typed,
        "wrong": wrong,
        "nonce": secrets.token_hex(16),
        "today": today.isoformat(),
        "earliest": candidacies.earliest(today).isoformat(),
        "at_most": candidacies.AT_MOST,
        "action": f"/daftar/{point.code}/{languages.query(language)}#sini",
    }
    body = render("candidacy", language, known, words, bilingual=True)
    return HttpResponse(body, status=422 if wrong else 200)
