"""Kesiapan: what was measured, what people have stated, and what is to be done."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.audit import ledger
from spi_portal.post import letters
from surveys.inspection import inspecting, standing, statements
from surveys.inspection.forms import StatementForm
from surveys.models.cities import City
from surveys.models.inspections import Finding, State, Statement

Subject = Finding.Subject
ADDRESSES = (Subject.PUBLIC_TLS, Subject.STAFF_TLS)
MAIL = (Subject.SPF, Subject.DKIM, Subject.DMARC)
MACHINE = (Subject.CLOCK, Subject.DISK)


@requires(Permission.CITY_SETTINGS)
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    last, today = standing.last_inspection(), timezone.localdate()
    parts = {
        "Alamat": standing.measured(last, ADDRESSES),
        "Surel": [standing.post(), *standing.measured(last, MAIL)],
        "Server": standing.measured(last, MACHINE),
        "Cadangan dan pernyataan": standing.said(today),
        "Akun": [standing.accounts(today)],
    }
    lines = [line for part in parts.values() for line in part]
    context = {
        "parts": parts,
        "last": last,
        "waiting": standing.waiting(),
        "city": City.objects.first(),
        "counts": [(state, sum(line.state == state for line in lines)) for state in State],
    }
    return render(request, "surveys/inspection/readiness.html", context)


@requires(Permission.CITY_SETTINGS)
@require_POST
def inspect(request: SignedInRequest) -> HttpResponse:
    if City.objects.exists():
        inspecting.ask(by=request.user)
        messages.success(request, "Pemeriksaan diminta. Muat ulang halaman ini sebentar lagi.")
    return redirect("surveys:readiness")


@requires(Permission.CITY_SETTINGS)
@require_POST
def send_test_letter(request: SignedInRequest) -> HttpResponse:
    """To whoever asks, and nobody else: a page must not write to strangers."""
    with transaction.atomic():
        letters.queue(
            to=request.user.email,
            subject="Surat uji dari portal SPI",
            text="Surat ini sampai, jadi server surel portal SPI bekerja.\n\n"
            "Lihat juga apakah surat ini masuk ke folder spam: kalau ya, periksa SPF, DKIM, "
            "dan DMARC di halaman Kesiapan.\n",
            about=standing.TEST_LETTER,
        )
        ledger.record("letter.tested", "surat uji", by=request.user)
    messages.success(request, f"Surat uji untuk {request.user.email} masuk antrean.")
    return redirect("surveys:readiness")


@requires(Permission.CITY_SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def state_it(request: SignedInRequest, subject: str) -> HttpResponse:
    if subject not in Statement.Subject.values:
        raise Http404(subject)
    about = Statement.Subject(subject)
    form = StatementForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        try:
            statements.record(about, **form.cleaned_data, by=request.user)
        except statements.NotYet as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, f"Tercatat: {about.label}.")
            return redirect("surveys:readiness")
    context = {"form": form, "about": about, "advice": statements.ADVICE[about]}
    status = 422 if form.errors else 200
    return render(request, "surveys/inspection/statement.html", context, status=status)
