"""The shelf of questionnaires: versions, what is wrong with a workbook, differences, publishing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents.models.people import Person
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import approvals, history
from spi_portal.audit.models.approvals import Approval
from spi_portal.ui import downloads
from surveys import instrument_shelf
from surveys.instrument_forms import AskToPublishForm, WorkbookForm
from surveys.models.instruments import InstrumentVersion
from surveys.models.waves import Wave
from surveys.questionnaire import difference
from surveys.questionnaire.faults import Fault, InstrumentRefused

FORM_METHODS = ["GET", "HEAD", "POST"]


@requires(Permission.WAVE_VIEW)
@require_safe
def list_versions(request: SignedInRequest) -> HttpResponse:
    versions = InstrumentVersion.objects.without_bodies().order_by("-pk")
    latest = instrument_shelf.latest().values()
    kinds = [
        (kind.label, [one for one in versions if one.kind == kind.value]) for kind in Person.Kind
    ]
    context = {
        "kinds": kinds,
        "in_use": {version.pk for version in latest},
        "may_run": request.user.may(Permission.WAVE_RUN),
    }
    return render(request, "surveys/instruments/list.html", context)


@requires(Permission.WAVE_RUN)
@require_POST
def store_shipped(request: SignedInRequest) -> HttpResponse:
    with transaction.atomic():
        instrument_shelf.store_shipped(by=request.user)
    messages.success(request, "Tiga kuesioner bawaan tersimpan.")
    return redirect("surveys:start")


@requires(Permission.WAVE_RUN)
@require_http_methods(FORM_METHODS)
def upload(request: SignedInRequest) -> HttpResponse:
    """A faultless workbook becomes a version; any other is shown with all of its faults."""
    if request.method != "POST":
        return _upload_page(request, WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    try:
        kind = form.cleaned_data["untuk"]
        version = instrument_shelf.store(form.content, kind=kind, by=request.user)
    except InstrumentRefused as refused:
        return _upload_page(request, form, refused.faults, status=422)
    messages.success(request, "Kuesioner terbaca tanpa kesalahan dan tersimpan sebagai versi.")
    return redirect("surveys:instrument", version.pk)


def _upload_page(
    request: SignedInRequest, form: WorkbookForm, faults: tuple[Fault, ...] = (), status: int = 200
) -> HttpResponse:
    file = request.FILES.get("berkas")
    context = {"form": form, "faults": faults, "file": file.name if file else ""}
    return render(request, "surveys/instruments/upload.html", context, status=status)


@requires(Permission.WAVE_VIEW)
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    return page(request, get_object_or_404(InstrumentVersion, pk=pk))


def page(request: SignedInRequest, version: InstrumentVersion, **refused: Form) -> HttpResponse:
    """A version: what it asks, what invented respondents met, and how it is published."""
    subject = str(version)
    requests = Approval.objects.filter(verb=instrument_shelf.STEP, subject=subject)
    context = {
        "version": version,
        "questionnaire": instrument_shelf.compiled(version.digest),
        "rehearsal": instrument_shelf.rehearsed(version.digest),
        "before": instrument_shelf.before(version),
        "waves": Wave.objects.filter(waveinstrument__version=version),
        "waiting": requests.waiting().first(),
        "granted": Approval.objects.granted(instrument_shelf.STEP, subject).first(),
        "ask": AskToPublishForm(),
        "is_refused": bool(refused),
        "may_run": request.user.may(Permission.WAVE_RUN),
        "history": history.of(version, str(version), search=str(version)),
        **refused,
    }
    status = 422 if refused else 200
    return render(request, "surveys/instruments/version.html", context, status=status)


@requires(Permission.WAVE_VIEW)
@require_safe
def take_along(request: SignedInRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(InstrumentVersion, pk=pk)
    name = f"{version.kind}-{version.digest[:8]}.xlsx"
    return downloads.attachment(version.workbook, name=name, content_type=downloads.XLSX)


@requires(Permission.WAVE_VIEW)
@require_safe
def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """With the version before it, or with ?dari=…"""
    version = get_object_or_404(InstrumentVersion, pk=pk)
    others = InstrumentVersion.objects.filter(kind=version.kind).exclude(pk=pk).without_bodies()
    chosen = request.GET.get("dari", "")
    old = (
        get_object_or_404(others, pk=chosen)
        if chosen.isdigit()
        else instrument_shelf.before(version)
    )
    context: dict[str, Any] = {"version": version, "old": old, "others": others.order_by("-pk")}
    if old is not None:
        before, after = old.read(), version.read()
        context["changes"] = difference.compare(before, after)
        context["only_words"] = difference.only_words(before, after)
    return render(request, "surveys/instruments/difference.html", context)


@requires(Permission.WAVE_RUN)
@require_POST
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    version, form = get_object_or_404(InstrumentVersion, pk=pk), AskToPublishForm(request.POST)
    if not form.is_valid():
        return page(request, version, ask=form)
    if version.published_at is None:
        reason = form.cleaned_data["alasan"]
        approvals.ask(instrument_shelf.STEP, str(version), reason=reason, by=request.user)
        messages.success(request, "Permintaan terkirim. Orang kedua yang memutuskan.")
    return redirect("surveys:instrument", pk)


@requires(Permission.WAVE_RUN)
@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(InstrumentVersion, pk=pk)
    try:
        instrument_shelf.publish(version, by=request.user)
    except approvals.NotApproved:
        messages.error(request, "Belum terbit: orang kedua belum menyetujui.")
    except instrument_shelf.PublishedAlready as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Versi ini terbit. Gelombang baru memakainya.")
    return redirect("surveys:instrument", pk)
