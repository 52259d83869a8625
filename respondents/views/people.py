from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from respondents import contacts, criteria, eligibility, searching
from respondents.eligibility import Criteria
from respondents.forms import SearchForm
from respondents.imports import template_files
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.views import scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest

A_PAGE = 50  # people
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as the list shows them: contacts never whole."""

    person: Person
    phone: str
    email: str
    reason: str  # why they are not asked, or ''

    @classmethod
    def of(cls, person: Person, *, on: date, criteria: Criteria) -> Entry:
        reason = eligibility.reason_against(person, on=on, criteria=criteria)
        return cls(
            person=person,
            phone=contacts.mask_phone(person.phone),
            email=contacts.mask_email(person.email),
            reason=criteria.told(reason) if reason else "",
        )


@requires(Permission.REGISTRY_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def show_list(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """The list, or what a search finds in it.

    A search is posted, so that a number stands in no address and no log; a name then moves to
    the address, where pages of hits can be turned.
    """
    office, kind = scope.list_of(request.user, code, slug)
    search = SearchForm(request.POST if request.method == "POST" else request.GET)
    text = search.cleaned_data["name"] if search.is_valid() else ""
    if request.method == "POST" and not searching.is_number(text):
        address = reverse("respondents:list", args=[code, slug])
        return redirect(f"{address}?{urlencode({'name': text})}" if text else address)
    people = (
        Person.objects.on_lists()
        .of_kind(kind)
        .filter(office__in=Office.below([office.pk]))
        .order_by("name", "pk")
    )
    if request.method == "POST":
        people = searching.numbered(people, text)
    else:
        people = searching.named(people, text)
    page = Paginator(people, A_PAGE).get_page(request.GET.get("halaman"))
    today, criteria_now = timezone.localdate(), criteria.in_force()
    context = {
        "office": office,
        "kind": kind,
        "slug": slug,
        "page": page,
        "entries": [Entry.of(person, on=today, criteria=criteria_now) for person in page],
        "search": search,
        "query": urlencode({"name": text}) if text else "",
        "may_import": request.user.may(Permission.REGISTRY_IMPORT),
    }
    return render(request, "respondents/people.html", context)


@requires(Permission.REGISTRY_VIEW)
@require_safe
def download_template(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    office, kind = scope.list_of(request.user, code, slug)
    response = HttpResponse(template_files.write(kind=kind, office=office), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="templat-{slug}-{office.code}.xlsx"'
    return response
