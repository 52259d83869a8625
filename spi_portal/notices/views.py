from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.notices import telling
from spi_portal.notices.forms import DAILY, PORTAL, MailChoiceForm
from spi_portal.notices.models import Notice

AT_MOST = 50


@requires(Permission.START_VIEW)
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    chosen = DAILY if telling.wants_mail(request.user) else PORTAL
    return _page(request, MailChoiceForm(initial={"surel": chosen}))


@requires(Permission.START_VIEW)
@require_POST
def mark_read(request: SignedInRequest) -> HttpResponse:
    telling.mark_read(request.user)
    return redirect("notices:list")


@requires(Permission.START_VIEW)
@require_POST
def choose(request: SignedInRequest) -> HttpResponse:
    form = MailChoiceForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    telling.choose(request.user, wants_mail=form.cleaned_data["surel"] == DAILY)
    messages.success(request, "Pilihan Anda tersimpan.")
    return redirect("notices:list")


def _page(request: SignedInRequest, form: MailChoiceForm, *, status: int = 200) -> HttpResponse:
    notices = list(Notice.objects.of(request.user)[:AT_MOST])
    context = {"notices": notices, "any_new": any(one.is_new for one in notices), "form": form}
    return render(request, "notices/list.html", context, status=status)
