"""Versions of the weights: listed, shown, compared, edited, and published by two people."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports import method, weight_differences, weight_drafts, weight_values
from reports.forms import ReasonForm
from reports.models.weights import WeightSet
from reports.weight_forms import AboutForm, CopyForm, ValuesForm, about_of
from reports.weight_values import Part, Value
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import approvals, history
from surveys.models.waves import Wave

FORM_METHODS = ["GET", "HEAD", "POST"]
REFUSALS = (weight_drafts.NotADraft, weight_drafts.IsAsked, weight_drafts.Unsound)


@requires(Permission.WAVE_VIEW)
@require_safe
def list_versions(request: SignedInRequest) -> HttpResponse:
    used = _waves_by_version()
    versions = WeightSet.objects.select_related("made_by", "copied_from")
    context = {
        "drafts": versions.drafts().order_by("-pk"),
        "published": [
            (one, used.get(one.pk, [])) for one in versions.published().order_by("-published_at")
        ],
        "may_run": request.user.may(Permission.WAVE_RUN),
    }
    return render(request, "reports/weights/list.html", context)


@requires(Permission.WAVE_RUN)
@require_http_methods(FORM_METHODS)
def begin(request: SignedInRequest) -> HttpResponse:
    """A new version, as a copy of a published one."""
    chosen = _number(request.GET.get("dari")) or 0
    copied = WeightSet.objects.published().filter(pk=chosen).first()
    form = CopyForm(request.POST or None, initial={"dari": copied})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        draft = weight_drafts.begin(
            given["dari"],
            name=given["nama"],
            year=given["tahun"],
            reason=given["alasan"],
            by=request.user,
        )
        messages.success(request, "Rancangan tersimpan, isinya sama dengan yang disalin.")
        return redirect("reports:weight-set", draft.pk)
    context = {"form": form, "is_possible": WeightSet.objects.published().exists()}
    status = 422 if form.errors else 200
    return render(request, "reports/weights/new.html", context, status=status)


@requires(Permission.WAVE_VIEW)
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _version(pk))


def _page(
    request: SignedInRequest, version: WeightSet, form: ReasonForm | None = None
) -> HttpResponse:
    is_draft = version.published_at is None
    context = {
        "version": version,
        "parts": _parts(weight_values.of(version)),
        "digest": weight_values.digest(version),
        "is_draft": is_draft,
        "faults": weight_drafts.faults(version) if is_draft else [],
        "permit": weight_drafts.permit(version),
        "waves": _waves_by_version().get(version.pk, []),
        "form": form or ReasonForm(),
        "is_refused": form is not None,
        "may_run": request.user.may(Permission.WAVE_RUN),
        "history": history.of(version, weight_drafts.subject(version), search=version.name),
    }
    status = 422 if form else 200
    return render(request, "reports/weights/version.html", context, status=status)


@requires(Permission.WAVE_VIEW)
@require_safe
def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """With the version that it was copied from, or with ?dari=…"""
    version = _version(pk)
    others = WeightSet.objects.exclude(pk=pk).order_by("-pk")
    chosen = _number(request.GET.get("dari"))
    old = get_object_or_404(others, pk=chosen) if chosen else version.copied_from
    context: dict[str, Any] = {"version": version, "old": old, "others": others}
    if old is not None:
        context |= {
            "about": weight_differences.about(old, version),
            "changes": weight_differences.compare(old, version),
        }
    return render(request, "reports/weights/difference.html", context)


@requires(Permission.WAVE_RUN)
@require_http_methods(FORM_METHODS)
def edit(request: SignedInRequest, pk: int, part: str) -> HttpResponse:
    """One page of the editor; what is wrong is said beside it, and nothing typed is lost."""
    version, page = _version(pk), _part(part)
    if version.published_at is not None:
        messages.error(request, "Versi ini sudah terbit dan tidak berubah lagi.")
        return redirect("reports:weight-set", pk)
    values = [one for one in weight_values.of(version) if one.part == page]
    form = ValuesForm(request.POST or None, values=values)
    about = AboutForm(
        request.POST if page == Part.BASICS and request.method == "POST" else None,
        initial=about_of(version),
        draft=version,
    )
    if request.method == "POST" and form.is_valid() and (page != Part.BASICS or about.is_valid()):
        try:
            many = weight_drafts.change(version, form.given, by=request.user, **_renamed(about))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Tersimpan." if many else "Tidak ada yang berubah.")
            return redirect("reports:weight-set", pk)
    context = {"version": version, "page": page, "form": form, "about": about}
    context["has_about"] = page == Part.BASICS
    status = 422 if form.errors or about.errors else 200
    return render(request, "reports/weights/edit.html", context, status=status)


@requires(Permission.WAVE_RUN)
@require_POST
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    version = _version(pk)
    try:
        weight_drafts.drop(version, by=request.user)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:weight-set", pk)
    messages.success(request, f"Rancangan “{version.name}” dibuang.")
    return redirect("reports:weight-sets")


@requires(Permission.WAVE_RUN)
@require_POST
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    version, form = _version(pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, version, form)
    try:
        weight_drafts.ask(version, reason=form.cleaned_data["alasan"], by=request.user)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Permintaan terkirim. Orang kedua yang memutuskan.")
    return redirect("reports:weight-set", pk)


@requires(Permission.WAVE_RUN)
@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    try:
        version = _version(pk)
        weight_drafts.publish(version, by=request.user)
    except approvals.NotApproved:
        messages.error(request, "Belum terbit: orang kedua belum menyetujui isi ini.")
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            f"Versi ini terbit. Gelombang tahun {version.year} dan sesudahnya yang belum dibuka "
            "memakainya.",
        )
    return redirect("reports:weight-set", pk)


def _version(pk: int) -> WeightSet:
    return get_object_or_404(WeightSet.objects.select_related("made_by", "copied_from"), pk=pk)


def _part(name: str) -> Part:
    try:
        return Part(name)
    except ValueError as unknown:
        raise Http404 from unknown


def _parts(values: list[Value]) -> list[tuple[Part, list[tuple[str, list[Value]]]]]:
    """By page of the editor and group, in order."""
    return [
        (
            part,
            [
                (group, [one for one in values if (one.part, one.group) == (part, group)])
                for group in dict.fromkeys(one.group for one in of_part)
            ],
        )
        for part, of_part in ((key, list(some)) for key, some in groupby(values, lambda v: v.part))
    ]


def _renamed(about: AboutForm) -> dict[str, Any]:
    if not about.is_bound:
        return {}
    given = about.cleaned_data
    return {"name": given["nama"], "year": given["tahun"], "reason": given["alasan"]}


def _waves_by_version() -> dict[int, list[Wave]]:
    waves = list(Wave.objects.all())
    chosen = method.for_waves(waves)
    used: dict[int, list[Wave]] = {}
    for wave in waves:
        if wave.pk in chosen:
            used.setdefault(chosen[wave.pk].pk, []).append(wave)
    return used


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
