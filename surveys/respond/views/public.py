"""Pages that need no link: which survey this is, and how to tell that it is genuine."""

from __future__ import annotations

from contextlib import suppress

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from surveys.box import batches, receipts
from surveys.box.manifest import ManifestForged
from surveys.box.shuffling import DRAFT_DAYS
from surveys.respond import languages, links_told, loading
from surveys.respond.rendering import answer, render
from surveys.respond.views.guarding import guarded
from surveys.respond.visiting import keep_house

_BEGINNING = 2  # characters of a receipt: enough to find it, too few to tell which was looked for


@guarded("GET")
def fixed(request: HttpRequest, template: str) -> HttpResponse:
    """Also shown, in general words, while the box is out of reach."""
    language, words = languages.of(request), {"days": str(DRAFT_DAYS)}
    with suppress(DatabaseError, ManifestForged):
        loading.recent()
        keep_house(timezone.now(), timezone.localdate())
    wave = loading.in_front(timezone.now())
    if wave is None:
        return HttpResponse(render(template, language, None, words, bilingual=True))
    if template == "privacy":
        with suppress(DatabaseError):
            words |= links_told.words(wave.manifest, timezone.now())
    return answer(request, wave.pages.plain(template, language, words, bilingual=True))


@guarded("GET")
def receipts_page(request: HttpRequest) -> HttpResponse:
    """Receipts by their first two characters, so that nobody learns which one was looked for."""
    beginning = request.GET.get("awal", "").strip()[:_BEGINNING]
    is_valid = len(beginning) == _BEGINNING and receipts.span(beginning) is not None
    known = loading.recent()
    front = loading.in_front(timezone.now())
    words = {
        "beginning": beginning.upper(),
        "is_wrong": bool(beginning) and not is_valid,
        "lists": [_list(wave, beginning) for wave in known] if is_valid else None,
    }
    manifest = front.manifest if front else None
    body = render("receipts", languages.of(request), manifest, words, bilingual=True)
    return HttpResponse(body)


@guarded("GET")
def health(request: HttpRequest) -> HttpResponse:
    """200 while this process reads the box and trusts what it reads."""
    loading.refresh()
    keep_house(timezone.now(), timezone.localdate())
    return HttpResponse("ok\n", content_type="text/plain")


def _list(wave: loading.LoadedWave, beginning: str) -> tuple[str, list[tuple[str, int]]]:
    found = batches.beginning_with(beginning, wave=wave.manifest.wave)
    return wave.manifest.title, [(receipts.show(each), batch) for each, batch in found]
