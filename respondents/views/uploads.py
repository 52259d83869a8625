from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents import lists
from respondents.forms import UploadForm
from respondents.imports import columns
from respondents.imports.titles import TITLES
from respondents.kinds import SLUGS, Kind
from respondents.models.lists import Fault, Upload
from respondents.views import scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.formats import number

A_PAGE = 50  # faults
ORDER = [Fault.Severity.BLOCKS, Fault.Severity.REPAIRABLE, Fault.Severity.WARNS]
STEPS = ("Unggah", "Periksa", "Pakai")
PLACE = {  # in STEPS, counted from 1
    Upload.State.WAITING: 2,
    Upload.State.READING: 2,
    Upload.State.CHECKED: 3,
    Upload.State.ACCEPTED: 3,
    Upload.State.TAKEN_OVER: 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """All faults of one code in an upload."""

    code: str
    severity: Fault.Severity
    rows: int

    @property
    def title(self) -> str:
        return TITLES.get(self.code, self.code)


@requires(Permission.REGISTRY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def upload_list(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    office, kind = scope.list_of(request.user, code, slug)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        upload = lists.receive(
            file_name=form.cleaned_data["file"].name,
            content=form.content,
            office=office,
            kind=kind,
            by=request.user,
        )
        return redirect("respondents:upload", upload.pk)
    context = {"office": office, "kind": kind, "slug": slug, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "respondents/upload_form.html", context, status=status)


@requires(Permission.REGISTRY_VIEW)
@require_safe
def show_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    upload = scope.upload_of(request.user, pk)
    problems = _problems(upload)
    chosen = _chosen(problems, request.GET.get("masalah", ""))
    faults = (
        Fault.objects.filter(upload=upload, code=chosen.code) if chosen else Fault.objects.none()
    )
    labels = columns.labels(upload.kind)
    page = Paginator(faults.order_by("row", "pk"), A_PAGE).get_page(request.GET.get("halaman"))
    context = {
        "upload": upload,
        "slug": SLUGS[Kind(upload.kind)],
        "problems": problems,
        "chosen": chosen,
        "page": page,
        "faults": [(fault, labels.get(fault.column, fault.column)) for fault in page],
        "not_ready": upload.not_ready,
        "use_ready": f"Pakai {number(upload.ready)} baris yang siap",
        "use_repaired": f"Perbaiki {number(upload.repairable)} baris, lalu pakai "
        f"{number(upload.ready + upload.repairable)} baris",
        "query": f"masalah={chosen.code}" if chosen else "",
        "heading": _heading(upload),
        "steps": STEPS,
        "place": _place(upload),
        "refresh": upload.state in Upload.FOR_WORKERS,
        "may_import": request.user.may(Permission.REGISTRY_IMPORT),
        "still_waits": _still_waits(upload),
    }
    return render(request, "respondents/upload.html", context)


@requires(Permission.REGISTRY_IMPORT)
@require_POST
def accept_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    upload = scope.upload_of(request.user, pk)
    try:
        lists.accept(upload, with_repairs="perbaikan" in request.POST, by=request.user)
    except lists.NotReady:
        messages.error(request, "Unggahan ini tidak bisa dipakai lagi. Lihat keadaannya di bawah.")
    return redirect("respondents:upload", upload.pk)


@requires(Permission.REGISTRY_IMPORT)
@require_POST
def drop_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    upload = scope.upload_of(request.user, pk)
    try:
        lists.drop(upload, by=request.user)
    except lists.NotReady:
        messages.error(request, "Unggahan ini sudah dipakai, jadi tidak bisa dibatalkan.")
        return redirect("respondents:upload", upload.pk)
    messages.success(request, "Unggahan dibatalkan. Daftar lama tidak berubah.")
    return redirect("respondents:office", upload.office.code)


def _place(upload: Upload) -> int:
    """The step it is at: rows that are to be mended keep it at the second."""
    if upload.state == Upload.State.CHECKED and upload.not_ready:
        return PLACE[Upload.State.READING]
    return PLACE.get(Upload.State(upload.state), 0)


def _still_waits(upload: Upload) -> Upload | None:
    """The earlier file of the same list that an unreadable one leaves as it was."""
    if upload.state != Upload.State.UNREADABLE:
        return None
    waiting = Upload.objects.of(upload.office, upload.kind).filter(state=Upload.State.CHECKED)
    return waiting.defer("content").first()


def _heading(upload: Upload) -> str:
    if upload.state in Upload.FOR_WORKERS:
        return f"{upload.get_state_display()}…"
    if upload.state != Upload.State.CHECKED:
        return upload.get_state_display()
    if upload.not_ready:
        return f"Perbaiki {number(upload.not_ready)} baris sebelum data dipakai"
    return "Daftar siap dipakai"


def _problems(upload: Upload) -> list[Problem]:
    found = (
        Fault.objects.filter(upload=upload)
        .values("code", "severity")
        .annotate(rows=Count("row", distinct=True))
        .order_by()
    )
    problems = [
        Problem(code=f["code"], severity=Fault.Severity(f["severity"]), rows=f["rows"])
        for f in found
    ]
    return sorted(problems, key=lambda p: (ORDER.index(p.severity), -p.rows, p.code))


def _chosen(problems: list[Problem], code: str) -> Problem | None:
    """The problem that the address names, else the first."""
    named = (problem for problem in problems if problem.code == code)
    return next(named, problems[0] if problems else None)
