"""The head's signature: the page of one list's, the link in a letter, and the sheet on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents import access, contact_bases, freezing, signature_letters, signatures
from respondents.forms import SheetForm
from respondents.kinds import SLUGS, Kind
from respondents.models.offices import Office
from respondents.models.signatures import Signature
from respondents.views import scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.downloads import attachment

STATEMENT = "Daftar ini lengkap sejauh yang saya ketahui."
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever holds the letter, signed in or not: GET shows five lines, POST signs.

    No `requires`: the link is the key, and it opens this list's signature and nothing else.
    """
    try:
        if request.method == "POST":
            signature = signatures.sign(token)
            context = {"signature": signature, "slug": SLUGS[Kind(signature.kind)]}
            return render(request, "respondents/signed.html", context)
        with access.acting(signatures.ME):
            link = signatures.read_link(token)
            context = {
                "link": link,
                "dated": signatures.dated(link.office, link.kind),
                "statement": STATEMENT,
                "bases": _bases(link.office, link.kind),
            }
            return render(request, "respondents/sign.html", context)
    except signatures.LinkIsDead as refusal:
        return render(request, "respondents/link_is_dead.html", {"why": refusal}, status=410)


@requires(Permission.REGISTRY_VIEW)
@require_safe
def show(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    office, kind = scope.list_to_sign(request.user, code, slug)
    form = SheetForm(initial={"kode": request.GET.get("kode", "")})
    return _page(request, office, kind, form)


def _page(request: SignedInRequest, office: Office, kind: Kind, form: SheetForm) -> HttpResponse:
    state, frozen = signatures.state(office, kind), freezing.standing()
    signed = Signature.objects.filter(office=office, kind=kind).select_related("office")
    context: dict[str, Any] = {
        "office": office,
        "kind": kind,
        "slug": SLUGS[kind],
        "state": state,
        "code": signatures.code_of(office, kind, state.listed) if state.listed else "",
        "is_to_sign": frozen is None and state.standing in (
            signatures.Standing.UNSIGNED, signatures.Standing.CHANGED
        ),
        "frozen": frozen,
        "heads": signatures.heads_of(office),
        "signed": [(one, signatures.mark_of(one)) for one in signed.defer("scan")],
        "form": form,
        "bases": _bases(office, kind),
        "may_import": request.user.may(Permission.REGISTRY_IMPORT),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "respondents/signature.html", context, status=status)


def _bases(office: Office, kind: str) -> contact_bases.Bases | None:
    """Only service users are asked for consent: staff are asked as a part of their duty."""
    return contact_bases.of(Office.below([office.pk])) if kind == Kind.EXTERNAL else None


@requires(Permission.REGISTRY_IMPORT)
@require_POST
def send(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    office, kind = scope.list_to_sign(request.user, code, slug)
    try:
        links = signatures.make_links(office, kind, by=request.user)
    except signatures.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        for link in links:
            signature_letters.send(link)
        names = ", ".join(link.head.name for link in links)
        messages.success(request, f"Surat dengan tautan tanda tangan dikirim ke {names}.")
    return redirect("respondents:signature", code, slug)


@requires(Permission.REGISTRY_IMPORT)
@require_POST
def hand_in(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    office, kind = scope.list_to_sign(request.user, code, slug)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, office, kind, form)
    try:
        signatures.sign_on_paper(
            office,
            kind,
            signer=form.cleaned_data["penanda"],
            code=form.cleaned_data["kode"],
            scan=form.content,
            by=request.user,
        )
    except signatures.NotPossible as refusal:
        form.add_error("kode", str(refusal))
        return _page(request, office, kind, form)
    messages.success(request, "Lembar tersimpan. Daftar ini sudah ditandatangani.")
    return redirect("respondents:signature", code, slug)


@requires(Permission.REGISTRY_VIEW)
@require_safe
def sheet(request: SignedInRequest, code: str, slug: str, pk: int) -> HttpResponse:
    """The sheet as it was handed in."""
    office, kind = scope.list_to_sign(request.user, code, slug)
    signature = get_object_or_404(Signature, pk=pk, office=office, kind=kind)
    if signature.how != Signature.How.PAPER:
        raise Http404(f"{signature} was signed without paper")
    ending = ENDINGS[signature.scan_type]
    return attachment(
        signatures.sheet_of(signature),
        name=f"lembar-{slug}-{office.code}.{ending}",
        content_type=signature.scan_type,
    )
