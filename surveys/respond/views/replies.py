"""Answers that several views give."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import escape

from surveys.box import receipts
from surveys.questionnaire.instrument import NO_ANSWER
from surveys.questionnaire.paging import Page
from surveys.respond import languages, sections
from surveys.respond.answering import Ended, GoTo
from surveys.respond.blanks import blank, fill
from surveys.respond.pages import RowState
from surveys.respond.rendering import answer
from surveys.respond.visiting import Visit

FOR_THE_SCRIPT = "X-Lanjut"
_MARK_OF_THE_SCRIPT = "HTTP_X_LANJUT"  # the same, as the server hands it on


class SeeOther(HttpResponseRedirect):
    status_code = 303


def onwards(request: HttpRequest, address: str) -> HttpResponse:
    """303; our script, which a browser would not tell where a 303 leads, is told in a header."""
    if _MARK_OF_THE_SCRIPT in request.META:
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
    is_newer: bool = False,
) -> HttpResponse:
    """The last look: what this very request brought, and of the rest that it is there.

    `is_newer`: what was sent before is older, and whoever comes here may take it for this.
    """
    language, number = languages.of(request), page.number if page else 0
    stored = sections.stored(visit.questionnaire, answers, language, besides=number)
    made = visit.wave.pages.check(visit.group.kind, number, language, is_newer=is_newer)
    body = fill(
        made.plain,
        code=visit.code,
        nonce=secrets.token_hex(16),
        shown=_shown(visit, answers, page, ticked or {}, language) if page else "",
        stored="".join(visit.wave.pages.stored_row(each, language) for each in stored),
    )
    return HttpResponse(body)


def receipt(request: HttpRequest, visit: Visit, given: bytes) -> HttpResponse:
    """Of one length and one form for everybody, so the page is made once, but for the code."""
    large, words = visit.group.kind == "expert", {"receipt": blank("receipt")}
    page = visit.wave.pages.plain("receipt", languages.of(request), words, is_large=large)
    return HttpResponse(fill(page.plain, receipt=receipts.show(given)))


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
) -> str:
    """The questions of this request with its answers; of an earlier one only that it is kept."""
    kind, items = visit.group.kind, visit.questionnaire.items
    rows: list[str] = []
    for place in visit.questionnaire.page_items(page, answers):
        if not items[place].is_asked:
            continue
        state: RowState = "kept" if answers[place] != NO_ANSWER else "skipped"
        chosen = ""
        if place in ticked:
            state, chosen = "chosen", items[place].choices[ticked[place]].label[language]
        row = visit.wave.pages.checked_row(kind, place, state, language)
        rows.append(row.replace(blank("chosen"), escape(chosen)))
    return "".join(rows)
