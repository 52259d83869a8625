from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from import_export.formats.base_formats import XLSX

from respondents import freezing, lists, roster, signatures, tallies
from respondents.forms import UploadForm
from respondents.kinds import SLUGS, Kind
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.resources import OfficeResource
from respondents.views import scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import history

UPLOADS = 20  # whose history the page of an office tells


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCard:
    """One list of an office, as pages show it."""

    kind: Kind
    people: int
    upload: Upload | None
    form: UploadForm
    signature: signatures.State | None  # None: nobody signs this list

    @property
    def slug(self) -> str:
        return SLUGS[self.kind]


@dataclass(frozen=True, slots=True)
class OfficeRow:
    office: Office
    cards: list[ListCard]


@requires(Permission.REGISTRY_VIEW)
@require_safe
def show_home(request: SignedInRequest) -> HttpResponse:
    offices = _first_offices(request.user)
    if len(offices) == 1:
        return redirect("respondents:office", offices[0].code)
    rows = _with_cards(offices)
    context = {
        "city": next((row for row in rows if row.office.parent_id is None), None),
        "offices": [row for row in rows if row.office.parent_id is not None],
        "kinds": (Kind.INTERNAL, Kind.EXTERNAL),
    }
    return render(request, "respondents/home.html", context)


@requires(Permission.REGISTRY_VIEW)
@require_safe
def show_office(request: SignedInRequest, code: str) -> HttpResponse:
    office = scope.office_of(request.user, code)
    units = list(office.units.open_on(timezone.localdate()).order_by("name"))
    (row,) = _with_cards([office])
    return render(
        request,
        "respondents/office.html",
        {
            "office": office,
            "units": units,
            "cards": row.cards,
            "frozen": freezing.standing(),
            "has_roster": roster.names(office),
            "may_import": request.user.may(Permission.REGISTRY_IMPORT),
            "history": history.of(office, *_told_of(office), search=f"{office.code}/"),
            "may_audit": request.user.may(Permission.AUDIT_VIEW),
        },
    )


def _told_of(office: Office) -> list[Upload | str]:
    """What the office's history is made of: its last uploads, and what was signed."""
    signed = [signatures.subject_of(office, kind) for kind in signatures.KINDS]
    return [*_last_uploads(office), *signed]


def _last_uploads(office: Office) -> list[Upload]:
    uploads = Upload.objects.filter(office=office).select_related("office").order_by("-pk")
    return list(uploads.defer("content")[:UPLOADS])


@requires(Permission.REGISTRY_VIEW)
@require_safe
def export_offices(request: SignedInRequest) -> HttpResponse:
    """The offices that one may see, as the xlsx that `import_offices` reads."""
    visible = Office.objects.visible_to(request.user).select_related("parent").order_by("pk")
    table = XLSX()
    response = HttpResponse(
        table.export_data(OfficeResource().export(visible), escape=True),
        content_type=table.get_content_type(),
    )
    response["Content-Disposition"] = 'attachment; filename="kantor.xlsx"'
    return response


def _first_offices(user: User) -> list[Office]:
    """The city with its OPDs for the inspectorate; for others the offices they answer for."""
    if user.sees_every_office:
        everyone = Office.objects.visible_to(user).open_on(timezone.localdate())
        top = everyone.filter(parent__parent__isnull=True)
        return list(top.order_by(F("parent_id").asc(nulls_first=True), "name"))
    held = Office.objects.held_by(user)
    return list(Office.objects.visible_to(user).filter(pk__in=held).order_by("name"))


def _with_cards(offices: list[Office]) -> list[OfficeRow]:
    pks = {office.pk for office in offices}
    people, uploads = tallies.people_of(pks), tallies.last_uploads(pks)
    opds = set(Office.objects.opds().filter(pk__in=pks).values_list("pk", flat=True))
    signed = signatures.states(opds)

    def card(office: Office, kind: Kind) -> ListCard:
        return ListCard(
            kind=kind,
            people=people[office.pk][kind],
            upload=uploads.get((office.pk, kind)),
            form=UploadForm(auto_id=f"{SLUGS[kind]}-%s"),
            signature=signed.get((office.pk, kind)),
        )

    return [
        OfficeRow(office, [card(office, kind) for kind in lists.kinds_of(office)])
        for office in offices
    ]
