"""The receipt of a head's signature: ordered by a POST, waited for, taken along."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from reports import signature_receipts
from reports.models.receipts import SignatureReceipt
from respondents import signatures
from respondents.models.signatures import Signature
from respondents.views import scope
from spi_portal.accounts.guards import requires
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Permission
from spi_portal.accounts.requests import SignedInRequest
from spi_portal.ui.downloads import attachment


@requires(Permission.RECEIPT_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: SignedInRequest, code: str, slug: str, pk: int) -> HttpResponse:
    signature = _signature(request.user, code, slug, pk)
    if request.method == "POST":
        path = reverse("respondents:signature", args=[code, slug])
        page = f"{settings.STAFF_URL}{path}"
        signature_receipts.ask(signature, page=page, by=request.user)
        return redirect("reports:signature-receipt", code, slug, pk)
    context = {
        "signature": signature,
        "mark": signatures.mark_of(signature),
        "slug": slug,
        "receipt": signature_receipts.of(signature),
        "may_view_list": request.user.may(Permission.REGISTRY_VIEW),
    }
    return render(request, "reports/signature_receipt_page.html", context)


@requires(Permission.RECEIPT_VIEW)
@require_safe
def download(request: SignedInRequest, code: str, slug: str, pk: int) -> HttpResponse:
    signature = _signature(request.user, code, slug, pk)
    receipt = signature_receipts.of(signature)
    if receipt is None or receipt.state != SignatureReceipt.State.READY:
        raise Http404(f"no receipt of {signature} is ready")
    return attachment(receipt.content, name=f"tanda-terima-{slug}-{code}-{pk}.pdf".lower())


def _signature(user: User, code: str, slug: str, pk: int) -> Signature:
    office, kind = scope.list_to_sign(user, code, slug)
    signed = Signature.objects.select_related("office").defer("scan")
    return get_object_or_404(signed, pk=pk, office=office, kind=kind)
