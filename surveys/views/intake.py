"""Loket of an office: opening one, closing it, and deciding about those who came by it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents import freezing, volunteers
from respondents.models.offices import Office
from respondents.models.service_points import ServicePoint
from respondents.views import scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from surveys.intake import opening
from surveys.intake.forms import PointForm, RefusalForm


@requires(Permission.REGISTRY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def points(request: SignedInRequest, code: str) -> HttpResponse:
    office, today = scope.office_with_points(request.user, code), timezone.localdate()
    form = PointForm(request.POST or None, services=_services(office), today=today)
    if request.method == "POST" and form.is_valid():
        made = opening.open_point(
            office=office,
            service=form.cleaned_data["layanan"],
            first_day=form.cleaned_data["mulai"],
            last_day=form.cleaned_data["sampai"],
            by=request.user,
        )
        messages.success(request, "Loket tersimpan. Buat posternya, lalu tempel di dekat loket.")
        return redirect("intake:point", code, made.pk)
    there = list(ServicePoint.objects.filter(office=office))
    waiting = volunteers.waiting(there)
    context = {
        "office": office,
        "form": form,
        "points": [(point, point.is_open(today), waiting.get(point.pk, 0)) for point in there],
        "today": today,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "surveys/intake/points.html", context, status=status)


@requires(Permission.REGISTRY_IMPORT)
@require_safe
def point(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    return _page(request, scope.point_of(request.user, code, pk))


@requires(Permission.REGISTRY_IMPORT)
@require_POST
def close(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    if opening.close_point(scope.point_of(request.user, code, pk), by=request.user):
        messages.success(request, "Loket ditutup. Lepas posternya.")
    return redirect("intake:point", code, pk)


@requires(Permission.REGISTRY_IMPORT)
@require_POST
def admit(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    point = scope.point_of(request.user, code, pk)
    try:
        admitted = volunteers.admit(point, on=timezone.localdate(), by=request.user)
    except freezing.ListsAreFrozen as refusal:
        messages.error(request, str(refusal))
        return redirect("intake:point", code, pk)
    if admitted:
        messages.success(request, f"{admitted} orang masuk ke daftar pengguna layanan.")
    else:
        messages.error(request, "Tidak ada calon yang siap. Lihat temuannya di daftar.")
    return redirect("intake:point", code, pk)


@requires(Permission.REGISTRY_IMPORT)
@require_POST
def refuse(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    point = scope.point_of(request.user, code, pk)
    form = RefusalForm(request.POST, waiting=volunteers.judge(point, on=timezone.localdate()))
    if not form.is_valid():
        return _page(request, point, form)
    refused = volunteers.refuse(
        point,
        form.cleaned_data["calon"],
        reason=volunteers.Reason(form.cleaned_data["sebab"]),
        by=request.user,
    )
    messages.success(request, f"{refused} calon ditolak, dan datanya dihapus.")
    return redirect("intake:point", code, pk)


def _page(
    request: SignedInRequest, point: ServicePoint, form: RefusalForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    waiting = volunteers.judge(point, on=today)
    form = form or RefusalForm(waiting=waiting)
    context = {
        "office": point.office,
        "point": point,
        "is_open": point.is_open(today),
        "today": today,
        "address": f"{settings.PUBLIC_URL}/daftar/{point.code}/",
        "waiting": waiting,
        "ready": sum(one.is_ready for one in waiting),
        "form": form,
        "ticked": form.ticked(),
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/intake/point.html", context, status=status)


def _services(office: Office) -> list[str]:
    """Its own; a unit without any gives those of the office above."""
    return office.services or (office.parent.services if office.parent else [])
