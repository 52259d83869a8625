"""Answers that several views give."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from surveys.box import receipts
from surveys.questionnaire.instrument import NO_ANSWER
from surveys.questionnaire.paging import Page
from surveys.respond import languages, sections
from surveys.respond.answering import GoTo
from surveys.respond.rendering import answer, render
from surveys.respond.visiting import Visit


class SeeOther(HttpResponseRedirect):
    status_code = 303


def go_to(request: HttpRequest, visit: Visit, step: GoTo) -> HttpResponse:
    number = f"{step.number}/" if step.number else ""
    query = languages.query(languages.of(request))
    fragment = f"#{step.place}" if step.number else ""
    return SeeOther(f"/s/{visit.code}/{number}{query}{fragment}")


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
        "nonce": secrets.token_hex(16),
        "heading": sections.heading(questionnaire, page, language) if page else None,
        "shown": _shown(visit, answers, page, ticked or {}, language) if page else [],
        "stored": sections.stored(questionnaire, answers, language, besides=number),
    }
    return HttpResponse(render("check", language, visit.wave.manifest, words, quick_exit=True))


def receipt(request: HttpRequest, visit: Visit, given: bytes) -> HttpResponse:
    words = {"receipt": receipts.show(given)}
    return HttpResponse(render("receipt", languages.of(request), visit.wave.manifest, words))


def plain(request: HttpRequest, visit: Visit, template: str, **words: str) -> HttpResponse:
    """A page that is the same for everybody in this wave."""
    return answer(request, visit.wave.pages.plain(template, languages.of(request), words))


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
