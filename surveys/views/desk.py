"""Meja bantuan: one call, one reason, one person.

The page is made from the lists alone. It must look the same for people who were drawn and who
were not, so nothing here may ask the draw, its invitations or its messages.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from respondents import contacts, correcting, freezing, lookups, objections, own_data
from respondents.correcting import Why
from respondents.lookups import Reason
from respondents.models.objections import Objection
from respondents.models.people import Person
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.downloads import attachment
from surveys.desk import calls, new_links
from surveys.desk.calls import Call
from surveys.desk.forms import ContactForm, LookUpForm, NewLinkForm, ObjectionForm
from surveys.desk.new_links import Identified

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "xlsx": (own_data.as_xlsx, XLSX),
    "json": (own_data.as_json, "application/json"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody as the desk shows them: contacts never whole."""

    person: Person
    phone: str
    email: str

    @classmethod
    def of(cls, person: Person) -> Shown:
        return cls(person, contacts.mask_phone(person.phone), contacts.mask_email(person.email))


@requires(Permission.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: SignedInRequest) -> HttpResponse:
    call = calls.current(request)
    if request.method != "POST":
        form = LookUpForm(initial={"alasan": call.reason} if call else None)
        return _desk(request, form, call)
    form = LookUpForm(request.POST)
    if not form.is_valid():
        return _desk(request, form, None, status=422)
    reason = Reason(form.cleaned_data["alasan"])
    try:
        found = lookups.look_up(form.cleaned_data["nama"], reason=reason, by=request.user)
    except lookups.TooMany as refusal:
        form.add_error("nama", str(refusal))
        return _desk(request, form, None, status=429)
    calls.begin(request, reason=reason, found=found)
    return redirect("surveys:desk")


def _desk(
    request: SignedInRequest, form: LookUpForm, call: Call | None, *, status: int = 200
) -> HttpResponse:
    hits = Person.objects.filter(pk__in=call.hits if call else []).select_related("office")
    context = {
        "form": form,
        "call": call,
        "hits": [Shown.of(person) for person in hits.order_by("name", "pk")],
    }
    return render(request, "surveys/desk/desk.html", context, status=status)


@requires(Permission.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedInRequest) -> HttpResponse:
    """POST chooses one of those found; GET shows the chosen one."""
    call = calls.current(request)
    if request.method != "POST":
        return _person(request)
    hits = {str(pk): pk for pk in call.hits} if call else {}
    chosen = hits.get(request.POST.get("orang", ""))
    if call is None or chosen is None:
        return _over(request)
    lookups.show(Person.objects.get(pk=chosen), reason=call.reason, by=request.user)
    calls.choose(request, chosen)
    return redirect("surveys:desk_person")


def _person(
    request: SignedInRequest,
    *,
    contact: ContactForm | None = None,
    objection: ObjectionForm | None = None,
    new_link: NewLinkForm | None = None,
) -> HttpResponse:
    call = calls.current(request)
    if call is None or call.person is None:
        return _over(request)
    person = Person.objects.select_related("office").get(pk=call.person)
    context = {
        "call": call,
        "shown": Shown.of(person),
        "objection": objections.of(person),
        "frozen": freezing.standing(),
        "contact_form": contact or ContactForm(),
        "objection_form": objection or ObjectionForm(),
        "new_link_form": new_link or NewLinkForm(),
        "open_until": new_links.open_until(),
        "is_ordered": new_links.is_ordered(person),
        "may": {reason.name.lower(): call.reason == reason for reason in Reason},
    }
    is_wrong = any(form is not None and form.errors for form in (contact, objection, new_link))
    return render(request, "surveys/desk/person.html", context, status=422 if is_wrong else 200)


@requires(Permission.DESK)
@require_POST
def correct(request: SignedInRequest) -> HttpResponse:
    person, form = _rings_about(request, Reason.CONTACT), ContactForm(request.POST)
    if person is None:
        return _over(request)
    if not form.is_valid():
        return _person(request, contact=form)
    correcting.correct(
        person,
        phone=form.cleaned_data["nomor"],
        email=form.cleaned_data["surel"],
        why=Why(form.cleaned_data["sebab"]),
        by=request.user,
    )
    messages.success(request, "Kontak dibetulkan. Pesan berikutnya, bila ada, memakai kontak ini.")
    if form.warning:
        messages.warning(request, form.warning)
    return redirect("surveys:desk_person")


@requires(Permission.DESK)
@require_POST
def object_(request: SignedInRequest) -> HttpResponse:
    person, form = _rings_about(request, Reason.OBJECTION), ObjectionForm(request.POST)
    if person is None:
        return _over(request)
    if not form.is_valid():
        return _person(request, objection=form)
    channel = Objection.Channel(form.cleaned_data["cara"])
    objections.record(person, channel=channel, by=request.user)
    messages.success(request, "Keberatan dicatat. Tidak ada pesan lagi untuk orang ini.")
    return redirect("surveys:desk_person")


@requires(Permission.DESK)
@require_POST
def withdraw(request: SignedInRequest) -> HttpResponse:
    person = _rings_about(request, Reason.OBJECTION)
    if person is None:
        return _over(request)
    if objections.withdraw(person, by=request.user):
        messages.success(request, "Keberatan ditarik. Orang ini dapat ikut diundi lagi.")
    return redirect("surveys:desk_person")


@requires(Permission.DESK)
@require_POST
def order_link(request: SignedInRequest) -> HttpResponse:
    person, form = _rings_about(request, Reason.LOST_LINK), NewLinkForm(request.POST)
    if person is None:
        return _over(request)
    if not form.is_valid():
        return _person(request, new_link=form)
    try:
        how = Identified(form.cleaned_data["pastikan"])
        new_links.order(person, how=how, by=request.user)
    except new_links.NoSurveyIsOpen as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, "Permintaan dicatat. Bila orang ini terpilih, tautan baru dikirim besok pagi."
        )
    return redirect("surveys:desk_person")


@requires(Permission.DESK)
@require_POST
def withdraw_link(request: SignedInRequest) -> HttpResponse:
    person = _rings_about(request, Reason.LOST_LINK)
    if person is None:
        return _over(request)
    if new_links.withdraw(person, by=request.user):
        messages.success(request, "Permintaan dibatalkan. Tautan yang lama tetap berlaku.")
    else:
        messages.error(request, "Permintaan ini sudah diproses dan tidak dapat dibatalkan lagi.")
    return redirect("surveys:desk_person")


@requires(Permission.DESK)
@require_POST
def hand_over(request: SignedInRequest) -> HttpResponse:
    person = _rings_about(request, Reason.OWN_DATA)
    if person is None:
        return _over(request)
    ending = "json" if request.POST.get("bentuk") == "json" else "xlsx"
    write, content_type = FORMATS[ending]
    data = write(own_data.hand_over(person, by=request.user))
    return attachment(data, name=f"data-saya.{ending}", content_type=content_type)


@requires(Permission.DESK)
@require_POST
def end(request: SignedInRequest) -> HttpResponse:
    calls.end(request)
    return redirect("surveys:desk")


def _rings_about(request: SignedInRequest, reason: Reason) -> Person | None:
    """The person of this call, if it is about that; each reason opens its own deed only."""
    call = calls.current(request)
    if call is None or call.person is None or call.reason != reason:
        return None
    return Person.objects.select_related("office").get(pk=call.person)


def _over(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        messages.info(request, "Panggilan ini sudah berakhir. Pilih alasan dan cari lagi.")
    return redirect("surveys:desk")
