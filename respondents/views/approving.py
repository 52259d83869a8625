"""Before a list is used: who is new, what changes, and who is no longer there, with why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from respondents import contacts, freezing, lists, removing, repairs
from respondents.imports import merging
from respondents.kinds import SLUGS, Kind
from respondents.models.lists import Upload
from respondents.models.people import Person
from respondents.models.staged import StagedRow
from respondents.views import repairing, scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.formats import day, number

A_PAGE = 50
GONE_AT_MOST = 2000  # people on one page, so that one press decides about all of them
LABELS = {
    "name": "Nama",
    "category": "Status atau kelompok",
    "position": "Jabatan atau lembaga",
    "level": "Jenjang",
    "unit": "Unit kerja",
    "started_on": "Mulai di instansi",
    "in_unit_since": "Mulai di unit",
    "main_task": "Tugas utama",
    "service": "Layanan",
    "served_on": "Tanggal layanan",
}
MASKED = {
    "phone": ("Nomor WhatsApp", contacts.mask_phone),
    "email": ("Surel", contacts.mask_email),
    "nip": ("NIP", lambda nip: f"…{nip[-6:]}" if nip else ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Somebody known, with what the file says differently."""

    row: int
    name: str
    differences: list[tuple[str, str, str]]  # what, old, new


@requires(Permission.REGISTRY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    upload = scope.upload_of(request.user, pk)
    if upload.state != Upload.State.CHECKED:
        return redirect("respondents:upload", pk)
    if request.method == "POST":
        return _accept(request, upload)
    return _page(request, upload)


def _page(request: SignedInRequest, upload: Upload) -> HttpResponse:
    gone = removing.missing_from(upload).order_by("name", "pk")
    added = _ready(upload).filter(person__isnull=True).order_by("row")
    changed = Paginator(merging.changed_rows(upload), A_PAGE).get_page(request.GET.get("berubah"))
    context = {
        "upload": upload,
        "slug": SLUGS[Kind(upload.kind)],
        "steps": repairing.STEPS,
        "place": 4,
        "added": Paginator(added, A_PAGE).get_page(request.GET.get("baru")),
        "changed": changed,
        "changes": _changes(upload, list(changed)),
        "gone": list(gone[:GONE_AT_MOST]),
        "reasons": Person.Why.choices,
        "many": removing.is_many(upload, len(gone)),
        "frozen": freezing.standing(),
        "use": f"Pakai {number(upload.ready)} baris",
    }
    return render(request, "respondents/approve.html", context)


def _accept(request: SignedInRequest, upload: Upload) -> HttpResponse:
    try:
        lists.accept(upload, removals=_removals(request, upload), by=request.user)
    except lists.NotReady:
        messages.error(request, repairs.GONE)
    except freezing.ListsAreFrozen as refusal:
        messages.error(request, str(refusal))
        return redirect("respondents:approve", upload.pk)
    return redirect("respondents:upload", upload.pk)


def _removals(request: SignedInRequest, upload: Upload) -> dict[UUID, str]:
    """Whom the form takes off the list, and why; everybody else stays."""
    for_all = request.POST.get("semua", "")
    chosen = {
        person: request.POST.get(f"keluar-{person}", "") or for_all
        for person in removing.missing_from(upload).values_list("pk", flat=True)
    }
    return {person: why for person, why in chosen.items() if why in Person.Why.values}


def _ready(upload: Upload) -> models.QuerySet[StagedRow]:
    return StagedRow.objects.filter(upload=upload, use=StagedRow.Use.READY, is_skipped=False)


def _changes(upload: Upload, rows: list[int]) -> list[Changed]:
    staged = StagedRow.objects.filter(upload=upload, row__in=rows).order_by("row")
    found = list(staged)
    known = Person.objects.in_bulk([one.person_id for one in found])
    return [
        Changed(row=one.row, name=one.name, differences=_differences(known[one.person_id], one))
        for one in found
    ]


def _differences(old: Person, new: StagedRow) -> list[tuple[str, str, str]]:
    found = []
    for field, label in LABELS.items():
        before, after = getattr(old, field), getattr(new, field)
        if after not in ("", None) and before != after:
            found.append((label, _told(before), _told(after)))
    for field, (label, mask) in MASKED.items():
        before, after = getattr(old, field), getattr(new, field)
        if after and before != after:
            found.append((label, mask(before) or "–", mask(after)))
    return found


def _told(value: str | bool | date | None) -> str:
    match value:
        case None | "":
            return "–"
        case bool():
            return "Ya" if value else "Tidak"
        case str():
            return value
    return day(value)
