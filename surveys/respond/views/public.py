"""Pages that need no link: which survey this is, and how to tell that it is genuine."""

from __future__ import annotations

from contextlib import suppress

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from surveys.box.manifest import ManifestForged
from surveys.box.shuffling import DRAFT_DAYS
from surveys.respond import languages, links_told, loading
from surveys.respond.rendering import answer, render
from surveys.respond.views.guarding import guarded
from surveys.respond.visiting import keep_house


@guarded("GET")
def fixed(request: HttpRequest, template: str) -> HttpResponse:
    """Also shown, in general words, while the box is out of reach."""
    language = languages.of(request)
    words: dict[str, int | str] = {"days": str(DRAFT_DAYS)}
    with suppress(DatabaseError, ManifestForged):
        loading.recent()
        keep_house(timezone.now(), timezone.localdate())
    wave = loading.in_front(timezone.now())
    if wave is None:
        return HttpResponse(render(template, language, None, words, bilingual=True))
    if template == "privacy":
        with suppress(DatabaseError):
            words |= links_told.words(wave.manifest)
    return answer(request, wave.pages.plain(template, language, words, bilingual=True))


@guarded("GET")
def health(request: HttpRequest) -> HttpResponse:
    """200 while this process reads the box and trusts what it reads."""
    loading.refresh()
    keep_house(timezone.now(), timezone.localdate())
    return HttpResponse("ok\n", content_type="text/plain")
