"""The published figures of one office, for the Sekda and for the office itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reports import charts, correction_steps, lineage, printing, readings, reasons, sentences
from reports.models.documents import Document
from reports.models.publications import Publication
from reports.readings import Reading, Result
from respondents import successions
from respondents.models.offices import Office
from respondents.views import scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.downloads import attachment

GET_OR_POST = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One office in one publication."""

    publication: Publication
    office: Office
    reading: Reading
    result: Result


@requires(Permission.RESULTS_VIEW_CITY)
@require_safe
def of_city(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    office = _now_or_once(code)
    return _page(request, _shown(office, slug), "reports:office", [slug, code])


@requires(Permission.RESULTS_VIEW_CITY)
@require_http_methods(GET_OR_POST)
def paper_of_city(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    office = _now_or_once(code)
    return _paper(request, _shown(office, slug), reverse("reports:office", args=[slug, code]))


@requires(Permission.RESULTS_VIEW_OFFICE)
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """From the menu to the results of one's own office; who sees the city goes to the city."""
    if request.user.may(Permission.RESULTS_VIEW_CITY):
        return redirect("reports:sekda")
    visible = Office.objects.visible_to(request.user)
    opds = list(Office.objects.opds().filter(pk__in=visible.values("pk")))
    if len(opds) == 1:
        return redirect("reports:newest", opds[0].code)
    return render(request, "reports/mine.html", {"opds": opds})


@requires(Permission.RESULTS_VIEW_OFFICE)
@require_safe
def newest(request: SignedInRequest, code: str) -> HttpResponse:
    """The newest published wave that has figures of this office."""
    office = scope.office_of(request.user, code)
    for publication in Publication.objects.newest().select_related("wave"):
        known_as = successions.code_on(office, publication.published_at)
        if readings.read(publication.figures).office(known_as):
            return redirect("reports:own", code, publication.wave.slug)
    return render(request, "reports/office_unpublished.html", {"office": office})


@requires(Permission.RESULTS_VIEW_OFFICE)
@require_safe
def own(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    office = scope.office_of(request.user, code)
    return _page(request, _shown(office, slug), "reports:own", [code, slug])


@requires(Permission.RESULTS_VIEW_OFFICE)
@require_http_methods(GET_OR_POST)
def own_paper(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    office = scope.office_of(request.user, code)
    return _paper(request, _shown(office, slug), reverse("reports:own", args=[code, slug]))


def _now_or_once(code: str) -> Office:
    """By the code of today, else by the one that figures of before a renaming have."""
    office = Office.objects.filter(code=code).first() or successions.called(code)
    if office is None:
        raise Http404(code)
    return office


def _shown(office: Office, slug: str) -> Shown:
    publication = get_object_or_404(Publication.objects.select_related("wave"), wave__slug=slug)
    reading = readings.read(publication.figures)
    result = reading.office(successions.code_on(office, publication.published_at))
    if result is None:
        raise Http404(f"{office} has no figures in {slug}")
    return Shown(publication=publication, office=office, reading=reading, result=result)


def _page(request: SignedInRequest, shown: Shown, name: str, args: list[str]) -> HttpResponse:
    reading, result = shown.reading, shown.result
    earlier = lineage.before(shown.publication)
    before = earlier.office(result.code) if earlier else None
    document = Document.objects.filter(publication=shown.publication, office=shown.office)
    return render(
        request,
        "reports/office.html",
        {
            "wave_title": reading.title,
            "for_city": name == "reports:office",
            "paper_url": reverse(f"{name}-paper", args=args),
            "document": document.defer("content").first(),
            "reading": reading,
            "office": result,
            "earlier": earlier,
            "sentence": sentences.of_office(result, before),
            "gap": sentences.gap(result),
            "told": sentences.told(result),
            "change": sentences.change(result, before),
            "next_category": sentences.to_next_category(result, reading.cuts),
            "correction": sentences.correction(result),
            "correction_steps": correction_steps.of(result, reading),
            "missing": reasons.missing(result, reading),
            "mark": charts.mark(result, before),
            "city_mark": charts.mark(reading.city, earlier.city if earlier else None),
            "scale": charts.scale(reading, [result, reading.city], [before]),
            "pairs": charts.pairs_of_office(result, reading.city),
            "dimensions": charts.dimensions(result, reading),
        },
    )


def _paper(request: SignedInRequest, shown: Shown, page: str) -> HttpResponse:
    """GET hands out the paper that is there; POST orders it."""
    if request.method == "POST":
        printing.ask(publication=shown.publication, office=shown.office, by=request.user)
        messages.info(request, "PDF sedang dibuat. Halaman ini menunjukkan bila sudah siap.")
        return redirect(f"{page}#pdf")
    document = get_object_or_404(
        Document,
        publication=shown.publication,
        office=shown.office,
        state=Document.State.READY,
    )
    name = f"{shown.reading.slug}-{shown.office.code}.pdf".lower()
    return attachment(document.content, name=name)
