"""Taking contacts along: asked why, asked for the password again, and written down."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from respondents import takeaways
from respondents.kinds import SLUGS, Kind
from respondents.models.lists import Upload
from respondents.views import scope
from spi_portal.accounts.guards import requires, second_factor_first
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.downloads import XLSX, attachment


class ReasonForm(forms.Form):
    alasan = forms.ChoiceField(
        label="Untuk apa berkas ini?",
        choices=takeaways.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih dulu alasannya."},
    )


@requires(Permission.REGISTRY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def faulty_rows(request: SignedInRequest, pk: int) -> HttpResponseBase:
    upload = scope.upload_of(request.user, pk)
    if upload.state != Upload.State.CHECKED:
        return redirect("respondents:upload", pk)
    return _ask(
        request,
        lambda reason: takeaways.faulty_rows(upload, reason=reason, by=request.user),
        name=f"perbaikan-{upload.pk}.xlsx",
        title="Unduh baris bermasalah",
        how="Perbaiki di Excel tanpa mengubah kolom baris dan nama lembarnya, lalu unggah berkas "
        "itu di halaman daftar ini. Isinya langsung memperbaiki baris yang sama.",
        office=upload.office,
        kind=Kind(upload.kind),
    )


@requires(Permission.REGISTRY_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def own_list(request: SignedInRequest, code: str, slug: str) -> HttpResponseBase:
    office, kind = scope.list_of(request.user, code, slug)
    return _ask(
        request,
        lambda reason: takeaways.own_list(office, kind, reason=reason, by=request.user),
        name=f"daftar-{slug}-{office.code}.xlsx",
        title=f"Bawa daftar {kind.label.lower()} ke Excel",
        how="Isinya daftar yang sekarang, dalam templat yang bisa diunggah lagi.",
        office=office,
        kind=kind,
    )


@second_factor_first
@reauthentication_required  # type: ignore[untyped-decorator]
def _ask(
    request: SignedInRequest,
    make: Callable[[takeaways.Reason], bytes],
    *,
    name: str,
    kind: Kind,
    **context: object,
) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        content = make(takeaways.Reason(form.cleaned_data["alasan"]))
        return attachment(content, name=name, content_type=XLSX)
    context |= {"form": form, "kind": kind, "slug": SLUGS[kind]}
    status = 422 if form.errors else 200
    return render(request, "respondents/take_along.html", context, status=status)
