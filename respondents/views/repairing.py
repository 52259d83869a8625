"""The page on which an office mends the rows of its file, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from respondents import contact_bases, lists, repairs
from respondents.forms import ContactBasisForm
from respondents.imports.titles import TITLES
from respondents.kinds import SLUGS, Kind
from respondents.models.lists import Fault, Upload
from respondents.repairs import Change, NotPossible
from respondents.views import repair_lines, repairs_done, scope
from respondents.views.repair_lines import Line, Refused
from spi_portal.accounts.guards import View, requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.formats import number
from spi_portal.ui.geometry import Part

# The one page of the portal that runs a script of ours: htmx, from our own address.
with_script: Callable[[View], View] = csp_update({"script-src": [SELF], "connect-src": [SELF]})

A_PAGE = 25  # faults
REPAIRS_A_PAGE = 50
SHOWN_BEFORE = 200  # changes that one may look at before they are made
STEPS = ("Unggah", "Cocokkan kolom", "Perbaiki", "Setujui perubahan", "Tanda tangan")
ORDER = [Fault.Severity.BLOCKS, Fault.Severity.REPAIRABLE, Fault.Severity.WARNS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """All faults of one code in an upload."""

    code: str
    severity: Fault.Severity
    rows: int

    @property
    def title(self) -> str:
        return TITLES.get(self.code, self.code)

    @property
    def lacks_consent(self) -> bool:
        return self.code in contact_bases.FAULTS

    @property
    def is_safe_for_all(self) -> bool:
        return self.severity == Fault.Severity.REPAIRABLE


def page(
    request: SignedInRequest,
    upload: Upload,
    *,
    refused: Refused | None = None,
    basis: ContactBasisForm | None = None,
) -> HttpResponse:
    problems = problems_of(upload)
    given = request.POST if refused or basis else request.GET
    chosen = chosen_of(problems, given.get("masalah", ""))
    faults = _faults(upload, chosen.code if chosen else "")
    shown = Paginator(faults, A_PAGE).get_page(
        _page_number(given.get("halaman", ""), faults, upload)
    )
    rows = [row for row, _ in faults]
    looks = "lihat" in request.GET and chosen is not None and chosen.is_safe_for_all
    context = {
        "upload": upload,
        "slug": SLUGS[Kind(upload.kind)],
        "heading": heading(upload),
        "steps": STEPS,
        "place": 3,
        "problems": problems,
        "in_the_way": [problem for problem in problems if problem.severity != "warns"],
        "warnings": [problem for problem in problems if problem.severity == "warns"],
        "chosen": chosen,
        "basis": basis or ContactBasisForm(),
        "page": shown,
        "lines": [] if looks else _lines(upload, shown, chosen, refused, given.get("lanjut", "")),
        "preview": _changes(upload, chosen, rows[:SHOWN_BEFORE]) if looks else [],
        "query": urlencode({"masalah": chosen.code}) if chosen else "",
        "parts": _parts(upload, problems),
        "last": repairs_done.last(upload),
        "may_import": request.user.may(Permission.REGISTRY_IMPORT),
        "offer": f"Perbaiki {number(min(chosen.rows, repairs.AT_ONCE))} baris" if chosen else "",
        "offer_basis": f"Catat untuk {number(min(chosen.rows, repairs.AT_ONCE))} baris"
        if chosen
        else "",
        "read": _read(upload),
        "go_on": f"Lanjut dengan {number(upload.ready)} baris",
    }
    return render(
        request, "respondents/repair.html", context, status=422 if refused or basis else 200
    )


@requires(Permission.REGISTRY_IMPORT)
@require_POST
@with_script
def mend_row(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """One row: a cell that was typed anew, a row left out, or which of two is right."""
    upload = scope.upload_of(request.user, pk)
    column, value = request.POST.get("kolom", ""), request.POST.get("nilai", "")
    try:
        if "lewati" in request.POST:
            repairs.skip(upload, [row], by=request.user)
        elif right := request.POST.get("benar", ""):
            _settle(upload, row, column, right, request)
        elif finding := repairs.mend(upload, row, column=column, value=value, by=request.user):
            return page(
                request,
                upload,
                refused=Refused(row=row, column=column, value=value, finding=finding),
            )
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return back(request, upload, after=row)


@requires(Permission.REGISTRY_IMPORT)
@require_POST
def mend_all(request: SignedInRequest, pk: int) -> HttpResponse:
    upload = scope.upload_of(request.user, pk)
    try:
        done = repairs.mend_all(upload, request.POST.get("masalah", ""), by=request.user)
        messages.success(request, f"{number(done)} baris diperbaiki.")
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return back(request, upload)


@requires(Permission.REGISTRY_IMPORT)
@require_POST
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    upload = scope.upload_of(request.user, pk)
    try:
        done = repairs.undo(upload, _batch(request.POST.get("batch", "")), by=request.user)
        messages.success(request, f"{number(done)} perbaikan diurungkan.")
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return back(request, upload)


@requires(Permission.REGISTRY_IMPORT)
@require_safe
def show_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything that was done to the file so far."""
    upload = scope.upload_of(request.user, pk)
    presses = Paginator(repairs_done.presses(upload), REPAIRS_A_PAGE)
    done = presses.get_page(request.GET.get("halaman"))
    context = {
        "upload": upload,
        "slug": SLUGS[Kind(upload.kind)],
        "page": done,
        "presses": repairs_done.told(upload, list(done)),
    }
    return render(request, "respondents/repairs.html", context)


@requires(Permission.REGISTRY_IMPORT)
@require_POST
def go_on(request: SignedInRequest, pk: int) -> HttpResponse:
    """Done with repairs, for now: what would the rows that are ready change?"""
    upload = scope.upload_of(request.user, pk)
    try:
        lists.weigh(upload)
    except lists.NotReady:
        messages.error(request, repairs.GONE)
        return redirect("respondents:upload", pk)
    return redirect("respondents:approve", pk)


# --- What the page shows ---------------------------------------------------------------------


def heading(upload: Upload) -> str:
    if upload.not_ready:
        return f"Perbaiki {number(upload.not_ready)} baris sebelum data dipakai"
    return "Daftar siap dipakai"


def _read(upload: Upload) -> str:
    sheet = f", lembar “{upload.sheet}”" if upload.sheet else ""
    return f"{upload.file_name}{sheet}, {number(upload.rows)} baris"


def problems_of(upload: Upload) -> list[Problem]:
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


def chosen_of(problems: list[Problem], code: str) -> Problem | None:
    """The problem that the address names, else the first."""
    named = (problem for problem in problems if problem.code == code)
    return next(named, problems[0] if problems else None)


def _faults(upload: Upload, code: str) -> list[tuple[int, int]]:
    """Row and key of every fault with the code, in the order of the file."""
    faults = Fault.objects.filter(upload=upload, code=code).order_by("row", "pk")
    return list(faults.values_list("row", "pk"))


def _page_number(asked: str, faults: list[tuple[int, int]], upload: Upload) -> str | int:
    """The page that was asked for, else the one on which the office stopped."""
    if asked:
        return asked
    before = sum(row <= upload.stopped_at for row, _ in faults)
    return 1 + before // A_PAGE if before < len(faults) else 1


def _lines(
    upload: Upload,
    shown: Page[tuple[int, int]],
    chosen: Problem | None,
    refused: Refused | None,
    next_row: str,
) -> list[Line]:
    changes = _changes(upload, chosen, [row for row, _ in shown])
    proposals = {change.row: change.after for change in changes}
    faults = [pk for _, pk in shown]
    return repair_lines.lines(
        upload,
        faults,
        proposals=proposals,
        refused=refused,
        next_row=int(next_row) if next_row.isdecimal() else 0,
    )


def _changes(upload: Upload, chosen: Problem | None, rows: list[int]) -> list[Change]:
    if chosen is None or not chosen.is_safe_for_all:
        return []
    return repairs.preview(upload, chosen.code, rows=rows)


def _parts(upload: Upload, problems: list[Problem]) -> list[Part]:
    twice = sum(p.rows for p in problems if p.code == "ganda" and p.severity == "blocks")
    parts = [
        Part(label="siap", count=upload.ready, ink="ft"),
        Part(label="perlu diperbaiki", count=max(upload.not_ready - twice, 0), ink="fr"),
        Part(label="mungkin ganda", count=min(twice, upload.not_ready), ink="fw"),
        Part(label="dilewati", count=upload.skipped, ink="fa"),
    ]
    return [part for part in parts if part.count]


# --- What the buttons do -----------------------------------------------------------------------


def _settle(upload: Upload, row: int, column: str, right: str, request: SignedInRequest) -> None:
    """Which of two is right: this row, the other one, or both are people of their own."""
    others = [int(number) for number in request.POST.getlist("lain") if number.isdigit()]
    if right == "dua":
        repairs.tell_apart(upload, [row, *others], column=column, by=request.user)
    elif right == "ini" and others:
        repairs.skip(upload, others, by=request.user)
    elif right == "ini":
        repairs.tell_apart(upload, [row], column=column, by=request.user)
    else:
        repairs.skip(upload, [row], by=request.user)


def _batch(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotPossible(repairs.UNDONE) from None


def back(request: SignedInRequest, upload: Upload, *, after: int = 0) -> HttpResponse:
    """To the next row with the same problem, and to the next problem when it is the last."""
    code = request.POST.get("masalah", "")
    left = Fault.objects.filter(upload=upload, code=code, row__gt=after).order_by("row")
    following = left.values_list("row", flat=True).first()
    told = {"masalah": code} if code else {}
    query = urlencode(told | ({"lanjut": following} if following else {}))
    anchor = f"#b{following}" if following else "#perbaiki"
    return redirect(f"{reverse('respondents:upload', args=[upload.pk])}?{query}{anchor}")
