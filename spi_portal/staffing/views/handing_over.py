from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from respondents.models.duties import Duty
from spi_portal.accounts.guards import requires
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Permission, Role
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.staffing import invitations, mandates
from spi_portal.staffing.forms import HandOverForm
from spi_portal.staffing.views.taking import REFUSALS
from spi_portal.ui.formats import day


@requires(Permission.ACCOUNTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = get_object_or_404(Duty.objects.select_related("user", "office"), pk=pk)
    form = HandOverForm(request.POST or None, duty=duty)
    if form.is_valid() and (told := _hand_over(form, duty, request)):
        messages.success(request, told)
        return redirect("staffing:account", duty.user_id)
    context = {"form": form, "duty": duty}
    return render(request, "staffing/hand_over.html", context, status=422 if form.errors else 200)


def _hand_over(form: HandOverForm, duty: Duty, request: SignedInRequest) -> str:
    """What came of it; empty when it was refused, and then the form says why."""
    try:
        with transaction.atomic():  # somebody new is invited only if the office reaches them
            return _take(form, duty, request.user)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
    except IntegrityError:
        form.add_error("surel", "Alamat ini baru saja dipakai akun lain.")
    return ""


def _take(form: HandOverForm, duty: Duty, by: User) -> str:
    given, office = form.cleaned_data, duty.office.short_name
    to = given["kepada"] or invitations.invite(
        name=given["nama"],
        email=given["surel"],
        role=Role(duty.user.role),
        office=duty.office,
        decree=given["sk"],
        decree_on=given["tanggal_sk"],
        valid_until=given["sampai"] if form.is_acting else None,
        duty_begins=False,
        by=by,
    )
    begins, decree = given["mulai"], given["sk"]
    if form.is_acting:
        mandates.name_acting(
            duty, to=to, begins=begins, last_day=given["sampai"], decree=decree, by=by
        )
        return f"{to} bertugas sementara untuk {office} sampai {day(given['sampai'])}."
    closed = mandates.hand_over(duty, to=to, on=begins, decree=decree, by=by)
    after = " Akun lama ikut berakhir." if closed else ""
    return f"{office} diserahkan kepada {to} mulai {day(begins)}.{after}"
