"""Answers that several views give."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from surveys.box import receipts
from surveys.questionnaire.instrument import NO_ANSWER
from surveys.questionnaire.paging import Page
from surveys.respond import languages, sections
from surveys.respond.answering import Ended, GoTo
from surveys.respond.rendering import answer, render
from surveys.respond.visiting import Visit

_CODE_TO_COME = "@@receipt@@"
FOR_THE_SCRIPT = "X-Lanjut"


class SeeOther(HttpResponseRedirect):
    status_code = 303


def onwards(request: HttpRequest, address: str) -> HttpResponse:
    """303; our script, which a browser would not tell where a 303 leads, is told in a header."""
    if FOR_THE_SCRIPT in request.headers:
        return HttpResponse(status=204, headers={FOR_THE_SCRIPT: address})
    return SeeOther(address)


def go_to(request: HttpRequest, visit: Visit, step: GoTo) -> HttpResponse:
    number = f"{step.number}/" if step.number else ""
    query = languages.query(languages.of(request))
    fragment = f"#{step.place}" if step.number else ""
    return onwards(request, f"/s/{visit.code}/{number}{query}{fragment}")


def tell(request: HttpRequest, visit: Visit) -> HttpResponse:
    return onwards(request, _page_of_pressure(request, visit))


def check(
    request: HttpRequest,
    visit: Visit,
    answers: Sequence[int],
    *,
    page: Page | None = None,
    ticked: Mapping[int, int] | None = None,
) -> HttpResponse:
    """The last look: what this very request brought, and of the rest that it is there."""
    language = languages.of(request)
    questionnaire = visit.questionnaire
    number = page.number if page else 0
    words = {
        "action": f"/s/{visit.code}/kirim/{languages.query(language)}#sini",
        "pressure": _page_of_pressure(request, visit) if questionnaire.beside is not None else "",
        "nonce": secrets.token_hex(16),
        "heading": sections.heading(questionnaire, page, language) if page else None,
        "shown": _shown(visit, answers, page, ticked or {}, language) if page else [],
        "stored": [
            visit.wave.pages.stored_row(each, language)
            for each in sections.stored(questionnaire, answers, language, besides=number)
        ],
    }
    manifest, large = visit.wave.manifest, visit.group.kind == "expert"
    return HttpResponse(render("check", language, manifest, words, quick_exit=True, is_large=large))


def receipt(request: HttpRequest, visit: Visit, given: bytes) -> HttpResponse:
    """Of one length and one form for everybody, so the page is made once, but for the code."""
    large, words = visit.group.kind == "expert", {"receipt": _CODE_TO_COME}
    page = visit.wave.pages.plain("receipt", languages.of(request), words, is_large=large)
    code = receipts.show(given).encode()
    return HttpResponse(page.plain.replace(_CODE_TO_COME.encode(), code))


def plain(request: HttpRequest, visit: Visit, template: str, **words: str) -> HttpResponse:
    """A page that is the same for everybody in this wave."""
    large = visit.group.kind == "expert"
    page = visit.wave.pages.plain(template, languages.of(request), words, is_large=large)
    return answer(request, page)


def ended(request: HttpRequest, visit: Visit, step: Ended) -> HttpResponse:
    """Nothing is kept, and what was told under "Ditekan?" is not: no sheet, no telling.

    Said whether or not anything was told; who looks on learns nothing.
    """
    can_tell = "ya" if visit.questionnaire.beside is not None else ""
    return plain(request, visit, "ended", reason=str(step.reason), can_tell=can_tell)


def _page_of_pressure(request: HttpRequest, visit: Visit) -> str:
    return f"/s/{visit.code}/ditekan/{languages.query(languages.of(request))}"


def _shown(
    visit: Visit,
    answers: Sequence[int],
    page: Page,
    ticked: Mapping[int, int],
    language: languages.Language,
) -> list[tuple[str, str | None, bool]]:
    """Question, answer of this request or None, and whether an earlier answer is kept."""
    items = visit.questionnaire.items
    return [
        (
            items[place].label[language],
            items[place].choices[ticked[place]].label[language] if place in ticked else None,
            answers[place] != NO_ANSWER,
        )
        for place in visit.questionnaire.page_items(page, answers)
        if items[place].is_asked
    ]
